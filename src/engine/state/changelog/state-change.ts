/**
 * A change of keyed state as the log has it: what was done to one entry, or to one timer, under its key
 * group. Flink: StateChange, StateChangeOperation, KvStateChangeLoggerImpl, PriorityQueueStateChangeLoggerImpl.
 */
import type { KeyGroup } from '../../../model/index.ts'
import type { KeyContext, Namespace, StateMeta } from '../backend.ts'
import type { TimerEntry } from '../piece.ts'
import { fromWritten, toWritten } from '../written-values.ts'

/** What a state is; ahead of its first change, and again after each materialisation. */
export interface MetadataChange {
  readonly op: 'METADATA'
  readonly meta: StateMeta
}

/**
 * What became of an entry. SET: this is its value now, of a list all of it. ADD: elements behind those of a
 * list, entries into a map. The others name one entry of a map, but CLEAR, after which there is nothing.
 */
export interface EntryChange {
  readonly op: 'SET' | 'ADD' | 'CLEAR' | 'ADD_OR_UPDATE_ELEMENT' | 'REMOVE_ELEMENT'
  readonly state: string
  readonly under: KeyContext
  readonly namespace: Namespace
  readonly userKey?: unknown
  readonly value?: unknown
}

/** A timer was registered, or has fired or was deleted. */
export interface TimerChange {
  readonly op: 'ADD_ELEMENT' | 'REMOVE_FIRST_ELEMENT' | 'REMOVE_ELEMENT'
  readonly timer: TimerEntry
}

export type StateChange = MetadataChange | EntryChange | TimerChange

type WrittenEntry = readonly [
  op: EntryChange['op'],
  state: string,
  keyGroup: KeyGroup,
  encoded: string,
  namespace: Namespace,
  value: unknown,
  userKey: unknown,
  /** Absent where it is the text before it. */
  key?: unknown,
]
type WrittenChange =
  | WrittenEntry
  | readonly ['METADATA', StateMeta]
  | readonly ['timer', TimerChange['op'], TimerEntry]

/** As it is written at once: what is in the heap may change later. */
export function encodeChange(change: StateChange): string {
  return JSON.stringify(written(change), toWritten)
}

function written(change: StateChange): WrittenChange {
  if (change.op === 'METADATA') return ['METADATA', change.meta]
  if ('timer' in change) return ['timer', change.op, change.timer]
  const { op, state, under, namespace, value, userKey } = change
  const { keyGroup, encoded, key } = under
  const entry = [op, state, keyGroup, encoded, namespace, value, userKey] as const
  return key === encoded ? entry : [...entry, key]
}

/** Reads what {@link encodeChange} wrote; times of TTL are left as they stand there. */
export function decodeChange(text: string): StateChange {
  const read = JSON.parse(text, fromWritten) as WrittenChange
  if (read[0] === 'METADATA') return { op: read[0], meta: read[1] }
  if (read[0] === 'timer') return { op: read[1], timer: read[2] }
  const [op, state, keyGroup, encoded, namespace, value, userKey, key = encoded] = read
  return { op, state, under: { keyGroup, encoded, key }, namespace, value, userKey }
}
