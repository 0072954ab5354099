/**
 * One operator's part of a snapshot of one subtask, as it is written to checkpoint storage: JSON at
 * a version. Flink: OperatorSubtaskState and the files behind its handles.
 */
import { assert } from '../../base/index.ts'
import type { EventTime, KeyGroup, KeyType, SerializerSnapshot } from '../../model/index.ts'
import { type Namespace, type StateKind, type StateMeta, voidNamespace } from './state-meta.ts'
import { TtlValue } from './ttl/ttl-value.ts'
import type { DistributionMode } from './redistribute.ts'
import type { ChangelogPart, RestoredChangelog } from './changelog/changelog-part.ts'
import { fromWritten, toWritten } from './written-values.ts'

/**
 * What is stored under one key and namespace. Of a list the value is an array of its elements, of a
 * map an array of pairs in the order they are walked; with TTL each element is a {@link TtlValue}.
 */
export interface KeyedEntry {
  readonly namespace: Namespace
  readonly keyGroup: KeyGroup
  readonly encoded: string
  readonly key: unknown
  readonly value: unknown
}

/** A named keyed state with all its entries. */
export interface KeyedPiece extends StateMeta {
  readonly entries: readonly KeyedEntry[]
}

export interface TimerEntry {
  readonly domain: 'event-time' | 'processing-time'
  readonly timestamp: EventTime
  /** '' for a timer of the learner's own, else the window it belongs to. */
  readonly namespace: string
  readonly keyGroup: KeyGroup
  readonly encoded: string
  readonly key: unknown
}

/** A split of a source and where it goes on. Flink: KafkaPartitionSplit in the reader's list state. */
export interface SplitState {
  readonly topic: string
  readonly partition: number
  /** The offset of the next record to read. */
  readonly offset: number
  /** The offset a bounded source stops at; null: it goes on for ever. */
  readonly stop: number | null
  /** Of a hybrid source: which of its sources the split is of. Flink: HybridSourceSplit.sourceIndex. */
  readonly source?: number
}

/** A named operator state: a list's elements, or a broadcast map's pairs of key and value. */
export interface OperatorStateEntries {
  readonly state: string
  readonly mode: DistributionMode
  readonly type: string
  /** What it was written with; snapshots of an older version do not say. */
  readonly serializer?: SerializerSnapshot
  readonly entries: readonly unknown[]
}

/** A file of a level: number, bytes, its first and last key in hexadecimal, entries, newest sequence number. */
type WrittenFile = readonly [
  number: number,
  size: number,
  smallest: string,
  largest: string,
  entries: number,
  newest: number,
]

/** What the files of a store are: with them it is made again. Plain data. */
export interface NativePart {
  /** Null: each key has the type it shows. */
  readonly keyType: KeyType | null
  readonly maxParallelism: number
  readonly sequence: number
  readonly states: readonly {
    readonly meta: StateMeta
    readonly levels: readonly (readonly WrittenFile[])[]
  }[]
}

export interface StatePiece {
  readonly version: 1
  /** What the keys of state and timers are written with, where there are any. */
  readonly keys?: SerializerSnapshot | undefined
  readonly keyed: readonly KeyedPiece[]
  /** Keyed state that is in files of its own. */
  readonly native?: NativePart
  /** Keyed state and timers that are in a log and what it builds on. */
  readonly changelog?: ChangelogPart
  /** Of a piece that was read: what its changelog was, for checkpoints that go on from it. Never written. */
  readonly restored?: RestoredChangelog
  readonly timers: readonly TimerEntry[]
  readonly splits: readonly SplitState[]
  readonly lists: readonly OperatorStateEntries[]
}

/**
 * The text of a piece. What most state has not is left out: namespaces, types of user keys,
 * time-to-live.
 */
export function encodePiece(piece: StatePiece): string {
  const { lists, ...rest } = piece
  const text = { ...rest, keyed: piece.keyed.map(written), ...(lists.length > 0 && { lists }) }
  return JSON.stringify(text, toWritten)
}

/** Reads what {@link encodePiece} wrote; its bytes were verified by checksum before. */
export function decodePiece(text: string): StatePiece {
  const piece = JSON.parse(text, fromWritten) as WrittenStatePiece
  assert(piece.version === 1, 'a snapshot piece is of a version this engine reads')
  return { ...piece, keyed: piece.keyed.map(read), lists: piece.lists ?? [] }
}

interface WrittenStatePiece extends Omit<StatePiece, 'keyed' | 'lists'> {
  readonly keyed: readonly WrittenPiece[]
  readonly lists?: readonly OperatorStateEntries[]
}

type WrittenEntry = Omit<KeyedEntry, 'namespace'> & { readonly namespace?: Namespace }

interface WrittenPiece {
  readonly state: string
  readonly kind: StateKind
  readonly type: string
  readonly serializer?: SerializerSnapshot
  readonly userKeyType?: KeyType
  readonly ttl?: true
  readonly entries: readonly WrittenEntry[]
}

function written({
  state,
  kind,
  type,
  serializer,
  userKeyType,
  ttl,
  entries,
}: KeyedPiece): WrittenPiece {
  return {
    state,
    kind,
    type,
    ...(serializer !== null && { serializer }),
    ...(userKeyType !== null && { userKeyType }),
    ...(ttl && { ttl }),
    entries: entries.map(({ namespace, ...entry }) =>
      namespace === voidNamespace ? entry : { namespace, ...entry },
    ),
  }
}

/** With time-to-live each element stands as time and value. */
function timed(kind: StateKind, written: unknown): unknown {
  if (kind === 'list') return (written as readonly unknown[]).map(TtlValue.fromJSON)
  if (kind !== 'map') return TtlValue.fromJSON(written)
  const pairs = written as readonly (readonly [unknown, unknown])[]
  return pairs.map(([key, value]) => [key, TtlValue.fromJSON(value)])
}

function read({ serializer, userKeyType, ttl, entries, ...piece }: WrittenPiece): KeyedPiece {
  return {
    ...piece,
    serializer: serializer ?? null,
    userKeyType: userKeyType ?? null,
    ttl: ttl ?? false,
    entries: entries.map((entry) => ({
      namespace: voidNamespace,
      ...entry,
      value: ttl === true ? timed(piece.kind, entry.value) : entry.value,
    })),
  }
}
