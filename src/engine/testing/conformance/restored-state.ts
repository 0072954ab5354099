/** What becomes of restored state that a changed program asks for as another kind, or not at all. */
import * as v from 'valibot'
import { genericSerializer, type KeyGroup, MisuseError } from '../../../model/index.ts'
import { type StateKind, type StateMeta, voidNamespace } from '../../state/backend.ts'
import { HeapKeyedStateBackend } from '../../state/heap.ts'
import type { Adapter } from './adapter.ts'

const schema = v.looseObject({
  oldType: v.string(),
  newType: v.string(),
  executed: v.looseObject({ heap: v.string() }),
})

const under = { key: 'k', encoded: 'k', keyGroup: 0 as KeyGroup }

const metaOf = <K extends StateKind>(state: string, kind: K): StateMeta<K> => ({
  state,
  kind,
  type: 'any plain value',
  serializer: genericSerializer,
  userKeyType: null,
  ttl: false,
})

/** An operator of the next run, with what the one before had. */
function next(before?: HeapKeyedStateBackend): HeapKeyedStateBackend {
  const backend = new HeapKeyedStateBackend({ start: 0, end: 0 }, 'operator')
  if (before !== undefined) backend.restore(before.capture())
  return backend
}

const named = /^name (\w+) = (Value|List|Map|Reducing|Aggregating)State$/

const anotherKind: Adapter = {
  kind: 'restored state of another kind',
  recognises: (_list, { kind, oldType, newType }) =>
    kind === 'flink-serializer' && named.test(String(oldType)) && named.test(String(newType)),
  run(vector) {
    const { oldType, newType, executed } = v.parse(schema, vector)
    const kindOf = (text: string) => (named.exec(text)?.[2] ?? '').toLowerCase() as StateKind
    const state = named.exec(oldType)?.[1] ?? ''
    const first = next()
    first.table(metaOf(state, kindOf(oldType)), 0)
    const words = executed.heap.replace(/^\w+: /, '')
    return {
      expected: { result: vector['result'], words },
      actual: registered(next(first), metaOf(state, kindOf(newType)), words.length),
    }
  },
}

/** The end of what is said, as long as what Flink says. */
function registered(backend: HeapKeyedStateBackend, meta: StateMeta, length: number) {
  try {
    backend.table(meta, 0)
  } catch (error) {
    if (!(error instanceof MisuseError) || error.code !== 'state_kind_changed') throw error
    return { result: 'IllegalStateException', words: error.message.slice(-length) }
  }
  return { result: 'compatibleAsIs', words: 'restored' }
}

const statesIn = (text: string): readonly string[] => text.match(/\bs\d+\b/g) ?? []
const reads = /^third run reads ([\w,]+) = ([\d,]+)$/

const notAskedFor: Adapter = {
  kind: 'restored state nobody asks for',
  recognises: (_list, { kind, oldType, newType }) =>
    kind === 'flink-serializer' &&
    /^operator had state/.test(String(oldType)) &&
    statesIn(String(newType)).length > 0,
  run(vector) {
    const { oldType, newType, executed } = v.parse(schema, vector)
    const [, , values = ''] = reads.exec(executed.heap) ?? []
    const tableOf = (backend: HeapKeyedStateBackend, state: string) =>
      backend.table(metaOf(state, 'value'), 0)
    const first = next()
    const states = statesIn(oldType)
    states.forEach((state, at) => {
      tableOf(first, state).write(under, voidNamespace, Number(values.split(',')[at]))
    })
    const second = next(first)
    for (const state of statesIn(newType)) tableOf(second, state)
    const third = next(second)
    const found = states.map((state) => tableOf(third, state).read(under, voidNamespace))
    return {
      expected: { result: vector['result'], heap: executed.heap },
      actual: {
        result: found.includes(undefined) ? 'lost' : 'allowed',
        heap: `third run reads ${states.join()} = ${found.join()}`,
      },
    }
  },
}

export const restoredState: readonly Adapter[] = [anotherKind, notAskedFor]
