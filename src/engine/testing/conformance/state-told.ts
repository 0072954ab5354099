/** Cases of state that are told in words: what is done stands in `steps` as a sentence. */
import {
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from '../../../datastream/flink.ts'
import { encodeKey } from '../../../model/index.ts'
import { OperatorStates } from '../../state/operator-states.ts'
import type { StatePiece } from '../../state/piece.ts'
import { type DistributionMode, repartitionOperatorState } from '../../state/redistribute.ts'
import { keyedHarness, type KeyedHarness } from '../keyed-harness.ts'
import type { Adapter, Comparison, VectorCase } from './adapter.ts'
import { attempt } from './keyed-operations.ts'

/** `[a,b],[c]` or `subtask0=[a,b], subtask1=[c]` of `p=2 state: …; restore with p=3`. */
const redistribution = /^p=\d+ (?:state|broadcast maps)\b(.*); restore with p=(\d+)$/

export const stateRedistributionTold: Adapter = {
  kind: 'operator state dealt out, in words',
  recognises: (_list, vector) => redistribution.test(sentence(vector)),
  run(vector) {
    const [, lists = '', parallelism = ''] = redistribution.exec(sentence(vector)) ?? []
    const text = String(vector['state'])
    const mode: DistributionMode = text.includes('Union') ? 'UNION' : 'SPLIT_DISTRIBUTE'
    const isBroadcast = text.includes('Broadcast')
    const old = isBroadcast
      ? Array.from({ length: Number(/^p=(\d+)/.exec(sentence(vector))?.[1]) }, (_, at) => [
          `copy of old ${at}`,
        ])
      : [...lists.matchAll(/\[([^\]]*)\]/g)].map(([, list = '']) => list.split(',').filter(Boolean))
    const pieces = old.map((entries, at) => [
      {
        handle: String(at),
        states: new Map([['s', { mode: isBroadcast ? ('BROADCAST' as const) : mode, entries }]]),
      },
    ])
    const dealt = repartitionOperatorState(pieces, Number(parallelism)).map((hand) =>
      hand.flatMap(({ states }) => states.get('s')?.entries ?? []),
    )
    const { order, ...expected } = vector['expected'] as Readonly<Record<string, unknown>>
    // Where Flink does not say in which order old subtasks come, only what is there counts.
    const inOrder = (entries: readonly unknown[]) =>
      order === undefined ? entries : entries.toSorted()
    const actual = dealt.map((entries, at) => [
      `subtask${at}`,
      isBroadcast ? entries[0] : inOrder(entries),
    ])
    return { expected, actual: Object.fromEntries(actual) }
  },
}

export const stateTold: Adapter = {
  kind: 'state, in words',
  recognises: (_list, vector) => sentence(vector) in told,
  run: (vector) => (told[sentence(vector)] as Told)(vector['expected'] as Expected, vector),
}

type Expected = Readonly<Record<string, unknown>>
type Told = (expected: Expected, vector: VectorCase) => Comparison

function sentence({ steps }: VectorCase): string {
  if (!Array.isArray(steps) || !steps.every((step) => typeof step === 'string')) return ''
  return steps.join('; ')
}

/** The exception a text of the file begins with, as {@link attempt} answers it. */
function thrown(text: unknown): string {
  const [name = ''] = /^\w+Exception/.exec(String(text)) ?? []
  return `ERR:${name}`
}

function keyed(): KeyedHarness {
  const harness = keyedHarness()
  harness.setKey('a')
  return harness
}

const value = (name = 'x') => new ValueStateDescriptor<unknown>(name)
const list = () => new ListStateDescriptor<unknown>('x')
const map = () => new MapStateDescriptor<unknown, unknown>('x')

/** An operator's own state; nothing of its surroundings is needed but somebody to tell. */
function operatorStates(): OperatorStates {
  return new OperatorStates(keyedHarness().site as never)
}

/** What is used without a key fails; the first record with one finds nothing stored. */
const withoutKey =
  (use: (state: { value(): unknown; update(v: unknown): void }) => unknown): Told =>
  ({ heap, heapError }) => {
    const harness = keyedHarness()
    const state = harness.store.states.value(value())
    const answer = attempt(() => use(state))
    harness.setKey('a')
    const text = String(heap ?? heapError)
    const then = text.includes('key a then reads')
      ? `; key a then reads ${String(state.value())}`
      : ''
    const [, expected = ''] = /(; key a then reads .*)$/.exec(text) ?? []
    return { expected: thrown(text) + expected, actual: `${String(answer)}${then}` }
  }

const told: Readonly<Record<string, Told>> = {
  'a = state.value(); checkpoint sync phase; a.add(9) // without re-reading the state; checkpoint completes':
    (_expected, { executed }) => {
      const harness = keyed()
      harness.store.states.value(value()).update([1])
      const mutable = harness.store.states.value(value()).value() as number[]
      // Here the bytes are written with the synchronous phase: whoever comes later is after them.
      const restored = harness.snapshotAndRestore()
      mutable.push(9)
      restored.setKey('a')
      const after = restored.store.states.value(value()).value() as number[]
      const [, contained] = /after it: contained=(\w+)/.exec(String(executed)) ?? []
      return { expected: contained, actual: String(after.includes(9)) }
    },
  'for(x : state.get()) state.add(x+1)': ({ heap }) => {
    const state = keyed().store.states.list(list())
    state.add(1)
    const walk = () => {
      for (const x of state.get()) state.add((x as number) + 1)
    }
    return { expected: thrown(heap), actual: attempt(walk) }
  },
  'put 1..3; for(k : state.keys()) state.remove(k)': ({ heap }) => {
    const state = keyed().store.states.map(map())
    for (const key of [1, 2, 3]) state.put(key, key)
    const walk = () => {
      for (const key of state.keys()) state.remove(key)
    }
    return { expected: thrown(heap), actual: attempt(walk) }
  },
  'open(): state.value() before any keyed element': withoutKey((state) => state.value()),
  'backend without a current key: state.update(..)': withoutKey((state) => {
    state.update(1)
  }),
  'KeyedProcessFunction.open(): state.value(); then processElement for key a reads the state':
    withoutKey((state) => state.value()),
  'KeyedProcessFunction.open(): state.update(x); then processElement for key a reads the state':
    withoutKey((state) => {
      state.update(1)
    }),
  'KeySelector returns null': ({ error }) => ({
    expected: thrown(error),
    actual: attempt(() => encodeKey(null, 'STRING')),
  }),
  "s1=getState(desc 'x'); s2=getState(desc 'x'); s1.update(1); s2.value()": ({ result }) => {
    const { states } = keyed().store
    const [first, second] = [states.value(value()), states.value(value())]
    first.update(1)
    return { expected: result, actual: second.value() }
  },
  "getState(desc 'x'); ListState l=getListState(desc 'x')": ({ error }) => {
    const { states } = keyed().store
    states.value(value())
    return { expected: thrown(error), actual: attempt(() => states.list(list())) }
  },
  "getMapState(desc 'x'); getState(desc 'x').value()": ({ error }) => {
    const { states } = keyed().store
    states.map(map())
    return { expected: thrown(error), actual: attempt(() => states.value(value()).value()) }
  },
  "ValueState<Integer> x = 7; then getState(desc 'x' with LongSerializer).value()": ({ heap }) => {
    const { states } = keyed().store
    states.value(value()).update(7)
    return { expected: heap, actual: `${String(states.value(value()).value())} (Integer)` }
  },
  'add(1); addAll(null); addAll([2,null]); get()': (expected) => {
    const state = operatorStates().getListState(list())
    state.add(1)
    const addAll = (values: unknown) =>
      attempt(() => {
        state.addAll(values as never)
      })
    return {
      expected: {
        ...expected,
        addAllNull: thrown(expected['addAllNull']),
        addAllNullElement: thrown(expected['addAllNullElement']),
      },
      actual: {
        addAllNull: addAll(null),
        addAllNullElement: addAll([2, null]),
        get: [...state.get()],
      },
    }
  },
  'processElement: ctx.getBroadcastState(desc).immutableEntries().iterator().remove()': ({
    error,
  }) => {
    const state = operatorStates().getBroadcastState(map())
    state.put('a', 1)
    const remove = () => {
      const entries = state.immutableEntries().iterator()
      entries.next()
      entries.remove()
    }
    return { expected: thrown(error), actual: attempt(remove) }
  },
  "getListState('x'); getUnionListState('x'); getBroadcastState('x')": (expected) => {
    const states = operatorStates()
    states.getListState(list())
    const broadcast = attempt(() => states.getBroadcastState(map()))
    return {
      expected: { ...expected, unionAfterSplit: thrown(expected['unionAfterSplit']) },
      actual: {
        unionAfterSplit: attempt(() => states.getUnionListState(list())),
        broadcastWithListName: typeof broadcast === 'string' ? broadcast : 'accepted',
      },
    }
  },
  'add(list [1]); snapshot sync part; list.add(9); async part; restore': (expected) => {
    const states = operatorStates()
    const live = [1]
    states.getListState(list()).add(live)
    const written = JSON.stringify(states.capture())
    live.push(9)
    const restored = operatorStates()
    restored.restore([{ lists: JSON.parse(written) as StatePiece['lists'] } as StatePiece])
    const [element] = [...restored.getListState(list()).get()]
    return { expected, actual: { restored: element, live } }
  },
  'a=100, b=10, c=1; mergeNamespaces(target b, sources [c,a]); get b': ({ heap }) => {
    const { states } = keyed().store
    const minus = (a: unknown, b: unknown): unknown => (a as number) - (b as number)
    const state = (window: string) =>
      states.reducing(new ReducingStateDescriptor('x', minus), window)
    state('a').add(100)
    state('b').add(10)
    state('c').add(1)
    state('b').mergeFrom(['c', 'a'])
    return { expected: heap, actual: state('b').get() }
  },
}
