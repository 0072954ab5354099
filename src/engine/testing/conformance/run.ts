/** Runs vector files against the engine's own rules. Kinds nobody here supports are skipped. */
import type { Adapter, VectorCase } from './adapter.ts'
import { barrierAlignment } from './barrier-alignment.ts'
import { firstDifference } from './difference.ts'
import { failureManager } from './failure-manager.ts'
import { keyGroupReassignment } from './key-group-reassignment.ts'
import { keyGroups } from './key-groups.ts'
import { operatorState } from './operator-state.ts'
import { requestDecider } from './request-decider.ts'
import { restartStrategy } from './restart-strategy.ts'
import { restoredState } from './restored-state.ts'
import { savepointRestore } from './savepoint-restore.ts'
import { schemaCompat } from './schema-compat.ts'
import { timers } from './timers.ts'
import { windowAssign } from './window-assign.ts'
import { windowFiring } from './window-firing.ts'
import { statePrimitives } from './state-primitives.ts'
import { stateRedistributionTold, stateTold } from './state-told.ts'
import { ttl } from './ttl.ts'
import { watermark } from './watermark.ts'

const adapters: readonly Adapter[] = [
  timers,
  ...windowAssign,
  windowFiring,
  barrierAlignment,
  requestDecider,
  failureManager,
  operatorState,
  ...keyGroupReassignment,
  ...restartStrategy,
  ...savepointRestore,
  ...restoredState,
  ...schemaCompat,
  statePrimitives,
  stateRedistributionTold,
  stateTold,
  ttl,
  ...keyGroups,
  ...watermark,
]

/** One case of a file: `list` is the field it stands in. */
export interface NamedCase {
  readonly id: string
  readonly list: string
  readonly vector: VectorCase
}

export type Verdict =
  | { readonly verdict: 'passed' }
  /** `difference`: where expected and actual first differ, in words. */
  | { readonly verdict: 'failed'; readonly difference: string }
  | { readonly verdict: 'skipped' }

/** All cases of a file: the objects in its lists, of whatever name. Throws if it is no JSON. */
export function casesOf(text: string): readonly NamedCase[] {
  const file: unknown = JSON.parse(text)
  if (!isObject(file)) return []
  return Object.entries(file).flatMap(([list, cases]) =>
    (Array.isArray(cases) ? cases.filter(isObject) : []).map((vector, at): NamedCase => {
      const { id } = vector
      return { id: typeof id === 'string' ? id : `${list}[${at}]`, list, vector }
    }),
  )
}

export function runCase({ vector, list }: NamedCase): Verdict {
  const adapter = adapters.find((one) => one.recognises(list, vector))
  if (adapter === undefined) return { verdict: 'skipped' }
  try {
    const { expected, actual } = adapter.run(vector, list)
    const difference = firstDifference(expected, actual)
    return difference === null ? { verdict: 'passed' } : { verdict: 'failed', difference }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { verdict: 'failed', difference: `${adapter.kind}: ${reason}` }
  }
}

export interface FileReport {
  readonly passed: number
  readonly failed: readonly { readonly id: string; readonly difference: string }[]
  readonly skipped: number
}

export function runFile(text: string): FileReport {
  const verdicts = casesOf(text).map((one) => ({ id: one.id, ...runCase(one) }))
  return {
    passed: verdicts.filter(({ verdict }) => verdict === 'passed').length,
    failed: verdicts.flatMap((one) =>
      one.verdict === 'failed' ? [{ id: one.id, difference: one.difference }] : [],
    ),
    skipped: verdicts.filter(({ verdict }) => verdict === 'skipped').length,
  }
}

function isObject(value: unknown): value is VectorCase {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
