/** State with time-to-live on both backends: what is read, and what is stored after each step. */
import * as v from 'valibot'
import { Duration, StateTtlConfig, Types } from '../../../datastream/flink.ts'
import type { KeyedPiece } from '../../state/piece.ts'
import { TtlValue } from '../../state/ttl/ttl-value.ts'
import { type HarnessBackend, keyedHarness } from '../keyed-harness.ts'
import { type Adapter, type Comparison, onBothBackends, type VectorCase } from './adapter.ts'
import { type AskedState, attempt, handleOf, operate } from './keyed-operations.ts'

const schema = v.looseObject({
  state: v.picklist(['value', 'list', 'map', 'reducing', 'aggregating']),
  ttlMs: v.union([v.number(), v.string()]),
  updateType: v.picklist(['Disabled', 'OnCreateAndWrite', 'OnReadAndWrite']),
  visibility: v.picklist(['NeverReturnExpired', 'ReturnExpiredIfNotCleanedUp']),
  cleanup: v.optional(v.string()),
  defaultValue: v.nullish(v.unknown()),
  steps: v.array(
    v.looseObject({
      time: v.union([v.number(), v.string()]),
      op: v.string(),
      args: v.optional(v.array(v.string()), []),
    }),
  ),
})

type Case = v.InferOutput<typeof schema>
type Step = Case['steps'][number]

/** What happens to the backend, and not to the state. */
const isRestore = (op: string): boolean => op.endsWith('Restore') || op === 'snapshotAndRestore'
/** How many entries a cleanup looks at that shall meet every one of them. */
const all = 100_000

export const ttl: Adapter = {
  kind: 'state with time-to-live',
  recognises: (_list, vector) => v.is(schema, vector),
  run: (vector) => onBothBackends((backend) => runOn(backend, vector)),
}

function runOn(backend: HarnessBackend, vector: VectorCase): Comparison {
  const parsed = v.parse(schema, vector)
  const asked: AskedState = {
    kind: parsed.state,
    fn: '',
    defaultValue: parsed.defaultValue ?? undefined,
    ttl: configOf(parsed),
    userKeyType: undefined,
    valueType: 'plainValueSerializer' in vector ? Types.INT : undefined,
  }
  let harness = keyedHarness({ backend })
  harness.setKey('k')
  const actual = parsed.steps.map(({ time, op, args }) => {
    harness.setTime(Number(time))
    let answer: unknown
    if (isRestore(op)) {
      harness = harness.snapshotAndRestore(op.startsWith('canonical') ? 'canonical' : 'native')
      harness.setKey('k')
      handleOf(harness, 's', asked)
    } else if (op === 'incrementalCleanup') {
      harness.setKey('another')
      ;(handleOf(harness, 's', asked) as { clear(): void }).clear()
      harness.setKey('k')
    } else if (op === 'compaction') harness.compact()
    else {
      const given = argumentsOf(parsed.state, op, args)
      answer = attempt(() => operate(handleOf(harness, 's', asked), op, given))
    }
    return { result: resultOf(op, answer), stored: storedIn(harness.pieces()) }
  })
  const expected = parsed.steps.map((step) => expectedOf(step, backend))
  return {
    expected,
    actual: actual.map(({ result, stored }, at) => ({
      stored,
      ...('result' in (expected[at] ?? {}) && { result }),
    })),
  }
}

function configOf({ ttlMs, updateType, visibility, cleanup, steps }: Case): StateTtlConfig {
  const has = (...ops: readonly string[]) => steps.some(({ op }) => ops.includes(op))
  // The longest time a Duration can be stands for Java's longest.
  const builder = StateTtlConfig.newBuilder(
    Duration.ofMillis(Math.min(Number(ttlMs), Number.MAX_SAFE_INTEGER)),
  )
    .setUpdateType(updateType)
    .setStateVisibility(visibility)
    .disableCleanupInBackground()
  if (cleanup === 'incremental' || (cleanup === undefined && has('incrementalCleanup')))
    builder.cleanupIncrementally(all, false)
  const filtered = has('fullSnapshotRestore', 'canonicalSavepointRestore')
  if (has('compaction')) builder.cleanupInRocksdbCompactFilter(1)
  if (cleanup === 'fullSnapshot' || (cleanup === undefined && filtered))
    builder.cleanupFullSnapshot()
  return builder.build()
}

function expectedOf(step: Step & VectorCase, backend: HarnessBackend): VectorCase {
  const of = backend === 'hashmap' ? 'heap' : 'rocksdb'
  const stored = `${of}Stored` in step ? step[`${of}Stored`] : step['stored']
  if (`${of}Result` in step) return { stored, result: step[`${of}Result`] }
  return 'result' in step ? { stored, result: step['result'] } : { stored }
}

function argumentsOf(kind: Case['state'], op: string, args: readonly string[]): unknown[] {
  const value = (text: string): unknown =>
    text === 'null' ? null : Number.isNaN(Number(text)) ? text : Number(text)
  if (op === 'addAll' || (op === 'update' && kind === 'list'))
    return args[0] === 'null' ? [null] : [args.map(value)]
  if (op === 'putAll') {
    if (args[0] === 'null') return [null]
    const pairs = args.flatMap((key, at) =>
      at % 2 === 0 ? [[key, value(args[at + 1] ?? 'null')] as const] : [],
    )
    return [new Map(pairs)]
  }
  if (kind !== 'map' || op === 'entrySetValue') return args.map(value)
  return args.map((arg, at) => (at === 0 ? arg : value(arg)))
}

function resultOf(op: string, answer: unknown): unknown {
  if (op === 'entries' && Array.isArray(answer)) return Object.fromEntries(answer as never)
  return answer ?? null
}

/** The raw state of the key as `[value, last access]`, of lists and maps by element. */
function storedIn(pieces: readonly KeyedPiece[]): unknown {
  const entry = pieces[0]?.entries.find(({ encoded }) => encoded === 'k')
  if (entry === undefined) return null
  const { value } = entry
  if (value instanceof TtlValue) return timed(value)
  if (pieces[0]?.kind === 'list') return (value as readonly TtlValue[]).map(timed)
  const pairs = value as readonly (readonly [string, TtlValue])[]
  return Object.fromEntries(pairs.map(([key, element]) => [key, timed(element)]))
}

function timed({ userValue, lastAccess }: TtlValue): unknown {
  const isAverage = typeof userValue === 'object' && userValue !== null && 'sum' in userValue
  const { sum, count } = (isAverage ? userValue : {}) as { sum?: number; count?: number }
  return [isAverage ? `sum=${sum},count=${count}` : userValue, lastAccess]
}
