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

/**
 * What may be tried next: the levels with less of one task, the task that takes most height first. `downTo`:
 * the level that shows least and may be chosen.
 */
export function withLess(
  levels: ReadonlyMap<VertexId, StationLevel>,
  heightOf: (vertex: VertexId) => number,
  downTo: StationLevel,
): ReadonlyMap<VertexId, StationLevel>[] {
  return [...levels]
    .filter(([, level]) => level < downTo)
    .sort(([a], [b]) => heightOf(b) - heightOf(a) || a - b)
    .map(([vertex, level]) => new Map(levels).set(vertex, level === 1 ? 2 : 3))
}
