/** Jobs of any shape, placed on TaskManagers, for tests of the layout. */
import type {
  ChannelId,
  JobEdge,
  JobGraph,
  JobVertex,
  OperatorId,
  OperatorRole,
  Schedule,
  ScheduledChannel,
  ScheduledSubtask,
  SubtaskId,
  TaskManagerId,
  VertexId,
} from '../../../model/index.ts'
import type { LayoutInput } from '../layout/layout.ts'

/** A task by its name and parallelism. */
export interface TaskShape {
  readonly name: string
  readonly parallelism: number
  readonly role?: OperatorRole
}

export interface JobShape {
  readonly tasks: readonly TaskShape[]
  /** From task to task, by their positions. */
  readonly edges: readonly (readonly [number, number, JobEdge['partitioning']])[]
  readonly slotsEach: number
  readonly partitions: number
}

const source: OperatorRole = {
  kind: 'kafka-source',
  topics: ['orders'],
  groupId: null,
  start: 'earliest',
  bounded: false,
  watermarks: { generator: { kind: 'none' }, idleness: null, alignment: null },
}
const process: OperatorRole = { kind: 'process', keyed: true }
const sink: OperatorRole = { kind: 'kafka-sink', topic: 'totals', guarantee: 'at-least-once' }

/** A stage of 720 × 632, as at 1440 × 900. */
export function layoutInput(shape: JobShape, stage = { width: 720, height: 632 }): LayoutInput {
  const graph = graphOf(shape)
  const schedule = scheduleOf(graph, shape.slotsEach)
  const readers = schedule.subtasks.filter(
    ({ vertex }) => graph.vertices[vertex]?.operators[0]?.role.kind === 'kafka-source',
  )
  return {
    graph,
    schedule,
    stage,
    level: 'auto',
    focus: null,
    taskManagers: [...new Set(schedule.subtasks.map((subtask) => subtask.taskManager))],
    partitions: Array.from({ length: shape.partitions }, (_, partition) => ({
      topic: 'orders',
      partition,
      reader: readers[partition % readers.length]?.id ?? (0 as SubtaskId),
    })),
  }
}

/** The job of the design's pictures: orders ×2 → count ×3 → totals ×2 on two TaskManagers. */
export const countOrders: JobShape = {
  tasks: [
    { name: 'orders', parallelism: 2 },
    { name: 'count', parallelism: 3 },
    { name: 'totals', parallelism: 2 },
  ],
  edges: [
    [0, 1, 'hash'],
    [1, 2, 'rebalance'],
  ],
  slotsEach: 2,
  partitions: 2,
}

function graphOf(shape: JobShape): JobGraph {
  const vertices = shape.tasks.map((task, at): JobVertex => {
    const first = !shape.edges.some(([, to]) => to === at)
    const last = !shape.edges.some(([from]) => from === at)
    const role = task.role ?? (first ? source : last ? sink : process)
    return {
      id: at as VertexId,
      name: task.name,
      parallelism: task.parallelism,
      maxParallelism: 128,
      maxParallelismSet: false,
      slotSharingGroup: 'default',
      operators: [
        {
          id: `op-${at}` as OperatorId,
          uid: task.name,
          name: task.name,
          role,
          after: null,
          tag: null,
        },
      ],
    }
  })
  const edges = shape.edges.map(([from, to, partitioning]): JobEdge => ({
    from: from as VertexId,
    to: to as VertexId,
    operator: 0,
    tag: null,
    input: 0,
    partitioning,
  }))
  return { name: 'job', vertices, edges }
}

/** Subtask i of each task in slot i, slots spread over the TaskManagers in turn. */
function scheduleOf(graph: JobGraph, slotsEach: number): Schedule {
  const slots = Math.max(...graph.vertices.map((vertex) => vertex.parallelism))
  const taskManagers = Math.ceil(slots / slotsEach)
  const subtasks: ScheduledSubtask[] = graph.vertices.flatMap((vertex) =>
    Array.from({ length: vertex.parallelism }, (_, index) => ({
      id: 0 as SubtaskId,
      vertex: vertex.id,
      index,
      taskManager: ((index % taskManagers) + 1) as TaskManagerId,
      slot: Math.floor(index / taskManagers),
    })),
  )
  const numbered = subtasks.map((subtask, id) => ({ ...subtask, id: id as SubtaskId }))
  const of = (vertex: VertexId): ScheduledSubtask[] =>
    numbered.filter((subtask) => subtask.vertex === vertex)
  const inputs = new Map<SubtaskId, number>()
  const channels: ScheduledChannel[] = graph.edges.flatMap((edge, at) =>
    of(edge.from).flatMap((from) =>
      of(edge.to)
        .filter((to) => edge.partitioning !== 'forward' || to.index === from.index)
        .map((to) => {
          const input = inputs.get(to.id) ?? 0
          inputs.set(to.id, input + 1)
          return { id: 0 as ChannelId, from: from.id, to: to.id, edge: at, input, capacity: 5 }
        }),
    ),
  )
  return {
    subtasks: numbered,
    channels: channels.map((channel, id) => ({ ...channel, id: id as ChannelId })),
  }
}
