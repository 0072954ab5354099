/** process beside a broadcast stream. Flink: CoBroadcastWithNonKeyedOperator, CoBroadcastWithKeyedOperator. */
import {
  type BroadcastContext,
  type BroadcastReadOnlyContext,
  installRefusals,
  type KeyedBroadcastContext,
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  type OperatorCode,
  type ProcessContext,
  ReducingStateDescriptor,
  type StateDescriptor,
  ValueStateDescriptor,
} from '../../datastream/index.ts'
import { type EventTime, MisuseError } from '../../model/index.ts'
import { voidNamespace } from '../state/backend.ts'
import type { KeyedStates } from '../state/keyed-states.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import type { OperatorStates } from '../state/operator-states.ts'
import type { OperatorSite, StreamOperator } from '../task/operator.ts'
import { collectorFor, sideOutput } from './collector.ts'
import { KeyedContexts } from './keyed-context.ts'
import { OperatorParts } from './operator-parts.ts'

type PlainCode = Extract<OperatorCode, { kind: 'broadcast-process' }>
type KeyedCode = Extract<OperatorCode, { kind: 'keyed-broadcast-process' }>

/** The first input is the stream of records, the second the broadcast one. */
export function broadcastOperator(site: OperatorSite, { fn, states }: PlainCode): StreamOperator {
  const parts = new OperatorParts(site, { fn, store: null, timers: null })
  const out = collectorFor(site)
  let timestamp: EventTime | null = null
  const base = { timestamp: () => timestamp, output: sideOutput(site, () => timestamp) }
  const sides = sidesOf(site, base, { held: parts.states, declared: states })
  const reading = { ...sides.reading, ...refusingTimers(site) }
  const { writing } = sides
  installRefusals(reading, 'Context')
  installRefusals(writing, 'Context')
  return parts.operator({
    process: (record, input) => {
      timestamp = record.timestamp
      out.startRecord(timestamp)
      if (input === 0) fn.processElement(record.value, reading, out)
      else fn.processBroadcastElement(record.value, writing, out)
    },
  })
}

/** The same beside a keyed stream: that side has state and timers per key. */
export function keyedBroadcastOperator(
  site: OperatorSite,
  { fn, states }: KeyedCode,
  store: KeyedStore,
): StreamOperator {
  const contexts = new KeyedContexts(site, store, (timestamp, context, collector) => {
    fn.onTimer(timestamp, { ...context, ...reading, timeDomain: context.timeDomain }, collector)
  })
  const { context, out, timers } = contexts
  const parts = new OperatorParts(site, { fn, store, timers })
  const sides = sidesOf(site, context, { held: parts.states, declared: states })
  const reading = { ...context, ...sides.reading }
  const writing: KeyedBroadcastContext<unknown> = {
    ...sides.writing,
    applyToKeyedState: (descriptor, given) => {
      const state = keyedStateOf(store.states, descriptor)
      const fn = typeof given === 'function' ? given : given.process.bind(given)
      store.states.applyToAllKeys(descriptor.getName(), voidNamespace, (key) => {
        fn(key, state as never)
      })
    },
  }
  installRefusals(reading, 'Context')
  installRefusals(writing, 'Context')
  return parts.operator({
    process: (record, input) => {
      if (input === 0) {
        contexts.start(record)
        fn.processElement(record.value, reading, out)
      } else {
        contexts.startWithoutKey(record)
        fn.processBroadcastElement(record.value, writing, out)
      }
    },
  })
}

/** The handle of the state a descriptor names. */
function keyedStateOf(states: KeyedStates, descriptor: StateDescriptor): unknown {
  if (descriptor instanceof ValueStateDescriptor) return states.value(descriptor)
  if (descriptor instanceof ListStateDescriptor) return states.list(descriptor)
  if (descriptor instanceof MapStateDescriptor) return states.map(descriptor)
  if (descriptor instanceof ReducingStateDescriptor) return states.reducing(descriptor)
  if (descriptor instanceof AggregatingStateDescriptor) return states.aggregating(descriptor)
  throw new MisuseError('descriptor_expected', {
    call: 'applyToKeyedState',
    kind: 'state descriptor',
  })
}

/** What only the other side's state has: Java's compiler refuses it. */
function refusingChanges(state: string): Readonly<Record<string, () => never>> {
  const refuse = (): never => {
    throw new MisuseError('broadcast_state_read_only', { state })
  }
  const calls = ['put', 'putAll', 'remove', 'clear', 'entries', 'iterator']
  return Object.fromEntries(calls.map((call) => [call, refuse]))
}

/** Timers belong to a key, and there is none: Java's compiler refuses it. */
function refusingTimers({ node }: OperatorSite): Readonly<Record<string, () => never>> {
  return {
    timerService: () => {
      throw new MisuseError('timers_without_key', { operator: node.name })
    },
  }
}

/** What both sides are told: one may write, the other may read. */
function sidesOf(
  site: OperatorSite,
  { timestamp, output }: Pick<ProcessContext, 'timestamp' | 'output'>,
  states: { readonly held: OperatorStates; readonly declared: readonly string[] },
): { readonly reading: BroadcastReadOnlyContext; readonly writing: BroadcastContext } {
  const base = {
    timestamp,
    output,
    currentProcessingTime: () => site.sim.now,
    currentWatermark: () => site.watermark(),
  }
  const stateOf = <K, V>(descriptor: MapStateDescriptor<K, V>) => {
    const state = descriptor.getName()
    // Flink: "The requested state does not exist."
    if (!states.declared.includes(state))
      throw new MisuseError('broadcast_state_not_declared', { state })
    return states.held.getBroadcastState(descriptor)
  }
  return {
    writing: { ...base, getBroadcastState: stateOf, ...refusingTimers(site) },
    reading: {
      ...base,
      getBroadcastState: (descriptor) => {
        const state = stateOf(descriptor)
        const readOnly = {
          get: (key: Parameters<typeof state.get>[0]) => state.get(key),
          contains: (key: Parameters<typeof state.get>[0]) => state.contains(key),
          immutableEntries: () => state.immutableEntries(),
          ...refusingChanges(descriptor.getName()),
        }
        installRefusals(readOnly, 'ReadOnlyBroadcastState')
        return readOnly
      },
    },
  }
}
