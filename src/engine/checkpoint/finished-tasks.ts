/**
 * What a checkpoint says of tasks that have finished, and when it may not be. Flink:
 * DefaultCheckpointPlan.fulfillFinishedTaskStatus (CK-230, CK-231).
 */
import type { JobVertex, OperatorId, SnapshotOperator, SubtaskId } from '../../model/index.ts'
import type { Acknowledgement } from './acknowledgement.ts'

/** The subtasks of one vertex, as a checkpoint found them. */
export interface VertexTasks {
  readonly vertex: JobVertex
  readonly subtasks: readonly {
    readonly id: SubtaskId
    readonly index: number
    /** Finished before the checkpoint, or as its acknowledgement says. */
    readonly task: 'finished' | Acknowledgement['task']
  }[]
}

/** Absent: none of the vertex's subtasks had finished. */
export function finishedPart({ subtasks }: VertexTasks): SnapshotOperator['finished'] {
  const finished = subtasks.filter(({ task }) => task === 'finished')
  if (finished.length === subtasks.length) return 'fully'
  // A vertex is restored as finished with all its subtasks.
  if (subtasks.some(({ task }) => task === 'restored-as-finished')) return 'fully'
  return finished.length === 0 ? undefined : finished.map(({ index }) => index)
}

/**
 * Why the checkpoint cannot complete, in Flink's words; null: it can. Of union state nobody knows
 * what is missing once some of its owners have finished.
 */
export function unionObjection(
  vertices: readonly VertexTasks[],
  withUnion: ReadonlySet<OperatorId>,
): string | null {
  for (const tasks of vertices) {
    const { vertex, subtasks } = tasks
    const operator = vertex.operators.find(({ id }) => withUnion.has(id))
    if (operator === undefined) continue
    const named = `The vertex ${vertex.name} has used UnionListState`
    if (Array.isArray(finishedPart(tasks))) return `${named}, but part of its tasks are FINISHED.`
    const called = subtasks.filter(({ task }) => task === 'operators-finished').length
    if (called > 0 && called < subtasks.length)
      return `${named}, but part of its tasks has called operators' finish method.`
  }
  return null
}
