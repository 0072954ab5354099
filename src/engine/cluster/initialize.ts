/** How a deployed task comes to run. Flink: StreamTask.restore, StreamTask.invoke. */
import type { EventSeq, SnapshotManifest } from '../../model/index.ts'
import type { DeployedTask } from './deployment.ts'
import { assignState, isFinishedIn, readState } from './restore.ts'

/** `from`: what it is restored from; `started` is called when it is RUNNING. */
export function initialize(
  { subtask, source }: DeployedTask,
  from: SnapshotManifest | null,
  cause: EventSeq,
  started: () => void,
): void {
  const deploying = subtask.become('DEPLOYING', cause)
  const initializing = subtask.become('INITIALIZING', deploying)
  const run = (ready: EventSeq) => {
    if (!subtask.guard(() => subtask.chain.open(ready), ready)) return
    subtask.become('RUNNING', ready)
    source?.start()
    started()
  }
  if (from === null) run(initializing)
  else if (isFinishedIn(from, subtask.vertex)) {
    subtask.chain.deployAsFinished()
    const { checkpoint } = from
    const fact = { kind: 'restored-as-finished', subtask: subtask.id, checkpoint } as const
    run(subtask.sim.record(fact, initializing))
  } else readState(subtask, assignState(from, subtask), initializing, run)
}
