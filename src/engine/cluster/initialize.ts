/** How a deployed task comes to run. Flink: StreamTask.restore, StreamTask.invoke. */
import type { EventSeq, NativeBackend, SnapshotManifest } from '../../model/index.ts'
import type { DeployedTask } from './deployment.ts'
import type { LocalRecovery } from './local-recovery.ts'
import { inFlightHandles, recoverInFlight, type RecoveryContext } from './recover-in-flight.ts'
import { assignState, isFinishedIn, readState } from './restore.ts'

/** What a deployment begins with. */
export interface Restored {
  readonly from: SnapshotManifest | null
  /** Null where nothing was in flight in the snapshot. */
  readonly recovery: RecoveryContext | null
  readonly local: LocalRecovery
  /** Who reads keyed state. */
  readonly backend: NativeBackend
}

/** `started` is called when the task is RUNNING. */
export function initialize(
  task: DeployedTask,
  { from, recovery, local, backend }: Restored,
  cause: EventSeq,
  started: () => void,
): void {
  const { subtask, source, debloating } = task
  const deploying = subtask.become('DEPLOYING', cause)
  const initializing = subtask.become('INITIALIZING', deploying)
  const running = (ready: EventSeq) => {
    const runs = subtask.become('RUNNING', ready)
    source?.start(runs)
    debloating?.start()
    started()
  }
  const run = (ready: EventSeq) => {
    if (!subtask.guard(() => subtask.chain.open(ready), ready)) return
    if (recovery === null) running(ready)
    else recoverInFlight(recovery, task, ready, running)
  }
  if (from === null) run(initializing)
  else if (isFinishedIn(from, subtask.vertex)) {
    subtask.chain.deployAsFinished()
    const { checkpoint } = from
    const fact = { kind: 'restored-as-finished', subtask: subtask.id, checkpoint } as const
    run(subtask.sim.record(fact, initializing))
  } else {
    const inFlight = recovery === null ? [] : inFlightHandles(recovery, subtask)
    readState(subtask, assignState(from, subtask, { inFlight, local, backend }), initializing, run)
  }
}
