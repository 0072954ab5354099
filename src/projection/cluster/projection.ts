/** The projection behind the picture of the cluster: its parts, in the order they build on each other. */
import type { TraceEvent } from '../../trace/index.ts'
import { keyLettersFold } from '../key-letters.ts'
import { keyTablesFold } from '../key-table.ts'
import { handle, type Handlers, type Projection, together } from '../projection.ts'
import { brokerFold } from './broker.ts'
import { channelsFold } from './channels.ts'
import { failureFold } from './failure.ts'
import { jobManagerFold } from './job-manager.ts'
import { shelfFold } from './shelf.ts'
import { sinksFold } from './sinks.ts'
import { type ClusterState, copyCluster, initialCluster, weightOfCluster } from './state.ts'
import { handsFold, subtasksFold, subtaskSnapshotsFold } from './subtasks.ts'

const folds: Handlers<ClusterState> = together<ClusterState>(
  keyLettersFold,
  handsFold,
  keyTablesFold,
  channelsFold,
  jobManagerFold,
  subtasksFold,
  // Behind the JobManager's part: a snapshot that is over is no longer pending.
  subtaskSnapshotsFold,
  brokerFold,
  sinksFold,
  shelfFold,
  failureFold,
)

/** Everything a drawing of the cluster needs; its answer is a {@link ClusterView}. */
export const clusterView: Projection<ClusterState> = {
  name: 'cluster-view',
  initial: initialCluster,
  copy: copyCluster,
  apply(state: ClusterState, event: TraceEvent) {
    state.events = event.seq + 1
    state.at = event.at
    handle(folds, state, event)
  },
  weight: weightOfCluster,
}
