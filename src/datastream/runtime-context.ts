/** Where an operator gets its state and learns which subtask it is. Flink: RuntimeContext, TaskInfo. */
import { MisuseError } from '../model/index.ts'
import { installRefusals } from './refusals.ts'
import { type ValueState, ValueStateDescriptor } from './state.ts'

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

/** What surrounds a function while it runs. Flink: RuntimeContext. */
export interface RuntimeContext {
  /**
   * The state with the descriptor's name, for the key at hand. Only after `keyBy` (STA-6).
   * Asked in `open`, used while records and timers are processed (STA-6).
   */
  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T>
  /** Which subtask this is, of how many. */
  getTaskInfo(): TaskInfo
}

/** What the learner is given: the engine's context, asked with checked arguments. */
export class GuardedRuntimeContext implements RuntimeContext {
  readonly #context: RuntimeContext

  constructor(context: RuntimeContext) {
    this.#context = context
  }

  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T> {
    if (!(descriptor instanceof ValueStateDescriptor)) {
      throw new MisuseError('descriptor_expected', { call: 'getState' })
    }
    return this.#context.getState(descriptor)
  }

  getTaskInfo(): TaskInfo {
    return this.#context.getTaskInfo()
  }
}

installRefusals(GuardedRuntimeContext.prototype, 'RuntimeContext')
