/** Reads what a learner left, of any released version. Fetched when there is something. */
import * as v from 'valibot'
import { isSnapshotManifest, type RunPlan } from '../run/index.ts'
import { parseScenario } from '../scenario/index.ts'
import type { SavedBranch, SavedScenario, SavedSession } from './saved.ts'

const mostBranches = 50
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const text = v.pipe(v.string(), v.maxLength(500))

const plan = v.strictObject({
  scenario: v.unknown(),
  seed: v.pipe(v.number(), v.safeInteger()),
  commands: v.pipe(
    v.array(
      v.strictObject({
        at: count,
        step: v.nullable(count),
        command: v.looseObject({ kind: text }),
      }),
    ),
    v.maxLength(10_000),
  ),
  restoreFrom: v.nullable(
    v.strictObject({
      manifest: v.custom(isSnapshotManifest),
      run: text,
      allowNonRestoredState: v.boolean(),
      claimMode: v.optional(v.picklist(['NO_CLAIM', 'CLAIM', 'LEGACY'])),
    }),
  ),
  startAt: count,
})

const session = v.strictObject({
  version: v.literal(1),
  savedAt: v.number(),
  branches: v.pipe(
    v.array(v.strictObject({ name: text, plan, run: text })),
    v.minLength(1),
    v.maxLength(mostBranches),
  ),
  current: count,
  cursor: count,
})

/** Null where this version cannot read it. */
export function readSession(kept: unknown): SavedSession | null {
  const result = v.safeParse(session, kept)
  if (!result.success) return null
  const { branches, ...rest } = result.output
  const readable: SavedBranch[] = []
  for (const branch of branches) {
    const parsed = parseScenario(branch.plan.scenario)
    if ('misuses' in parsed) return null
    const read = { ...branch.plan, scenario: parsed.scenario }
    // Ids and times are branded numbers, which the check reads as numbers.
    readable.push({ ...branch, plan: read as unknown as RunPlan })
  }
  return rest.current < readable.length ? { ...rest, branches: readable } : null
}

/** The latest first; what cannot be read any more is left out. */
export function readScenarios(
  entries: Iterable<readonly [string, unknown]>,
): readonly SavedScenario[] {
  const found: SavedScenario[] = []
  for (const [name, value] of entries) {
    const { savedAt, scenario } = (value ?? {}) as Partial<SavedScenario>
    const parsed = parseScenario(scenario)
    if ('scenario' in parsed && typeof savedAt === 'number')
      found.push({ name, savedAt, scenario: parsed.scenario })
  }
  return found.sort((a, b) => b.savedAt - a.savedAt)
}
