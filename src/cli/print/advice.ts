/** What is legal and harmful in the job, as it stands at the end of the run: one row a finding. */
import { adviceOn, checkpoints, clusterView } from '../../projection/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

export function adviceRows(events: Iterable<TraceEvent>): Iterable<unknown> {
  const view = clusterView.initial()
  const state = checkpoints.initial()
  for (const event of events) {
    clusterView.apply(view, event)
    checkpoints.apply(state, event)
  }
  const { graph, settings } = view
  return graph === null || settings === null
    ? []
    : adviceOn({ graph, settings, snapshots: state.history })
}
