/** What a person can ask of the cluster: by button, by terminal, by a scenario's script. */
import type { Fault, Occurrence } from './fault.ts'
import type { BlobId, TaskManagerId, VirtualTime } from './ids.ts'

export type Command =
  | Fault
  /** Absent: CONFIGURED. */
  | { readonly kind: 'trigger-checkpoint'; readonly checkpointType?: CheckpointType }
  | {
      readonly kind: 'trigger-savepoint'
      readonly label: string
      /** `drain`: it stops as if its input had ended. Flink: stop --drain. */
      readonly then: 'continue' | 'stop' | 'drain'
      /** Absent: CANONICAL. */
      readonly format?: SavepointFormat
    }
  /** Another registers in its place after a while, unless `replaced` is false. */
  | {
      readonly kind: 'kill-task-manager'
      readonly taskManager: TaskManagerId
      readonly replaced?: false
    }
  /** A command that takes effect when something happens, right behind that. */
  | {
      readonly kind: 'at-next'
      readonly event: Occurrence
      readonly command: Exclude<Command, { kind: 'at-next' }>
    }
  | { readonly kind: 'cancel-job' }
  /** `savepoint-7`, or its label. Flink: Dispatcher.disposeSavepoint. */
  | { readonly kind: 'dispose-savepoint'; readonly savepoint: string }
  | {
      readonly kind: 'produce'
      readonly topic: string
      readonly partition: number
      readonly key: string | null
      readonly value: string
      readonly timestamp: number | null
    }
  /** What the browser's storage did to a blob: recorded in the plan, so that a repeated run meets it too. */
  | { readonly kind: 'storage-fault'; readonly blob: BlobId; readonly fault: StorageFault }

/**
 * What a person asks for. FULL shares no file with an older checkpoint; CONFIGURED and INCREMENTAL
 * may, where the backend writes increments. Flink: core.execution.CheckpointType, `flink checkpoint --full`.
 */
export type CheckpointType = 'CONFIGURED' | 'FULL' | 'INCREMENTAL'

/**
 * How a savepoint is written. CANONICAL: as every backend can read it. NATIVE: as the job's own backend writes its
 * checkpoints, in files of its own. Flink: core.execution.SavepointFormatType (CK-5).
 */
export type SavepointFormat = 'CANONICAL' | 'NATIVE'

/** Why bytes could not be written or read. */
export type StorageFault = 'blocked' | 'quota-exceeded' | 'unavailable' | 'lost' | 'damaged'

/**
 * A command and its moment. `step` null (a script's): before anything else due at `at`. Otherwise
 * (a learner's): at `at`, after that many steps of the engine, as `command-submitted` states it; so
 * a repeated run takes it at exactly the same place. New commands are not made by hand: a run is
 * asked (`Run.submit`), and the plan follows from what the trace says.
 */
export interface TimedCommand {
  readonly at: VirtualTime
  readonly step: number | null
  readonly command: Command
}
