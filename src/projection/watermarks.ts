/**
 * Event time of every subtask: what each of its channels or splits has told, the minimum over those
 * that count, which of them holds it back, and how many records came late.
 */
import type {
  ChannelId,
  ElementId,
  EventSeq,
  EventTime,
  JobGraph,
  SubtaskId,
} from '../model/index.ts'
import { handle, type Handlers, type Projection } from './projection.ts'

/** What one channel of a subtask has told. */
export interface ChannelWatermark {
  readonly channel: ChannelId
  readonly from: SubtaskId
  /** Which input of the operator it feeds: 1 is the second one of two. */
  readonly input: 0 | 1
  /** The highest watermark read from it; null before any. */
  readonly watermark: EventTime | null
  readonly idle: boolean
  /** Whether it is part of the minimum: not while it is idle, nor before it has caught up. */
  readonly counts: boolean
  /** The event that told so; null before any. */
  readonly seq: EventSeq | null
}

/** Where one split of a source is. */
export interface SplitWatermarkRow {
  readonly split: string
  /** Null before any. */
  readonly watermark: EventTime | null
  readonly idle: boolean
  /** Whether it waits for the other sources of its group. */
  readonly waits: boolean
  /** The event that told so. */
  readonly seq: EventSeq
}

/** What an operator in the middle of the task makes. */
export interface GeneratedWatermark {
  readonly operator: number
  readonly watermark: EventTime | null
  readonly idle: boolean
  /** The event that told so. */
  readonly seq: EventSeq
}

/** Who holds a clock back. */
export type Holder =
  | { readonly kind: 'channel'; readonly channel: ChannelId; readonly from: SubtaskId }
  | { readonly kind: 'split'; readonly split: string }

export interface SubtaskWatermarks {
  readonly subtask: SubtaskId
  /** Its event-time clock; null before the first watermark. */
  readonly watermark: EventTime | null
  /** The event that moved the clock last, or made it idle or active; null before any. */
  readonly seq: EventSeq | null
  /** Whether nothing moves its clock: all channels, or all splits, are idle. */
  readonly idle: boolean
  readonly channels: readonly ChannelWatermark[]
  readonly splits: readonly SplitWatermarkRow[]
  readonly generated: readonly GeneratedWatermark[]
  /** A source that is too far ahead of its group and is not read. */
  readonly waits: boolean
  /** Records taken whose timestamp the clock had already passed. */
  readonly late: number
}

export interface WatermarksState {
  graph: JobGraph | null
  rows: readonly SubtaskWatermarks[]
  /** Of records on their way. It only grows: what is once in there is true for ever. */
  timestamps: Map<ElementId, EventTime>
}

/** The channel or split that counts and is lowest; null where nothing does. The first of equals. */
export function holderOf({ channels, splits }: SubtaskWatermarks): Holder | null {
  const channel = lowest(channels.filter(({ counts }) => counts))
  if (channel !== null) return { kind: 'channel', channel: channel.channel, from: channel.from }
  const split = lowest(splits.filter(({ idle }) => !idle))
  return split === null ? null : { kind: 'split', split: split.split }
}

function lowest<T extends { readonly watermark: EventTime | null }>(rows: readonly T[]): T | null {
  let found: T | null = null
  for (const row of rows) if (found === null || isBelow(row.watermark, found.watermark)) found = row
  return found
}

function isBelow(a: EventTime | null, b: EventTime | null): boolean {
  return b !== null && (a === null || a < b)
}

function changeRow(
  state: WatermarksState,
  subtask: SubtaskId,
  changed: (row: SubtaskWatermarks) => Partial<SubtaskWatermarks>,
): void {
  const row = state.rows[subtask]
  if (row !== undefined) state.rows = state.rows.with(subtask, { ...row, ...changed(row) })
}

function changeChannel(
  state: WatermarksState,
  { subtask, channel }: { readonly subtask: SubtaskId; readonly channel: ChannelId },
  changed: (row: ChannelWatermark) => Partial<ChannelWatermark>,
): void {
  changeRow(state, subtask, ({ channels }) => ({
    channels: channels.map((row) => (row.channel === channel ? { ...row, ...changed(row) } : row)),
  }))
}

function changeSplit(
  state: WatermarksState,
  { subtask, split }: { readonly subtask: SubtaskId; readonly split: string },
  changed: Partial<SplitWatermarkRow>,
): void {
  changeRow(state, subtask, ({ splits }) => ({
    splits: splits.map((row) => (row.split === split ? { ...row, ...changed } : row)),
  }))
}

function changeGenerated(
  state: WatermarksState,
  { subtask, operator }: { readonly subtask: SubtaskId; readonly operator: number },
  changed: Partial<GeneratedWatermark> & Pick<GeneratedWatermark, 'seq'>,
): void {
  changeRow(state, subtask, ({ generated }) => {
    const known = generated.find((row) => row.operator === operator)
    const row = { operator, watermark: null, idle: false, ...known, ...changed }
    return { generated: [...generated.filter((one) => one !== known), row] }
  })
}

const handlers: Handlers<WatermarksState> = {
  'job-submitted': (state, { graph }) => {
    state.graph = graph
  },
  'tasks-scheduled': (state, { schedule, deployed }) => {
    const starting = new Set(deployed)
    const fresh = (id: SubtaskId) => ({
      subtask: id,
      watermark: null,
      seq: null,
      idle: false,
      channels: schedule.channels
        .filter(({ to }) => to === id)
        .map(({ id: channel, from, edge }) => {
          const input = state.graph?.edges[edge]?.input ?? 0
          const told = { watermark: null, idle: false, counts: true, seq: null }
          return { channel, from, input, ...told }
        }),
      splits: [],
      generated: [],
      waits: false,
      late: state.rows[id]?.late ?? 0,
    })
    state.rows = schedule.subtasks.map(({ id }) =>
      starting.has(id) ? fresh(id) : (state.rows[id] ?? fresh(id)),
    )
  },
  'partition-assigned': (state, { subtask, topic, partition, seq }) => {
    const split = `${topic}-${partition}`
    const row = { split, watermark: null, idle: false, waits: false, seq }
    changeRow(state, subtask, ({ splits }) => ({
      splits: [...splits.filter((one) => one.split !== split), row],
    }))
  },
  'watermark-received': (state, event) => {
    const { watermark, counts, seq } = event
    changeChannel(state, event, (row) => {
      // What arrives on an idle channel is lost; what does not rise is ignored.
      const rises = !row.idle && (row.watermark === null || watermark > row.watermark)
      return rises ? { watermark, counts, seq } : { counts, seq }
    })
  },
  'watermark-status-received': (state, event) => {
    const { status, counts, seq } = event
    changeChannel(state, event, () => ({ idle: status === 'IDLE', counts, seq }))
  },
  'watermark-advanced': (state, { subtask, watermark, seq }) => {
    changeRow(state, subtask, () => ({ watermark, seq }))
  },
  'watermark-status-changed': (state, { subtask, status, seq }) => {
    changeRow(state, subtask, () => ({ idle: status === 'IDLE', seq }))
  },
  'split-watermark-advanced': (state, event) => {
    const { watermark, status, seq } = event
    changeSplit(state, event, { watermark, idle: status === 'IDLE', seq })
  },
  'watermark-generated': (state, event) => {
    changeGenerated(state, event, { watermark: event.watermark, seq: event.seq })
  },
  'watermark-status-generated': (state, event) => {
    changeGenerated(state, event, { idle: event.status === 'IDLE', seq: event.seq })
  },
  'alignment-wait-started': (state, { subtask, split }) => {
    if (split === null) changeRow(state, subtask, () => ({ waits: true }))
    else changeSplit(state, { subtask, split }, { waits: true })
  },
  'alignment-wait-ended': (state, { subtask, split }) => {
    if (split === null) changeRow(state, subtask, () => ({ waits: false }))
    else changeSplit(state, { subtask, split }, { waits: false })
  },
  'record-emitted': ({ timestamps }, { element, timestamp }) => {
    if (timestamp !== null) timestamps.set(element, timestamp)
  },
  'record-taken': (state, { subtask, element }) => {
    const timestamp = state.timestamps.get(element)
    const clock = state.rows[subtask]?.watermark ?? null
    if (timestamp !== undefined && clock !== null && timestamp <= clock)
      changeRow(state, subtask, ({ late }) => ({ late: late + 1 }))
  },
}

export const watermarks: Projection<WatermarksState> = {
  name: 'watermarks',
  initial: () => ({ graph: null, rows: [], timestamps: new Map() }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
}
