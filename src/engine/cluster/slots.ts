/**
 * Which slot a subtask gets. Subtasks of a slot sharing group with the same index share a slot;
 * slots are filled one TaskManager after the other, or spread over them.
 * Flink: SlotSharingExecutionSlotAllocator; taskmanager.load-balance.mode NONE and SLOTS.
 */
import { assert } from '../../base/index.ts'
import type {
  ChannelId,
  JobGraph,
  JobSettings,
  Schedule,
  ScheduledChannel,
  ScheduledSubtask,
  SubtaskId,
  TaskManagerId,
} from '../../model/index.ts'

export interface OfferedSlots {
  readonly id: TaskManagerId
  readonly slots: number
}

/** Slots a job needs: in each slot sharing group as many as its widest vertex has subtasks. */
export function slotsNeeded(graph: JobGraph): number {
  return [...widthsOf(graph).values()].reduce((sum, width) => sum + width, 0)
}

/** The slots of every slot sharing group, groups in the order of their first vertex. */
function widthsOf(graph: JobGraph): ReadonlyMap<string, number> {
  const widths = new Map<string, number>()
  for (const { slotSharingGroup: group, parallelism } of graph.vertices)
    widths.set(group, Math.max(widths.get(group) ?? 0, parallelism))
  return widths
}

export interface PlacementOptions {
  readonly loadBalance: JobSettings['loadBalance']
  readonly channelCapacity: number
  /** Subtasks that run on while others restart: they stay in their slots. */
  readonly running: readonly ScheduledSubtask[]
  /** Subtasks that should start where they were, if those slots are free (LOC-3). */
  readonly preferred: readonly ScheduledSubtask[]
  /** Subtasks that have finished and do not restart: where they ran. They hold no slot. */
  readonly finished: readonly ScheduledSubtask[]
}

/** Places every subtask and connects them. The TaskManagers must offer enough slots. */
export function schedule(
  graph: JobGraph,
  offered: readonly OfferedSlots[],
  options: PlacementOptions,
): Schedule {
  const { running } = options
  const preferred = options.preferred.filter((one) => !running.some((other) => isSame(one, other)))
  const isTaken = (place: Place): boolean =>
    [...running, ...preferred].some((one) => isSame(one, place))
  const free = orderOfSlots(offered, options.loadBalance).filter((place) => !isTaken(place))
  const subtasks: ScheduledSubtask[] = []
  const firstOf = firstPlaces(graph)
  const shared = new Map([...sharedPlaces(graph, preferred), ...sharedPlaces(graph, running)])
  const placeOf = (number: number): Place => {
    const place = shared.get(number) ?? free.shift()
    assert(place !== undefined, 'a job is scheduled when there are enough slots')
    shared.set(number, place)
    return place
  }
  for (let number = 0; number < slotsNeeded(graph); number++) placeOf(number)
  for (const vertex of graph.vertices)
    for (let index = 0; index < vertex.parallelism; index++) {
      const id = subtasks.length as SubtaskId
      const ended = options.finished.find((one) => one.id === id)
      const { taskManager, slot } =
        ended ?? placeOf((firstOf.get(vertex.slotSharingGroup) ?? 0) + index)
      subtasks.push({ id, vertex: vertex.id, index, taskManager, slot })
    }
  return { subtasks, channels: connect(graph, subtasks, options.channelCapacity) }
}

/** The slots that subtasks hold already, by their number among all slots of the job. */
function sharedPlaces(graph: JobGraph, running: readonly ScheduledSubtask[]): Map<number, Place> {
  const firstOf = firstPlaces(graph)
  return new Map(
    running.map(({ vertex, index, taskManager, slot }) => {
      const group = graph.vertices[vertex]?.slotSharingGroup ?? ''
      return [(firstOf.get(group) ?? 0) + index, { taskManager, slot }]
    }),
  )
}

/** Groups take slots one after the other: by group, which is its first. */
function firstPlaces(graph: JobGraph): ReadonlyMap<string, number> {
  const first = new Map<string, number>()
  let next = 0
  for (const [group, width] of widthsOf(graph)) {
    first.set(group, next)
    next += width
  }
  return first
}

const isSame = (one: Place, other: Place): boolean =>
  one.taskManager === other.taskManager && one.slot === other.slot

interface Place {
  readonly taskManager: TaskManagerId
  readonly slot: number
}

function orderOfSlots(
  offered: readonly OfferedSlots[],
  loadBalance: JobSettings['loadBalance'],
): Place[] {
  const places = offered.flatMap(({ id, slots }) =>
    Array.from({ length: slots }, (_, slot): Place => ({ taskManager: id, slot })),
  )
  if (loadBalance === 'NONE') return places
  // The TaskManager with the fewest used slots first; the given order decides between equals.
  return places.sort((a, b) => a.slot - b.slot || a.taskManager - b.taskManager)
}

function connect(
  graph: JobGraph,
  subtasks: readonly ScheduledSubtask[],
  capacity: number,
): ScheduledChannel[] {
  const of = (vertex: number) => subtasks.filter((subtask) => subtask.vertex === vertex)
  const inputs = new Map<SubtaskId, number>()
  const channels: ScheduledChannel[] = []
  for (const [edge, { from, to, partitioning }] of graph.edges.entries())
    for (const receiver of of(to))
      for (const sender of of(from)) {
        const isPointwise = partitioning === 'forward' || partitioning === 'rescale'
        if (isPointwise && !meet(sender.index, receiver.index, of(from).length, of(to).length))
          continue
        const input = inputs.get(receiver.id) ?? 0
        inputs.set(receiver.id, input + 1)
        const id = channels.length as ChannelId
        channels.push({ id, from: sender.id, to: receiver.id, edge, input, capacity })
      }
  return channels
}

/**
 * Whether two subtasks are connected by a pointwise edge.
 * Flink: VertexInputInfoComputationUtils.computeVertexInputInfosForPointwise.
 */
function meet(sender: number, receiver: number, senders: number, receivers: number): boolean {
  if (senders >= receivers) {
    const start = Math.floor((receiver * senders) / receivers)
    const end = Math.floor(((receiver + 1) * senders) / receivers)
    return start <= sender && sender < end
  }
  const start = Math.floor((sender * receivers + senders - 1) / senders)
  const end = Math.floor(((sender + 1) * receivers + senders - 1) / senders)
  return start <= receiver && receiver < end
}

/** The pipelined regions: subtasks connected by channels fail and restart together (CK-239). */
export function regionsOf(scheduled: Schedule): readonly (readonly SubtaskId[])[] {
  const leader = scheduled.subtasks.map((_, index) => index)
  const find = (at: number): number => {
    while (leader[at] !== at) at = leader[at] as number
    return at
  }
  for (const { from, to } of scheduled.channels) {
    const a = find(from)
    const b = find(to)
    if (a !== b) leader[Math.max(a, b)] = Math.min(a, b)
  }
  const regions = new Map<number, SubtaskId[]>()
  for (const { id } of scheduled.subtasks) {
    const head = find(id)
    const known = regions.get(head)
    if (known === undefined) regions.set(head, [id])
    else known.push(id)
  }
  return [...regions.values()]
}
