/** What holds in every run, whatever the job and whatever happened to it. */
import { crc32 } from '../../base/index.ts'
import type {
  BlobId,
  ChannelId,
  CheckpointId,
  ElementId,
  SnapshotManifest,
  SubtaskId,
} from '../../model/index.ts'
import { isSnapshotManifest } from '../../run/index.ts'
import { decodeBatch, encodeBatch, type TraceEvent } from '../../trace/index.ts'

export interface ObservedRun {
  readonly events: readonly TraceEvent[]
  /** What checkpoint storage holds at the end. */
  readonly blobs: ReadonlyMap<BlobId, Uint8Array>
  readonly manifests: readonly SnapshotManifest[]
}

export interface Invariant {
  readonly name: string
  /** Null, or what does not hold, with the event that shows it. */
  broken(run: ObservedRun): string | null
}

type EventOf<K extends TraceEvent['kind']> = Extract<TraceEvent, { kind: K }>

const causes: Invariant = {
  name: 'time does not go back, and a cause comes before its effect',
  broken({ events }) {
    let before = 0
    for (const [at, event] of events.entries()) {
      if (event.seq !== at) return `event ${at} has number ${event.seq}`
      if (event.at < before) return `event ${at} is at ${event.at} ms, after one at ${before} ms`
      if (event.cause !== null && event.cause >= event.seq) return `event ${at} is its own cause`
      before = event.at
    }
    return null
  },
}

const over = new Set(['RESTARTING', 'FAILED', 'CANCELED', 'FINISHED'])

/** Which checkpoints are pending, as the trace tells it. */
class PendingCheckpoints {
  readonly #pending = new Map<CheckpointId, EventOf<'checkpoint-triggered'>>()
  readonly #seen = new Set<CheckpointId>()
  /** The coordinator is suspended by the change of the job's status, so they fail right behind it. */
  #suspendedAt: number | null = null

  /** What is wrong after this event. */
  see(event: TraceEvent): string | null {
    switch (event.kind) {
      case 'checkpoint-triggered':
        if (this.#seen.has(event.checkpoint)) return `${event.checkpoint} triggered twice`
        this.#seen.add(event.checkpoint)
        this.#pending.set(event.checkpoint, event)
        break
      case 'checkpoint-completed':
      case 'checkpoint-failed':
        if (!this.#pending.delete(event.checkpoint)) return `${event.checkpoint} had ended before`
        break
      case 'job-manager-lost':
        // Nobody is left to end them.
        this.#pending.clear()
        break
      case 'job-status-changed':
        this.#suspendedAt = over.has(event.status) ? event.at : null
        break
      default:
    }
    return this.#overdue(event.at)
  }

  #overdue(now: number): string | null {
    const [oldest] = this.#pending.values()
    if (oldest === undefined) return null
    if (now > oldest.expiresAt) return `${oldest.checkpoint} was pending after it expired`
    const outlived = this.#suspendedAt !== null && now > this.#suspendedAt
    return outlived ? `${oldest.checkpoint} outlived a restart` : null
  }
}

const checkpointsEnd: Invariant = {
  name: 'a checkpoint that was triggered completes or fails, once, or is still pending in time',
  broken({ events }) {
    const checkpoints = new PendingCheckpoints()
    return firstBroken(events, (event) => checkpoints.see(event))
  },
}

/** Who has acknowledged what, as the trace tells it. */
class Acknowledgements {
  readonly #by = new Map<CheckpointId, Set<SubtaskId>>()
  readonly #expected = new Map<CheckpointId, number>()

  see(event: TraceEvent): string | null {
    if (event.kind === 'finished-subtask-counted' || event.kind === 'checkpoint-acknowledged')
      return this.#acknowledged(event)
    if (event.kind !== 'checkpoint-completed') return null
    const size = this.#by.get(event.checkpoint)?.size ?? 0
    const expected = this.#expected.get(event.checkpoint)
    return size === expected ? null : `completed with ${size} of ${expected}`
  }

  #acknowledged(
    event: EventOf<'checkpoint-acknowledged' | 'finished-subtask-counted'>,
  ): string | null {
    const who = this.#by.get(event.checkpoint) ?? new Set<SubtaskId>()
    this.#by.set(event.checkpoint, who)
    this.#expected.set(event.checkpoint, event.expected)
    if (who.has(event.subtask)) return 'acknowledged twice'
    who.add(event.subtask)
    const right = who.size <= event.expected && event.acknowledged === who.size
    return right ? null : `says ${event.acknowledged} of ${event.expected}, there were ${who.size}`
  }
}

const acknowledgements: Invariant = {
  name: 'a checkpoint completes when all have acknowledged, each once',
  broken({ events }) {
    const known = new Acknowledgements()
    return firstBroken(events, (event) => known.see(event))
  },
}

/** The first complaint about an event, with its number. */
function firstBroken(
  events: readonly TraceEvent[],
  complaint: (event: TraceEvent) => string | null,
): string | null {
  for (const event of events) {
    const why = complaint(event)
    if (why !== null) return `event ${event.seq}: ${why}`
  }
  return null
}

interface QueuedElement {
  readonly element: ElementId
  due: number | null
  /** An unaligned barrier: it is read before the data that was there when it came. */
  overtakes: boolean
}

interface OpenChannel {
  readonly queue: QueuedElement[]
  blockedFor: CheckpointId | null
  /** What the receiver had when it blocked the sender: data that the barrier had overtaken. */
  before: ReadonlySet<ElementId>
}

/** The element an event puts into a channel, sends off, or takes out of it. */
function movement(event: TraceEvent): 'in' | 'sent' | 'out' | null {
  switch (event.kind) {
    case 'record-emitted':
    case 'watermark-emitted':
    case 'watermark-status-emitted':
    case 'barrier-emitted':
    case 'cancel-marker-emitted':
    case 'end-of-data-emitted':
    case 'end-of-partition-emitted':
    case 'element-restored':
      return 'in'
    case 'element-sent':
      return 'sent'
    case 'record-taken':
    case 'watermark-received':
    case 'watermark-status-received':
    case 'barrier-received':
    case 'barrier-ignored':
    case 'cancel-marker-received':
    case 'end-of-data-received':
    case 'end-of-partition-received':
      return 'out'
    default:
      return null
  }
}

const notOfAChannel: ReadonlySet<string> = new Set([
  'back-pressure-started',
  'barrier-announced',
  'in-flight-persisted',
])

const channels: Invariant = {
  name: 'a channel gives what was put into it, in order, not before it is due, and nothing while blocked',
  broken({ events }) {
    const open = new Map<ChannelId, OpenChannel>()
    for (const event of events) {
      if (event.kind === 'tasks-scheduled')
        for (const { id, to } of event.schedule.channels)
          if (event.deployed.includes(to)) open.delete(id)
      if (!('channel' in event) || notOfAChannel.has(event.kind)) continue
      const channel = open.get(event.channel) ?? { queue: [], blockedFor: null, before: new Set() }
      open.set(event.channel, channel)
      const wrong = moved(channel, event)
      if (wrong !== null) return `event ${event.seq}, channel ${event.channel}: ${wrong}`
    }
    return null
  },
}

function block(channel: OpenChannel, checkpoint: CheckpointId): void {
  channel.blockedFor = checkpoint
  const there = channel.queue.filter(({ due }) => due !== null)
  channel.before = new Set(there.map((one) => one.element))
}

function moved(channel: OpenChannel, event: TraceEvent): string | null {
  if (event.kind === 'channel-blocked') {
    if (channel.blockedFor !== null) return 'blocked twice'
    block(channel, event.checkpoint)
  }
  if (event.kind === 'channel-unblocked') channel.blockedFor = null
  if (event.kind === 'barrier-overtook') return overtaken(channel, event.element)
  const which = movement(event)
  if (which === null || !('element' in event)) return null
  const element = event.element as ElementId
  const due = 'due' in event ? event.due : null
  switch (which) {
    case 'in':
      enter(channel, element, event)
      return null
    case 'sent':
      return sent(channel, element, due)
    case 'out':
      return taken(channel, element, event.at)
  }
}

function enter(channel: OpenChannel, element: ElementId, event: TraceEvent): void {
  const due = 'due' in event ? event.due : null
  const overtakes = event.kind === 'barrier-emitted' && event.alignment === 'unaligned'
  const isReceived = 'side' in event && event.side === 'input'
  put(channel, { element, due, overtakes }, overtakes || isReceived)
}

/**
 * `ahead`: of what still waits at the sender, as unaligned barriers are, and restored input. Of two barriers that
 * overtake the older one stays first. Flink: PrioritizedDeque.addPriorityElement.
 */
function put({ queue }: OpenChannel, element: QueuedElement, ahead: boolean): void {
  const waiting = queue.findIndex(
    ({ due, overtakes }) => due === null && !(overtakes && element.overtakes),
  )
  if (ahead && waiting >= 0) queue.splice(waiting, 0, element)
  else queue.push(element)
}

function overtaken(channel: OpenChannel, element: ElementId): string | null {
  const at = channel.queue.findIndex((one) => one.element === element)
  const [barrier] = at < 0 ? [] : channel.queue.splice(at, 1)
  if (barrier === undefined) return 'what is not there cannot overtake'
  if (barrier.due === null) put(channel, { ...barrier, overtakes: true }, true)
  else channel.queue.unshift({ ...barrier, overtakes: true })
  return null
}

function sent(channel: OpenChannel, element: ElementId, due: number | null): string | null {
  const waiting = channel.queue.find((one) => one.due === null)
  if (waiting?.element !== element) return 'sent out of turn'
  waiting.due = due
  return null
}

function taken(channel: OpenChannel, element: ElementId, at: number): string | null {
  const before = channel.queue.findIndex((one) => one.element === element)
  const head =
    channel.queue[before]?.overtakes === true
      ? channel.queue.splice(before, 1)[0]
      : channel.queue.shift()
  if (head?.element !== element) return `took ${element}, next was ${head?.element ?? 'nothing'}`
  if (head.due === null || head.due > at) return 'taken before it was there'
  const mayBeTaken = channel.blockedFor === null || channel.before.has(element)
  return mayBeTaken ? null : `taken while blocked for ${channel.blockedFor}`
}

const sources: Invariant = {
  name: 'a source reads every record of a partition in order, and knows which it has read before',
  broken({ events }) {
    const next = new Map<string, number>()
    const reached = new Map<string, number>()
    for (const event of events) {
      if (event.kind === 'partition-assigned')
        next.set(`${event.topic}/${event.partition}`, event.offset)
      if (event.kind !== 'record-read') continue
      const split = `${event.topic}/${event.partition}`
      if (next.get(split) !== event.offset)
        return `event ${event.seq}: read ${event.offset}, next was ${next.get(split)}`
      next.set(split, event.offset + 1)
      const high = reached.get(split) ?? 0
      if (event.replayed !== event.offset < high) return `event ${event.seq}: replayed or not?`
      reached.set(split, Math.max(high, event.offset + 1))
    }
    return null
  },
}

const storage: Invariant = {
  name: 'what a kept snapshot refers to is there and whole; what nothing refers to is explained',
  broken({ events, blobs, manifests }) {
    const kept = new Set<CheckpointId>()
    for (const event of events) {
      if (event.kind === 'checkpoint-completed') kept.add(event.checkpoint)
      if (event.kind === 'snapshot-discarded') kept.delete(event.checkpoint)
    }
    const named = manifests.map(({ checkpoint }) => checkpoint)
    if ([...named].sort().join() !== [...kept].sort().join())
      return `the trace keeps ${[...kept].join(' ')}, storage ${named.join(' ')}`
    const live = new Set<BlobId>()
    for (const { checkpoint, handles } of manifests) {
      for (const { blob, bytes, checksum } of handles) {
        live.add(blob)
        // What another run wrote is not in what this one left.
        if (blob.startsWith('/')) continue
        const stored = blobs.get(blob)
        if (stored === undefined) return `checkpoint ${checkpoint} refers to ${blob}, which is gone`
        if (stored.length !== bytes || crc32(stored) !== checksum)
          return `checkpoint ${checkpoint} refers to ${blob}, which is not what was written`
      }
    }
    // What is left of snapshots that failed or are under way is swept, never what a kept one needs.
    const orphan = [...blobs.keys()].find(
      (blob) =>
        !blob.endsWith('/_metadata') &&
        !live.has(blob) &&
        named.some((checkpoint) => blob.startsWith(`chk-${checkpoint}/`)),
    )
    return orphan === undefined
      ? null
      : `${orphan} belongs to a kept snapshot that does not name it`
  },
}

const wall: Invariant = {
  name: 'what is told and written is what the page, which trusts nobody, takes',
  broken({ events, manifests }) {
    if (!manifests.every(isSnapshotManifest)) return 'the page refuses a manifest'
    try {
      decodeBatch(encodeBatch(events), 0, 0)
      return null
    } catch (error) {
      return String(error)
    }
  },
}

/** Every one, in the order in which a broken run is best understood. */
export const invariants: readonly Invariant[] = [
  causes,
  channels,
  sources,
  checkpointsEnd,
  acknowledgements,
  storage,
  wall,
]
