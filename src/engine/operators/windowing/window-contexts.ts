/** What triggers and window functions are told. Flink: WindowOperator.Context, WindowContext. */
import {
  type KeyedStateStore,
  ListStateDescriptor,
  MapStateDescriptor,
  type OnMergeContext,
  type ProcessWindowContext,
  AggregatingStateDescriptor,
  ReducingStateDescriptor,
  type StateDescriptor,
  ValueStateDescriptor,
  type Window,
  windowName,
} from '../../../datastream/index.ts'
import { type EventTime, MisuseError } from '../../../model/index.ts'
import type { Mergeable } from '../../state/kinds.ts'
import type { KeyedStates } from '../../state/keyed-states.ts'
import type { OperatorSite } from '../../task/operator.ts'
import type { InternalTimerService } from '../../time/internal-timer-service.ts'
import { sideOutput } from '../collector.ts'

/** The window at hand, which contexts are about. */
export interface WindowAtHand {
  window: Window
  /** Windows that became it, while it merges. */
  merged: readonly Window[]
}

/** One for all windows: `hand` says which. */
export function triggerContextOf(
  hand: WindowAtHand,
  timers: InternalTimerService,
  states: KeyedStates,
): OnMergeContext {
  const name = () => windowName(hand.window)
  return {
    getCurrentProcessingTime: () => timers.currentProcessingTime(),
    getCurrentWatermark: () => timers.currentWatermark(),
    registerProcessingTimeTimer: (time) => void timers.register('processing-time', name(), time),
    registerEventTimeTimer: (time) => void timers.register('event-time', name(), time),
    deleteProcessingTimeTimer: (time) => void timers.delete('processing-time', name(), time),
    deleteEventTimeTimer: (time) => void timers.delete('event-time', name(), time),
    getPartitionedState: (descriptor: StateDescriptor) =>
      partitionedState(states, descriptor, name()) as never,
    mergePartitionedState: (descriptor) => {
      const state = partitionedState(states, descriptor, name()) as Partial<Mergeable>
      if (state.mergeFrom === undefined)
        throw new MisuseError('state_not_mergeable', { state: descriptor.getName() })
      state.mergeFrom(hand.merged.map(windowName))
    },
  }
}

function partitionedState(
  states: KeyedStates,
  descriptor: StateDescriptor,
  namespace: string,
): unknown {
  if (descriptor instanceof ValueStateDescriptor) return states.value(descriptor, namespace)
  if (descriptor instanceof ReducingStateDescriptor) return states.reducing(descriptor, namespace)
  if (descriptor instanceof AggregatingStateDescriptor)
    return states.aggregating(descriptor, namespace)
  if (descriptor instanceof ListStateDescriptor) return states.list(descriptor, namespace)
  if (descriptor instanceof MapStateDescriptor) return states.map(descriptor, namespace)
  throw new MisuseError('descriptor_expected', {
    call: 'getPartitionedState',
    wanted: 'a StateDescriptor',
  })
}

/** What a ProcessWindowFunction is told. `merging`: windows merge, and have no state of their own (KS-44). */
export function processContextOf(
  site: OperatorSite,
  hand: WindowAtHand,
  parts: {
    readonly timers: InternalTimerService
    readonly states: KeyedStates
    readonly merging: boolean
  },
): ProcessWindowContext<Window> {
  const { timers, states, merging } = parts
  const ofWindow = storeIn(states, () => {
    if (merging) throw new MisuseError('window_state_merging', { operator: site.node.name })
    return windowName(hand.window)
  })
  const ofKey = storeIn(states, () => '')
  return {
    window: () => hand.window,
    currentProcessingTime: () => timers.currentProcessingTime(),
    currentWatermark: () => timers.currentWatermark(),
    windowState: () => ofWindow,
    globalState: () => ofKey,
    output: sideOutput(site, () => hand.window.maxTimestamp() as EventTime),
  }
}

function storeIn(states: KeyedStates, namespace: () => string): KeyedStateStore {
  return {
    getState: (descriptor) => states.value(descriptor, namespace()) as never,
    getListState: (descriptor) => states.list(descriptor, namespace()) as never,
    getMapState: (descriptor) => states.map(descriptor, namespace()) as never,
    getReducingState: (descriptor) => states.reducing(descriptor, namespace()) as never,
    getAggregatingState: (descriptor) => states.aggregating(descriptor, namespace()) as never,
  }
}
