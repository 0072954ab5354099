/**
 * What stands in the picture before anybody knows where: stations (a subtask's box, its row, or a grid of
 * cells), the lanes that end at them and the wires that lead there.
 */
import { assert } from '../../../base/index.ts'
import type {
  ChannelId,
  JobGraph,
  JobVertex,
  Schedule,
  ScheduledSubtask,
  SubtaskId,
  TaskManagerId,
  VertexId,
} from '../../../model/index.ts'
import type { Density } from './density.ts'
import { type TaskKind, taskKind } from './names.ts'

/** How much of a subtask is shown: 1 everything, 2 a row, 3 a cell. Level 4 is another layout. */
export type StationLevel = 1 | 2 | 3

/** At level 1 and 2 one subtask, at level 3 all subtasks of a task on one TaskManager. */
export interface Station {
  readonly vertex: JobVertex
  readonly kind: TaskKind
  readonly level: StationLevel
  readonly column: number
  readonly taskManager: TaskManagerId
  /** In the order of their index; one at levels 1 and 2. */
  readonly subtasks: readonly ScheduledSubtask[]
  /** How many partitions its subtasks read; 0 if it is no source. */
  readonly partitions: number
  readonly density: Density
}

/** One lane: at level 1 of one channel, else of all channels of its station. */
export interface Lane {
  readonly station: number
  readonly channels: readonly ChannelId[]
}

/** What leads from a station to a lane. Bundled wires share the upright part. */
export interface Wire {
  readonly from: number
  readonly lane: number
  readonly edge: number
  readonly channels: readonly ChannelId[]
  readonly bundled: boolean
}

export interface Stations {
  readonly density: Density
  readonly stations: readonly Station[]
  readonly lanes: readonly Lane[]
  readonly wires: readonly Wire[]
  readonly stationOf: ReadonlyMap<SubtaskId, number>
  readonly laneOf: ReadonlyMap<ChannelId, number>
}

/** Above so many wires between two tasks they become one bundle; sooner where a subtask is only a row. */
const wiresBeforeBundle = { boxes: 24, rows: 8 }

export interface StationInput {
  readonly graph: JobGraph
  readonly schedule: Schedule
  readonly columns: ReadonlyMap<VertexId, number>
  readonly levels: ReadonlyMap<VertexId, StationLevel>
  readonly partitionsOf: (subtask: SubtaskId) => number
  readonly density: Density
}

export function stationsOf(input: StationInput): Stations {
  const stations = allStations(input)
  const stationOf = new Map<SubtaskId, number>()
  for (const [at, station] of stations.entries())
    for (const subtask of station.subtasks) stationOf.set(subtask.id, at)
  const lanes = allLanes(input.schedule, stations, stationOf)
  const laneOf = new Map<ChannelId, number>()
  for (const [at, lane] of lanes.entries())
    for (const channel of lane.channels) laneOf.set(channel, at)
  const rows = new Set(
    input.graph.edges.flatMap(({ from, to }, edge) =>
      [from, to].some((vertex) => (input.levels.get(vertex) ?? 1) > 1) ? [edge] : [],
    ),
  )
  const wires = allWires(input.schedule, stationOf, laneOf).map(({ count, ...wire }) => {
    const most = rows.has(wire.edge) ? wiresBeforeBundle.rows : wiresBeforeBundle.boxes
    return { ...wire, bundled: count > most }
  })
  return { density: input.density, stations, lanes, wires, stationOf, laneOf }
}

function allStations(input: StationInput): Station[] {
  const { graph, schedule, columns, levels, partitionsOf, density } = input
  const stations: Station[] = []
  for (const vertex of graph.vertices) {
    const level = levels.get(vertex.id) ?? 1
    const subtasks = schedule.subtasks.filter((subtask) => subtask.vertex === vertex.id)
    const make = (taskManager: TaskManagerId, own: readonly ScheduledSubtask[]): Station => ({
      vertex,
      kind: taskKind(vertex),
      level,
      column: columns.get(vertex.id) ?? 0,
      taskManager,
      subtasks: own,
      partitions: own.reduce((sum, subtask) => sum + partitionsOf(subtask.id), 0),
      density,
    })
    if (level < 3) {
      for (const subtask of subtasks) stations.push(make(subtask.taskManager, [subtask]))
    } else {
      for (const [taskManager, own] of byTaskManager(subtasks))
        stations.push(make(taskManager, own))
    }
  }
  return stations
}

function byTaskManager(
  subtasks: readonly ScheduledSubtask[],
): ReadonlyMap<TaskManagerId, readonly ScheduledSubtask[]> {
  const groups = new Map<TaskManagerId, ScheduledSubtask[]>()
  for (const subtask of subtasks) {
    const group = groups.get(subtask.taskManager)
    if (group === undefined) groups.set(subtask.taskManager, [subtask])
    else group.push(subtask)
  }
  return groups
}

function allLanes(
  schedule: Schedule,
  stations: readonly Station[],
  stationOf: ReadonlyMap<SubtaskId, number>,
): Lane[] {
  const inputs = new Map<number, ChannelId[]>()
  const inOrder = [...schedule.channels].sort((a, b) => a.input - b.input)
  for (const channel of inOrder) {
    const station = stationOf.get(channel.to)
    assert(station !== undefined, 'every channel ends at a scheduled subtask')
    const own = inputs.get(station)
    if (own === undefined) inputs.set(station, [channel.id])
    else own.push(channel.id)
  }
  return stations.flatMap((station, at): Lane[] => {
    const channels = inputs.get(at) ?? []
    if (channels.length === 0) return []
    return station.level === 1
      ? channels.map((channel) => ({ station: at, channels: [channel] }))
      : [{ station: at, channels }]
  })
}

/** `count`: how many wires its edge has. */
function allWires(
  schedule: Schedule,
  stationOf: ReadonlyMap<SubtaskId, number>,
  laneOf: ReadonlyMap<ChannelId, number>,
): (Omit<Wire, 'bundled'> & { readonly count: number })[] {
  const found = new Map<
    string,
    { from: number; lane: number; edge: number; channels: ChannelId[] }
  >()
  for (const channel of schedule.channels) {
    const from = stationOf.get(channel.from)
    const lane = laneOf.get(channel.id)
    assert(from !== undefined && lane !== undefined, 'every channel joins two scheduled subtasks')
    const name = `${channel.edge} ${from} ${lane}`
    const wire = found.get(name)
    if (wire === undefined) {
      found.set(name, { from, lane, edge: channel.edge, channels: [channel.id] })
    } else wire.channels.push(channel.id)
  }
  const wires = [...found.values()]
  const perEdge = new Map<number, number>()
  for (const { edge } of wires) perEdge.set(edge, (perEdge.get(edge) ?? 0) + 1)
  return wires.map((wire) => ({ ...wire, count: perEdge.get(wire.edge) ?? 0 }))
}
