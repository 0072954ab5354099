/** Which tasks stand in which column: the longest way from a source decides, so that wires run to the right. */
import type { JobGraph, VertexId } from '../../../model/index.ts'

/** The column of every task, counted from 0. Sources are in column 0, with the topics at their left. */
export function columnsOf(graph: JobGraph): ReadonlyMap<VertexId, number> {
  const column = new Map<VertexId, number>()
  // Vertices are in topological order, so all senders of a task have their column already.
  for (const vertex of graph.vertices) {
    const senders = graph.edges.filter((edge) => edge.to === vertex.id)
    const depth = Math.max(-1, ...senders.map((edge) => column.get(edge.from) ?? 0)) + 1
    column.set(vertex.id, depth)
  }
  return column
}
