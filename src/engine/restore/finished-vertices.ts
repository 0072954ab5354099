/**
 * Whether what a snapshot says to have finished fits the program that starts from it. Flink:
 * VertexFinishedStateChecker (CK-237): asked when a job starts from a snapshot, not when it fails over.
 */
import type { JobGraph, JobVertex, SnapshotManifest, SnapshotOperator } from '../../model/index.ts'

type FinishedState = 'ALL_RUNNING' | 'PARTIALLY_FINISHED' | 'FULLY_FINISHED'

/** Flink's message; null: it fits. */
export function finishedObjection(graph: JobGraph, manifest: SnapshotManifest): string | null {
  const states: FinishedState[] = []
  for (const vertex of graph.vertices) {
    const found = new Set(vertex.operators.map((node) => stateOf(savedOf(manifest, node))))
    const [state] = found
    if (found.size > 1 || state === undefined)
      return `Can not restore vertex ${vertex.name} which contain mixed operator finished state: [${[...found].join(', ')}]`
    states.push(state)
  }
  for (const [at, vertex] of graph.vertices.entries()) {
    const message = objectionOf(graph, vertex, states[at] as FinishedState, states)
    if (message !== null) return message
  }
  return null
}

function objectionOf(
  { edges }: JobGraph,
  vertex: JobVertex,
  state: FinishedState,
  states: readonly FinishedState[],
): string | null {
  const inputs = edges.filter(({ to }) => to === vertex.id)
  if (state === 'FULLY_FINISHED') {
    return inputs.every(({ from }) => states[from] === 'FULLY_FINISHED')
      ? null
      : `Illegal JobGraph modification. Cannot run a program with fully finished vertices predeceased with the ones not fully finished. Task vertex ${vertex.name} has a not fully finished predecessor`
  }
  if (state === 'ALL_RUNNING') return null
  for (const { from, partitioning } of inputs) {
    const before = states[from]
    const isPointwise = partitioning === 'forward' || partitioning === 'rescale'
    if (isPointwise && before === 'ALL_RUNNING')
      return `Illegal JobGraph modification. Cannot run a program with partially finished vertices predeceased with running ones and connected via the POINTWISE edges. Task vertex ${vertex.name} has a running predecessor`
    if (!isPointwise && before !== 'FULLY_FINISHED')
      return `Illegal JobGraph modification. Cannot run a program with partially finished vertices predeceased with running or partially finished ones and connected via the ALL_TO_ALL edges. Task vertex ${vertex.name} has a ${before === 'ALL_RUNNING' ? 'running' : 'partially finished'} predecessor`
  }
  return null
}

function stateOf(saved: SnapshotOperator | undefined): FinishedState {
  if (saved?.finished === undefined) return 'ALL_RUNNING'
  return saved.finished === 'fully' ? 'FULLY_FINISHED' : 'PARTIALLY_FINISHED'
}

function savedOf(
  { operators }: SnapshotManifest,
  { id, uidHash }: JobVertex['operators'][number],
): SnapshotOperator | undefined {
  return (
    operators.find((saved) => saved.id === uidHash) ?? operators.find((saved) => saved.id === id)
  )
}
