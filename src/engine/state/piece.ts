/**
 * One operator's part of a snapshot of one subtask, as it is written to checkpoint storage: JSON at
 * a version. Flink: OperatorSubtaskState and the files behind its handles.
 */
import { assert } from '../../base/index.ts'
import type { EventTime, KeyGroup } from '../../model/index.ts'

export interface KeyedEntry {
  readonly keyGroup: KeyGroup
  readonly encoded: string
  readonly key: unknown
  readonly value: unknown
}

/** A named keyed state with all its entries. */
export interface KeyedPiece {
  readonly state: string
  readonly kind: 'value'
  readonly type: string
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
}

export interface StatePiece {
  readonly version: 1
  readonly keyed: readonly KeyedPiece[]
  readonly timers: readonly TimerEntry[]
  readonly splits: readonly SplitState[]
}

/** The text of a piece. Bigints are written as `{"$long": "…"}`; no other value may be such an object. */
export function encodePiece(piece: StatePiece): string {
  return JSON.stringify(piece, (_, value: unknown) =>
    typeof value === 'bigint' ? { $long: String(value) } : value,
  )
}

/** Reads what {@link encodePiece} wrote; its bytes were verified by checksum before. */
export function decodePiece(text: string): StatePiece {
  const piece = JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$long' in value)) return value
    return BigInt(value.$long as string)
  }) as StatePiece
  assert(piece.version === 1, 'a snapshot piece is of a version this engine reads')
  return piece
}
