/**
 * Page to guest, guest to page. Two unions and nothing else crosses the frame. The page's side
 * decodes strictly: every field of what the guest says is treated as if an attacker had written it.
 */
import {
  among,
  type Check,
  type Checked,
  either,
  finite,
  listOf,
  orNull,
  shapeOf,
  tableOf,
  textOf,
  wholeOf,
} from '../base/index.ts'
import {
  type BlobId,
  type Command,
  type EventSeq,
  limits,
  type StorageFault,
  type VirtualTime,
} from '../model/index.ts'
import {
  type Crash,
  type Effect,
  type ExecutablePlan,
  isSnapshotManifest,
  type Pause,
} from '../run/index.ts'
import type { Row } from '../trace/index.ts'
import { toWire, toWord, WireError, type WireItem, type WireMessage } from './wire.ts'

/** The page to the guest. */
export type ToGuest =
  | {
      readonly type: 'start'
      readonly executable: ExecutablePlan
      /** How events are written. */
      readonly rows: readonly Row[]
      /** The first event to tell: not 0 where a run is repeated. */
      readonly from: EventSeq
      /** After a guest that stopped answering: from there on, each step by itself. */
      readonly careful: boolean
    }
  /** All of the guest, for a run that the core is not enough for; before `start`. */
  | { readonly type: 'whole'; readonly script: string }
  | { readonly type: 'submit'; readonly command: Command }
  | { readonly type: 'advance'; readonly until: VirtualTime; readonly stopAfter: EventSeq | null }
  | { readonly type: 'settled'; readonly blob: BlobId; readonly fault: StorageFault | null }
  | { readonly type: 'supplied'; readonly blobs: ReadonlyMap<BlobId, Uint8Array | StorageFault> }
  /** So many more items of the guest's have been dealt with; it sends no more than a window ahead. */
  | { readonly type: 'taken'; readonly items: number }
  | { readonly type: 'ping' }

/** The guest to the page. */
export type FromGuest =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  /** The run needs the rest of the guest, and was started without; nothing follows. */
  | { readonly type: 'missing' }
  /** A batch as `decodeBatch` reads it: who knows the number of its first event decodes it. */
  | { readonly type: 'traced'; readonly batch: string }
  | { readonly type: 'requested'; readonly effect: Effect }
  | { readonly type: 'paused'; readonly pause: Pause }
  | { readonly type: 'crashed'; readonly crash: Crash }

/** What one message of the guest may hold. */
export const guestMessageLimits = {
  /** The schedule of the largest cluster in one event, with room. */
  characters: 16 * limits.messageBytes,
  bytes: limits.blobBytes,
} as const

/** How far ahead of the page the guest may be. The relay cuts a run that sends twice as much. */
export const itemWindow = { items: 128, bytes: 16 * limits.messageBytes } as const

export function toGuestWire(message: ToGuest): WireItem[] {
  const { type } = message
  switch (type) {
    case 'ping':
      return [toWord(type)]
    case 'taken':
      return [toWord(type, message.items)]
    case 'supplied': {
      const entries = [...message.blobs]
      const body = entries.map(([blob, bytes]) => [blob, typeof bytes === 'string' ? bytes : null])
      const bytes = entries.map(([, found]) => found).filter((found) => typeof found !== 'string')
      return toWire(type, JSON.stringify(body), bytes)
    }
    case 'whole':
      return toWire(type, message.script)
    default:
      return toWire(type, JSON.stringify(message))
  }
}

/** Read by the guest: what it is sent comes from our own page, so its shape is not in doubt. */
export function readToGuest({ type, body, bytes }: WireMessage): ToGuest {
  if (type === 'ping') return { type }
  if (type === 'taken') return { type, items: Number(body) }
  if (type === 'whole') return { type, script: body }
  if (type !== 'supplied') return JSON.parse(body) as ToGuest
  const entries = JSON.parse(body) as [BlobId, StorageFault | null][]
  const rest = bytes.values()
  const blobs = new Map<BlobId, Uint8Array | StorageFault>(
    entries.map(([blob, fault]) => [blob, fault ?? (rest.next().value as Uint8Array)]),
  )
  return { type, blobs }
}

export function fromGuestWire(message: FromGuest): WireItem[] {
  const { type } = message
  switch (type) {
    case 'ready':
    case 'pong':
    case 'missing':
      return [toWord(type)]
    case 'traced':
      return toWire(type, message.batch)
    case 'requested':
      return effectWire(message.effect)
    case 'paused':
      return toWire(type, JSON.stringify(message.pause))
    case 'crashed':
      return toWire(type, JSON.stringify(message.crash))
  }
}

function effectWire(effect: Effect): WireItem[] {
  if (effect.kind !== 'put-blob') return toWire('requested', JSON.stringify(effect))
  const { kind, blob, bytes } = effect
  return toWire('requested', JSON.stringify({ kind, blob }), [bytes])
}

const text = textOf(2_000)
const blobId = textOf(1_000) as unknown as Check<BlobId>
const count = wholeOf(0)
const blobIds = listOf(blobId, limits.subtasks * limits.subtasks)

const pause = either(
  shapeOf({ why: among('reached') }),
  shapeOf({ why: among('out-of-budget') }),
  shapeOf({ why: among('job-finished') }),
  shapeOf({
    why: among('breakpoint'),
    event: count as unknown as Check<EventSeq>,
  }),
  shapeOf({ why: among('awaiting-blob'), blobs: blobIds }),
  shapeOf({ why: among('needs-blob'), blobs: blobIds }),
)

const place = shapeOf({ file: text, line: count, column: orNull(count) })
const values = tableOf(either(text, finite), 50)
const failurePoint = shapeOf({ operator: text, subtask: count, record: text })

const crash = either(
  shapeOf({
    in: among('program'),
    misuse: shapeOf({ code: text, at: orNull(place), values }),
  }),
  shapeOf({
    in: among('user-code'),
    code: among('unresponsive', 'out-of-memory', 'limit-exceeded'),
    during: orNull(failurePoint),
    message: text,
  }),
  shapeOf({ in: among('engine'), invariant: text }),
  shapeOf({ in: among('wall'), reason: text }),
)

const effect = either(
  shapeOf({ kind: among('put-blob'), blob: blobId }),
  shapeOf({ kind: among('delete-blob'), blob: blobId }),
  shapeOf({ kind: among('put-manifest'), manifest: isSnapshotManifest }),
  shapeOf({ kind: among('delete-manifest'), manifest: isSnapshotManifest }),
)

/** Read by the page, strictly. What no guest of ours sends is a {@link WireError}. */
export function readFromGuest({ type, body, bytes }: WireMessage): FromGuest {
  const carriesBytes = type === 'requested'
  if (bytes.length > 0 && !carriesBytes) throw new WireError(`${type} carries bytes`)
  switch (type) {
    case 'ready':
    case 'pong':
    case 'missing':
      if (body !== '') throw new WireError(`${type} says something`)
      return { type }
    case 'traced':
      return { type, batch: body }
    case 'requested':
      return { type, effect: readEffect(parse(effect, body), bytes) }
    case 'paused':
      return { type, pause: parse(pause, body) }
    case 'crashed':
      return { type, crash: parse(crash, body) }
    default:
      throw new WireError('a message of no known type')
  }
}

function readEffect(found: Checked<typeof effect>, bytes: readonly Uint8Array[]): Effect {
  const [first, ...others] = bytes
  if (found.kind !== 'put-blob') {
    if (first !== undefined) throw new WireError(`${found.kind} carries bytes`)
    return found
  }
  if (first === undefined || others.length > 0) throw new WireError('one blob, one run of bytes')
  return { kind: found.kind, blob: found.blob, bytes: first }
}

function parse<T>(accepts: Check<T>, body: string): T {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    throw new WireError('a body is not JSON')
  }
  if (!accepts(json)) throw new WireError('a body is not as declared')
  return json
}
