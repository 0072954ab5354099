/** Unknown data → a scenario of the current form, or what is wrong with it. */
import * as v from 'valibot'
import { limits, type MessageCode, type Misuse, misuse } from '../model/index.ts'
import { migrate } from './migrations/index.ts'
import { rulesVersion, type Scenario } from './scenario.ts'
import { scenarioSchema } from './schema.ts'

/** A scenario with what was changed on the way in, or the reasons why there is none. */
export type ParsedScenario =
  | { readonly scenario: Scenario; readonly notices: readonly Misuse[] }
  | { readonly misuses: readonly Misuse[] }

const scenarioVersion = 1
const mostNotices = 20

/**
 * Reads a scenario of any released version. Unknown fields are dropped and numbers brought within
 * bounds, each with a notice; what has the wrong type or is too large is refused.
 */
export function parseScenario(given: unknown): ParsedScenario {
  const depth = depthOf(given)
  if (depth > limits.jsonDepth) return refusal('scenario_too_deep', { limit: limits.jsonDepth })
  const version = versionOf(given)
  if (version === null) return refusal('scenario_no_version', {})
  if (version > scenarioVersion) {
    return refusal('scenario_newer', { version, known: scenarioVersion })
  }
  const current = migrate(given, version)
  const result = v.safeParse(scenarioSchema, current, { abortPipeEarly: true })
  if (!result.success) return { misuses: result.issues.slice(0, mostNotices).map(misuseOf) }
  // Ids and times are branded numbers, which the check reads as numbers.
  const scenario = result.output as Scenario
  return { scenario, notices: noticesOf(current, scenario) }
}

function refusal(code: MessageCode, values: Misuse['values']): ParsedScenario {
  return { misuses: [misuse(code, null, values)] }
}

/** The version, a whole number from 1; null where there is none. */
function versionOf(given: unknown): number | null {
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, 'version')) return null
  const { version } = given as { readonly version: unknown }
  return typeof version === 'number' && Number.isSafeInteger(version) && version >= 1
    ? version
    : null
}

/** How deep data is nested, counted no further than one beyond what is allowed. */
function depthOf(given: unknown): number {
  let level: readonly unknown[] = [given]
  let depth = 0
  while (depth <= limits.jsonDepth) {
    const below: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      for (const inner of Object.values(value)) {
        if (typeof inner === 'object' && inner !== null) below.push(inner)
      }
    }
    if (below.length === 0) return depth
    level = below
    depth++
  }
  return depth
}

function misuseOf(issue: v.BaseIssue<unknown>): Misuse {
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.')
  return misuse('scenario_invalid', null, {
    path: path.slice(0, 120) || 'the scenario',
    expected: (issue.expected ?? issue.message).slice(0, 120),
    got: issue.received.slice(0, 60),
  })
}

/** What is not in the scenario as it was given. */
function noticesOf(given: unknown, scenario: Scenario): readonly Misuse[] {
  const notices: Misuse[] = []
  if (scenario.rules !== rulesVersion && scenario.rules !== '') {
    const values = { made: scenario.rules, here: rulesVersion }
    notices.push(misuse('scenario_other_rules', null, values))
  }
  differences(given, scenario, { path: '', notices })
  return notices
}

interface Comparison {
  readonly path: string
  readonly notices: Misuse[]
}

function differences(given: unknown, kept: unknown, { path, notices }: Comparison): void {
  if (typeof given === 'number' && given !== kept) {
    const values = { path, got: String(given), used: String(kept) }
    notices.push(misuse('scenario_number_clamped', null, values))
  }
  if (!isObject(given) || !isObject(kept)) return
  for (const [name, value] of Object.entries(given)) {
    if (notices.length >= mostNotices) return
    const inside = path === '' ? name.slice(0, 60) : `${path}.${name.slice(0, 60)}`
    if (Object.hasOwn(kept, name)) differences(value, kept[name], { path: inside, notices })
    else notices.push(misuse('scenario_field_dropped', null, { path: inside }))
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
