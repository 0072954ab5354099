/** What is in the channels: on the wire, in the receiver's lane, or waiting at the sender. */
import type {
  ChannelId,
  CheckpointId,
  ElementId,
  EventTime,
  SubtaskId,
  VirtualTime,
  WatermarkStatus,
} from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import type { ChannelView, ElementView } from '../channel-view.ts'
import { change, type Handlers } from '../projection.ts'
import { type ClusterState, emptyHand } from './state.ts'

interface Emitted {
  readonly channel: ChannelId
  readonly element: ElementId
  readonly seq: ElementView['seq']
  readonly at: VirtualTime
  readonly due: VirtualTime | null
}

function wayOf({ element, seq, at, due }: Emitted) {
  return { id: element, seq, emittedAt: at, sentAt: at, due, persistedIn: null }
}

function put(state: ClusterState, channel: ChannelId, element: ElementView): void {
  const row = state.channels[channel]
  if (row !== undefined && row.lostAt === null)
    change(state, 'channels', channel, { elements: [...row.elements, element] })
}

/** Ahead of what waits at the sender: an unaligned barrier, and what a restore gave the receiver. */
function putAhead(state: ClusterState, channel: ChannelId, element: ElementView): void {
  const row = state.channels[channel]
  if (row === undefined || row.lostAt !== null) return
  const at = row.elements.findIndex(({ due }) => due === null)
  const elements = at < 0 ? [...row.elements, element] : row.elements.toSpliced(at, 0, element)
  change(state, 'channels', channel, { elements })
}

/** A barrier that was to be aligned overtakes what is before it at the end where it waits. */
function overtake(
  state: ClusterState,
  { channel, element }: { channel: ChannelId; element: ElementId },
): void {
  const barrier = elementIn(state, channel, element)
  const row = state.channels[channel]
  if (row === undefined || barrier?.kind !== 'barrier') return
  const others = row.elements.filter(({ id }) => id !== element)
  const isAtSender = barrier.due === null
  const at = isAtSender ? others.findIndex(({ due }) => due === null) : 0
  const elements = others.toSpliced(at < 0 ? others.length : at, 0, { ...barrier, overtakes: true })
  change(state, 'channels', channel, { elements })
}

function elementRestored(
  state: ClusterState,
  event: Extract<TraceEvent, { kind: 'element-restored' }>,
): ElementView {
  const { what: kind, origin, key, value, timestamp } = event
  const way = wayOf(event)
  if (kind === 'watermark') return { ...way, kind, watermark: timestamp as EventTime }
  if (kind === 'watermark-status') return { ...way, kind, status: value as WatermarkStatus }
  return {
    ...way,
    kind,
    origin,
    label: state.letters.labelOf(key),
    value,
    timestamp,
    replayed: true,
  }
}

/** The snapshot is complete, or will never be: its data in flight is no longer marked. */
function unmark(state: ClusterState, { checkpoint }: { checkpoint: CheckpointId }): void {
  for (const { id, elements } of state.channels)
    if (elements.some(({ persistedIn }) => persistedIn === checkpoint))
      change(state, 'channels', id, {
        elements: elements.map((e) =>
          e.persistedIn === checkpoint ? { ...e, persistedIn: null } : e,
        ),
      })
}

/** The receiver took an element; in a lane in order it is the first. */
function take(
  state: ClusterState,
  { channel, element }: { channel: ChannelId; element: ElementId },
) {
  const row = state.channels[channel]
  if (row === undefined) return
  const [first] = row.elements
  const elements =
    first?.id === element ? row.elements.slice(1) : row.elements.filter((e) => e.id !== element)
  change(state, 'channels', channel, { elements })
}

/** The element with that id in a channel, if it is (still) there. */
export function elementIn(
  state: ClusterState,
  channel: ChannelId,
  element: ElementId,
): ElementView | undefined {
  return state.channels[channel]?.elements.find(({ id }) => id === element)
}

/** What was in channels from and to a subtask stays as its ghost until the next deployment. */
export function loseChannelsOf(state: ClusterState, subtask: SubtaskId, at: VirtualTime): void {
  for (const { id, from, to, lostAt } of state.channels)
    if (lostAt === null && (from === subtask || to === subtask))
      change(state, 'channels', id, { lostAt: at, blocked: null })
}

export const channelsFold = {
  'tasks-scheduled': (state, { schedule, deployed }) => {
    const starting = new Set(deployed)
    const { channels } = state
    state.channels = schedule.channels.map((channel): ChannelView => {
      const known = channels[channel.id]
      // The subtasks of a region start together: a channel has both ends new, or none.
      if (known !== undefined && !starting.has(channel.to)) return known
      const empty = { elements: [], blocked: null, lostAt: null }
      return { ...channel, ...empty, watermark: null, idle: false, ended: false }
    })
  },
  'record-emitted': (state, event) => {
    const { channel, element: id, seq, at, due, key, origin, value, timestamp } = event
    const from = state.channels[channel]?.from
    const hand = from === undefined ? emptyHand : (state.hands[from] ?? emptyHand)
    // Written out: a spread in front of other fields is ten times slower, and this is the most
    // frequent fact.
    put(state, channel, {
      kind: 'record',
      id,
      seq,
      emittedAt: at,
      sentAt: at,
      due,
      persistedIn: null,
      origin,
      label: state.letters.labelOf(key) ?? hand.label,
      value,
      timestamp,
      replayed: hand.replayed,
    })
  },
  'watermark-emitted': (state, event) => {
    const { channel, element: id, seq, at, due, watermark } = event
    put(state, channel, {
      kind: 'watermark',
      id,
      seq,
      emittedAt: at,
      sentAt: at,
      due,
      persistedIn: null,
      watermark,
    })
  },
  'watermark-status-emitted': (state, event) => {
    put(state, event.channel, { ...wayOf(event), kind: 'watermark-status', status: event.status })
  },
  'barrier-emitted': (state, event) => {
    const { checkpoint, alignment } = event
    const overtakes = alignment === 'unaligned'
    const barrier = { ...wayOf(event), kind: 'barrier', checkpoint, overtakes } as const
    if (overtakes) putAhead(state, event.channel, barrier)
    else put(state, event.channel, barrier)
  },
  'cancel-marker-emitted': (state, event) => {
    const { checkpoint } = event
    put(state, event.channel, { ...wayOf(event), kind: 'cancel-marker', checkpoint })
  },
  'end-of-data-emitted': (state, event) => {
    put(state, event.channel, { ...wayOf(event), kind: 'end-of-data', drain: event.drain })
  },
  'end-of-partition-emitted': (state, event) => {
    put(state, event.channel, { ...wayOf(event), kind: 'end-of-partition' })
  },
  'buffers-announced': (state, { subtask, places }) => {
    for (const { id, to } of state.channels)
      if (to === subtask) change(state, 'channels', id, { capacity: places })
  },
  'element-sent': (state, { channel, element, at, due }) => {
    const row = state.channels[channel]
    if (row === undefined) return
    const elements = row.elements.map((e) => (e.id === element ? { ...e, sentAt: at, due } : e))
    change(state, 'channels', channel, { elements })
  },
  'barrier-overtook': overtake,
  'in-flight-persisted': (state, { channel, checkpoint, elements: ids }) => {
    const row = state.channels[channel]
    if (row === undefined) return
    const marked = new Set(ids)
    const elements = row.elements.map((e) =>
      marked.has(e.id) ? { ...e, persistedIn: checkpoint } : e,
    )
    change(state, 'channels', channel, { elements })
  },
  'checkpoint-completed': unmark,
  'checkpoint-failed': unmark,
  'element-restored': (state, event) => {
    const element = elementRestored(state, event)
    if (event.side === 'input') putAhead(state, event.channel, element)
    else put(state, event.channel, element)
  },
  'record-taken': take,
  'watermark-received': (state, event) => {
    take(state, event)
    change(state, 'channels', event.channel, { watermark: event.watermark })
  },
  'watermark-status-received': (state, event) => {
    take(state, event)
    change(state, 'channels', event.channel, { idle: event.status === 'IDLE' })
  },
  'barrier-received': take,
  'barrier-ignored': take,
  'cancel-marker-received': take,
  'end-of-data-received': take,
  'end-of-partition-received': (state, event) => {
    take(state, event)
    change(state, 'channels', event.channel, { ended: true })
  },
  'channel-blocked': (state, { channel, checkpoint, at }) => {
    change(state, 'channels', channel, { blocked: { checkpoint, since: at } })
  },
  'channel-unblocked': (state, { channel }) => {
    change(state, 'channels', channel, { blocked: null })
  },
} satisfies Handlers<ClusterState>
