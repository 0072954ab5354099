/** Where an operator gets its state and learns which subtask it is. Flink: RuntimeContext, TaskInfo. */
import { MisuseError } from '../model/index.ts'
import type { MetricGroup } from './metrics.ts'
import { installRefusals } from './refusals.ts'
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from './state-descriptors.ts'
import type { AggregatingState, ListState, MapState, ReducingState, ValueState } from './state.ts'

/** Which subtask this is, of how many. Flink: TaskInfo. */
export interface TaskInfo {
  /** The task's name, as the web UI shows it. */
  getTaskName(): string
  /** The task's name with its number, counted from 1, and the attempt: `count (2/3)#0`. */
  getTaskNameWithSubtasks(): string
  /** This subtask's number, counted from 0. */
  getIndexOfThisSubtask(): number
  /** How many subtasks the task has. */
  getNumberOfParallelSubtasks(): number
  /** How many key groups the task has. */
  getMaxNumberOfParallelSubtasks(): number
  /** How often this subtask was started before: 0 at first, one more after each restart. */
  getAttemptNumber(): number
}

/** Where keyed state is had from. Flink: KeyedStateStore. */
export interface KeyedStateStore {
  /**
   * The state with the descriptor's name, for the key at hand. Only after `keyBy` (STA-6).
   * Asked in `open`, used while records and timers are processed (STA-6).
   *
   * @throws keyed_state_without_key, state_kind_changed, state_type_changed
   */
  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T>
  /** A list per key, as {@link KeyedStateStore.getState}. */
  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T>
  /** A map per key, as {@link KeyedStateStore.getState}. */
  getMapState<UK, UV>(descriptor: MapStateDescriptor<UK, UV>): MapState<UK, UV>
  /** A reduced value per key, as {@link KeyedStateStore.getState}. */
  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T>
  /** An aggregate per key, as {@link KeyedStateStore.getState}. */
  getAggregatingState<IN, ACC, OUT>(
    descriptor: AggregatingStateDescriptor<IN, ACC, OUT>,
  ): AggregatingState<IN, OUT>
}

/** What surrounds a function while it runs. Flink: RuntimeContext. */
export interface RuntimeContext extends KeyedStateStore {
  /** Which subtask this is, of how many. */
  getTaskInfo(): TaskInfo
  /** Where the function's own metrics are registered, in `open` (MET-1). */
  getMetricGroup(): MetricGroup
}

/** What the learner is given: the engine's context, asked with checked arguments. */
export class GuardedRuntimeContext implements RuntimeContext {
  readonly #context: RuntimeContext

  constructor(context: RuntimeContext) {
    this.#context = context
  }

  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T> {
    return this.#context.getState(expect(descriptor, ValueStateDescriptor<T>, 'getState'))
  }

  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T> {
    return this.#context.getListState(expect(descriptor, ListStateDescriptor<T>, 'getListState'))
  }

  getMapState<UK, UV>(descriptor: MapStateDescriptor<UK, UV>): MapState<UK, UV> {
    return this.#context.getMapState(expect(descriptor, MapStateDescriptor<UK, UV>, 'getMapState'))
  }

  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T> {
    return this.#context.getReducingState(
      expect(descriptor, ReducingStateDescriptor<T>, 'getReducingState'),
    )
  }

  getAggregatingState<IN, ACC, OUT>(
    descriptor: AggregatingStateDescriptor<IN, ACC, OUT>,
  ): AggregatingState<IN, OUT> {
    return this.#context.getAggregatingState(
      expect(descriptor, AggregatingStateDescriptor<IN, ACC, OUT>, 'getAggregatingState'),
    )
  }

  getTaskInfo(): TaskInfo {
    return this.#context.getTaskInfo()
  }

  getMetricGroup(): MetricGroup {
    return this.#context.getMetricGroup()
  }
}

function expect<D extends object>(
  descriptor: D,
  kind: abstract new (...args: never) => D,
  call: string,
): D {
  if (!(descriptor instanceof kind))
    throw new MisuseError('descriptor_expected', { call, kind: kind.name })
  return descriptor
}

installRefusals(GuardedRuntimeContext.prototype, 'RuntimeContext')
