/** From a view to what the layout needs; and the last layout, kept until something that places boxes changes. */
import type { ClusterView, PartitionView } from '../../../projection/index.ts'
import type { OperatorRole, SubtaskId, TaskManagerId } from '../../../model/index.ts'
import { type GraphLayout, layOut, type LayoutInput } from './layout.ts'
import type { LevelChoice } from './levels.ts'
import { taskKind } from './names.ts'
import type { SourcePartition } from './tapes.ts'

/** How the reader looks at the job: not what happens in it. */
export interface StageChoice {
  /** In px. */
  readonly width: number
  readonly height: number
  readonly level: LevelChoice
  readonly focus: SubtaskId | null
}

/** Null until a job has been deployed. */
export function layoutInput(view: ClusterView, stage: StageChoice): LayoutInput | null {
  const { graph, schedule } = view
  if (graph === null || schedule === null || schedule.subtasks.length === 0) return null
  return {
    graph,
    schedule,
    partitions: view.partitions.flatMap((partition) => readPartition(view, partition)),
    taskManagers: shownTaskManagers(view),
    stage: { width: stage.width, height: stage.height },
    level: stage.level,
    focus: stage.focus,
  }
}

/**
 * TaskManagers with subtasks, and those with nothing but free slots. The latter wait until a failure is
 * over: a box does not move because a new TaskManager has come.
 */
function shownTaskManagers(view: ClusterView): TaskManagerId[] {
  const used = new Set(view.schedule?.subtasks.map(({ taskManager }) => taskManager))
  const known = view.taskManagers.filter(
    ({ id, lostAt }) => used.has(id) || (lostAt === null && view.failure === null),
  )
  const ids = new Set([...used, ...known.map(({ id }) => id)])
  return [...ids].sort((a, b) => a - b)
}

/** Before it is assigned, a partition stands at the source that its number points to. */
function readPartition(view: ClusterView, partition: PartitionView): SourcePartition[] {
  const { topic, partition: number } = partition
  if (partition.reader !== null) return [{ topic, partition: number, reader: partition.reader }]
  const readers = (view.schedule?.subtasks ?? []).filter(({ vertex }) => {
    const task = view.graph?.vertices[vertex]
    const role = task?.operators[0]?.role
    return (
      task !== undefined && taskKind(task) === 'source' && role !== undefined && reads(role, topic)
    )
  })
  const reader = readers[number % Math.max(1, readers.length)]?.id
  return reader === undefined ? [] : [{ topic, partition: number, reader }]
}

/** Whether a source has records of that topic to wait for. */
function reads(role: OperatorRole, topic: string): boolean {
  if (role.kind === 'kafka-source') return role.topics.includes(topic)
  if (role.kind !== 'source') return false
  const parts = role.parts ?? []
  return (
    role.place === topic ||
    parts.some((part) => part.source === 'kafka' && part.topics.includes(topic))
  )
}

/** Keeps one layout: a view changes with every event, its layout only with a deployment or the stage. */
export class LayoutCache {
  #key = ''
  #graph: ClusterView['graph'] = null
  #schedule: ClusterView['schedule'] = null
  #layout: GraphLayout | null = null

  /** The layout of a view on a stage; null until a job has been deployed. */
  of(view: ClusterView, stage: StageChoice): GraphLayout | null {
    const key = keyOf(view, stage)
    if (view.graph === this.#graph && view.schedule === this.#schedule && key === this.#key) {
      return this.#layout
    }
    const input = layoutInput(view, stage)
    this.#graph = view.graph
    this.#schedule = view.schedule
    this.#key = key
    this.#layout = input === null ? null : layOut(input)
    return this.#layout
  }
}

function keyOf(view: ClusterView, stage: StageChoice): string {
  const { width, height, level, focus } = stage
  const readers = view.partitions.map(({ partition, reader }) => `${partition}:${reader ?? '-'}`)
  return [width, height, level, focus ?? '-', ...shownTaskManagers(view), ...readers].join(' ')
}
