/** The five kinds of keyed state on both backends, operation by operation. */
import * as v from 'valibot'
import { type TypeInformation, Types } from '../../../datastream/flink.ts'
import { type HarnessBackend, keyedHarness } from '../keyed-harness.ts'
import { type Adapter, type Comparison, onBothBackends, type VectorCase } from './adapter.ts'
import { type AskedState, attempt, handleOf, type Kind, operate } from './keyed-operations.ts'

const step = v.looseObject({
  op: v.string(),
  args: v.optional(v.array(v.string()), []),
  key: v.optional(v.string()),
})
const schema = v.looseObject({
  state: v.string(),
  defaultValue: v.nullish(v.unknown()),
  steps: v.array(step),
})

const kinds: Readonly<Record<string, Kind>> = {
  ValueState: 'value',
  ListState: 'list',
  MapState: 'map',
  ReducingState: 'reducing',
  AggregatingState: 'aggregating',
}

/** What stands before an argument, and the Java type it says. */
const keyTypes: Readonly<Record<string, TypeInformation<unknown>>> = {
  i: Types.INT,
  L: Types.LONG,
  l: Types.LONG,
  s: Types.STRING,
  d: Types.DOUBLE,
  f: Types.FLOAT,
  h: Types.SHORT,
  y: Types.BYTE,
  b: Types.BOOLEAN,
}

export const statePrimitives: Adapter = {
  kind: 'keyed state, operation by operation',
  recognises: (_list, vector) =>
    v.is(schema, vector) && !('ttlMs' in vector) && /^(\w+)State\b/.test(vector.state),
  run: (vector) => onBothBackends((backend) => runOn(backend, vector)),
}

function runOn(backend: HarnessBackend, vector: VectorCase): Comparison {
  const parsed = v.parse(schema, vector)
  const [, outer = '', fn = ''] = /^(\w+)(?:\((.*)\))?$/.exec(parsed.state) ?? []
  const userKeys = parsed.steps.flatMap(
    ({ args }) => /^([iLlsdfhyb]):/.exec(args[0] ?? '')?.[1] ?? [],
  )
  const userKeyType = userKeys[0]
  const asked: AskedState = {
    kind: kinds[outer] as Kind,
    fn,
    defaultValue: parsed.defaultValue ?? undefined,
    ttl: null,
    userKeyType: userKeyType === undefined ? undefined : keyTypes[userKeyType],
  }
  let harness = keyedHarness({ backend })
  let key = 'k1'
  harness.setKey(key)
  const answers = parsed.steps.map(({ op, args, key: next }) => {
    switch (op) {
      case 'setKey':
        key = next ?? key
        harness.setKey(key)
        return undefined
      case 'snapshotAndRestore':
        harness = harness.snapshotAndRestore()
        harness.setKey(key)
        return undefined
      case 'numKeys':
        return harness.pieces()[0]?.entries.length ?? 0
      default:
        return attempt(() =>
          operate(handleOf(harness, 's', asked), op, argumentsOf(asked.kind, op, args)),
        )
    }
  })
  const expected = parsed.steps.map((one) => expectedOf(one, backend))
  return {
    expected,
    actual: answers.map((answer, at) => {
      if (typeof answer === 'string' && answer.startsWith('ERR:')) return answer
      if (
        expected[at] === null &&
        !('result' in parsed.steps[at]!) &&
        !('heap' in parsed.steps[at]!)
      )
        return null
      const isLong = userKeyType === 'L' || userKeyType === 'l'
      return answer === undefined ? 'void' : shown(answer, isLong)
    }),
  }
}

/** What Flink's backend answered; null where the file does not say. */
function expectedOf(one: VectorCase, backend: HarnessBackend): unknown {
  if (backend === 'rocksdb' && 'rocksdb' in one) return one['rocksdb']
  return 'heap' in one ? one['heap'] : 'result' in one ? one['result'] : null
}

function argumentsOf(kind: Kind, op: string, args: readonly string[]): unknown[] {
  if (op === 'addAll' || (op === 'update' && kind === 'list'))
    return args[0] === 'null' ? [null] : [args.map(argument)]
  if (op !== 'putAll') return args.map(argument)
  if (args[0] === 'null') return [null]
  const pairs = args.flatMap((arg, at) =>
    at % 2 === 0 ? [[argument(arg), argument(args[at + 1] ?? 'null')] as const] : [],
  )
  return [new Map(pairs)]
}

/** `7`, `null`, `s:a`, `i:1`, `L:4294967296`, `b:true`, `d:0.5`. */
function argument(text: string): unknown {
  if (text === 'null' || text === 'NULLELEM') return null
  if (text.startsWith('s:')) return text.slice(2)
  if (/^(b:)?(true|false)$/.test(text)) return text.endsWith('true')
  const plain = text.replace(/^[iLldfhy]:/, '')
  // What is no number stands for itself.
  return plain === '' || Number.isNaN(Number(plain)) ? plain : Number(plain)
}

/** Longs are written as texts. */
function shown(answer: unknown, isLong: boolean): unknown {
  if (!Array.isArray(answer)) return answer
  const element = (one: unknown): unknown => (isLong && typeof one === 'number' ? String(one) : one)
  return answer.map((one) => (Array.isArray(one) ? [...one] : element(one)))
}
