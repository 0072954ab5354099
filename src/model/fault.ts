/**
 * What a person can break, and when. All of it is the simulated world's failure: facts of the trace,
 * never an error of the product. Subtasks are named `operator#index`: name or uid, index from 0.
 */
import type { TaskManagerId } from './ids.ts'

/** `operator#index`, as in a scenario's channelDelays: `count#1`. */
export type SubtaskName = string

/** A thing that breaks at the moment it is asked for. */
export type Fault =
  /** With high availability another takes over; without, the job is lost (CK-245). */
  | { readonly kind: 'kill-job-manager' }
  /** It registers by itself, as a process that was started by hand does. */
  | { readonly kind: 'start-task-manager'; readonly taskManager: TaskManagerId }
  /** All its threads stand still: a long garbage collection. `duration` in virtual ms. */
  | {
      readonly kind: 'stall-task-manager'
      readonly taskManager: TaskManagerId
      readonly duration: number
    }
  | { readonly kind: 'fail-task'; readonly subtask: SubtaskName }
  /**
   * An operator throws: for the `record`-th record it processes from now on, once; or for every
   * record whose text contains `contains`, each time it comes.
   */
  | {
      readonly kind: 'poison-operator'
      readonly operator: string
      readonly record: number | null
      readonly contains: string | null
    }
  /** Every element takes `delay` ms longer; for `duration` ms, or for good where that is null. */
  | {
      readonly kind: 'slow-link'
      readonly from: SubtaskName
      readonly to: SubtaskName
      readonly delay: number
      readonly duration: number | null
    }
  /** The connection is reset: its receiver fails. */
  | { readonly kind: 'cut-link'; readonly from: SubtaskName; readonly to: SubtaskName }
  /** Checkpoint storage for `duration` ms: does not answer, has no room, or takes `delay` ms more. */
  | {
      readonly kind: 'storage-trouble'
      readonly trouble: 'unavailable' | 'full' | 'slow'
      readonly delay: number
      readonly duration: number
    }
  /**
   * A file of a completed snapshot: `chk-3`, '' for the newest; or that very file. `file`: `_metadata`, `shared` for
   * the oldest in that directory, or its name; absent: the first one with keyed state.
   */
  | {
      readonly kind: 'damage-snapshot'
      readonly snapshot: string
      readonly file?: string
      readonly fault: 'lost' | 'damaged'
    }
  /** The next notifyCheckpointComplete to a subtask, or to all where null: late, or lost where null. */
  | {
      readonly kind: 'delay-notification'
      readonly subtask: SubtaskName | null
      readonly delay: number | null
    }

/** The facts one can wait for. */
export const occurrences = [
  'checkpoint-triggered',
  'snapshot-requested',
  'barrier-received',
  'alignment-completed',
  'snapshot-started',
  'snapshot-taken',
  'snapshot-uploaded',
  'checkpoint-acknowledged',
  'checkpoint-completed',
  'checkpoint-failed',
  'checkpoint-notified',
  'checkpoint-abort-notified',
  'transaction-precommitted',
  'transaction-committed',
  'record-taken',
  'record-read',
  'record-processed',
  'timer-fired',
  'task-failed',
  'task-manager-lost',
  'restart-scheduled',
  'restore-started',
  'state-read-started',
  'state-restored',
] as const

/**
 * The `count`-th fact of that kind from now on, of that checkpoint and that subtask where they are
 * given: the third acknowledgement of checkpoint 4, the next barrier at `count#1`.
 */
export interface Occurrence {
  readonly fact: (typeof occurrences)[number]
  readonly checkpoint: number | null
  readonly subtask: SubtaskName | null
  readonly count: number
}
