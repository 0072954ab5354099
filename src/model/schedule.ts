/** Where subtasks and channels are after a deployment. Flink: ExecutionGraph and slot assignment. */
import type { ChannelId, SubtaskId, TaskManagerId, VertexId } from './ids.ts'

/** One parallel instance and its slot. Subtasks of different vertices share a slot, as in Flink. */
export interface ScheduledSubtask {
  readonly id: SubtaskId
  readonly vertex: VertexId
  /** 0-based, as `getIndexOfThisSubtask()` answers; the picture shows it from 1. */
  readonly index: number
  readonly taskManager: TaskManagerId
  /** 0-based within its TaskManager. */
  readonly slot: number
}

/** A connection between two subtasks. */
export interface ScheduledChannel {
  readonly id: ChannelId
  readonly from: SubtaskId
  readonly to: SubtaskId
  /** Index of its edge in {@link JobGraph.edges}. */
  readonly edge: number
  /** The channel's index among all input channels of the receiving subtask. */
  readonly input: number
  /** Elements the receiver takes before the sender is back-pressured. Simplified: a buffer holds one. */
  readonly capacity: number
}

/** All subtasks and channels of a job; ids are positions in these lists. */
export interface Schedule {
  readonly subtasks: readonly ScheduledSubtask[]
  readonly channels: readonly ScheduledChannel[]
}
