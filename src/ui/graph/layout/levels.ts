/** How much of each task's subtasks is shown, by room and number. */
import type { JobGraph, VertexId } from '../../../model/index.ts'
import type { StationLevel } from './stations.ts'

/** What the reader asked for: a level for all tasks, or the best that fits. */
export type LevelChoice = 'auto' | 1 | 2 | 3 | 4

const mostAtLevel = { 1: 8, 2: 24 } as const

/** The level each task begins with, before anybody knows how much room there is. */
export function firstLevels(graph: JobGraph, choice: LevelChoice): Map<VertexId, StationLevel> {
  return new Map(
    graph.vertices.map((vertex) => [
      vertex.id,
      choice === 'auto' || choice === 4 ? byNumber(vertex.parallelism) : choice,
    ]),
  )
}

function byNumber(parallelism: number): StationLevel {
  if (parallelism <= mostAtLevel[1]) return 1
  return parallelism <= mostAtLevel[2] ? 2 : 3
}

/** Shows less of the task that takes most height; false when all are cells already. */
export function showLess(
  levels: Map<VertexId, StationLevel>,
  heightOf: (vertex: VertexId) => number,
): boolean {
  const tallest = [...levels]
    .filter(([, level]) => level < 3)
    .sort(([a], [b]) => heightOf(b) - heightOf(a) || a - b)[0]
  if (tallest === undefined) return false
  const [vertex, level] = tallest
  levels.set(vertex, level === 1 ? 2 : 3)
  return true
}
