/**
 * Whether data that was in flight in a snapshot fits the edges of the program that starts from it.
 * Flink: StateAssignmentOperation.checkForUnsupportedToplogyChanges, SubtaskStateMapper.UNSUPPORTED
 * (CK-222, CK-225).
 */
import type {
  InFlightSide,
  JobEdge,
  JobGraph,
  JobVertex,
  Partitioning,
  SnapshotManifest,
  StateHandle,
} from '../../model/index.ts'
import type { SubtaskStateMapper } from '../state/in-flight.ts'

/** At the receiving end; at the sending end it is ARBITRARY for all of them. */
export const receivingMapper: Readonly<Partial<Record<Partitioning, SubtaskStateMapper>>> = {
  hash: 'RANGE',
  rebalance: 'ROUND_ROBIN',
  shuffle: 'ROUND_ROBIN',
  global: 'FIRST',
  custom: 'FULL',
}

/** The edges of a task on one side, in their order. */
export function edgesOf(
  { edges }: JobGraph,
  { id }: JobVertex,
  side: InFlightSide,
): readonly { readonly edge: JobEdge; readonly index: number }[] {
  return [...edges.entries()]
    .filter(([, edge]) => (side === 'input' ? edge.to : edge.from) === id)
    .map(([index, edge]) => ({ edge, index }))
}

/** Whether a handle of data in flight is a task's: its head keeps that of inputs, its tail that of outputs. */
export function isInFlightOf({ operators }: JobVertex, handle: StateHandle): boolean {
  const node = handle.inFlight === 'input' ? operators[0] : operators.at(-1)
  return node !== undefined && (node.id === handle.operator || node.uidHash === handle.operator)
}

/** Flink's message; null: it fits. */
export function inFlightObjection(graph: JobGraph, manifest: SnapshotManifest): string | null {
  const handles = manifest.handles.filter(({ inFlight }) => inFlight !== undefined)
  const chained = handles.filter((handle) => isChainedNow(graph, handle))
  if (chained.length > 0) {
    const operators = [...new Set(chained.map(({ operator }) => operator))]
    return `Cannot recover from unaligned checkpoint when topology changes, such that data exchanges with persisted data are now chained. The following operators contain channel state: [${operators.join(', ')}]`
  }
  return handles.some((handle) => isPointwiseNow(graph, handle))
    ? 'Cannot rescale the given pointwise partitioner. Did you change the partitioner to forward or rescale? It may also help to add an explicit shuffle().'
    : null
}

function isChainedNow({ vertices }: JobGraph, handle: StateHandle): boolean {
  const vertex = vertices.find(({ operators }) =>
    operators.some(({ id, uidHash }) => id === handle.operator || uidHash === handle.operator),
  )
  return vertex !== undefined && !isInFlightOf(vertex, handle)
}

function isPointwiseNow(graph: JobGraph, handle: StateHandle): boolean {
  const { inFlight = 'input', inFlightEdges = [] } = handle
  const vertex = graph.vertices.find((one) => isInFlightOf(one, handle))
  if (vertex === undefined) return false
  const edges = edgesOf(graph, vertex, inFlight)
  return inFlightEdges.some((at) => {
    const partitioning = edges[at]?.edge.partitioning
    return partitioning === undefined || receivingMapper[partitioning] === undefined
  })
}
