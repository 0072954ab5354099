/**
 * What a store is made of: versions of keys. Each write is an entry of its own with the next sequence
 * number; of entries of a key, the one with the highest number a reader may see counts. RocksDB:
 * ParsedInternalKey, InternalKeyComparator.
 */
import { compareBytes, fixed32At, putFixed32 } from './coding.ts'
import { sound } from './corruption.ts'

/** RocksDB: kTypeDeletion, kTypeValue, kTypeMerge. A deletion is a tombstone, a merge an operand. */
export const valueTypes = { deletion: 0, value: 1, merge: 2 } as const
export type ValueType = (typeof valueTypes)[keyof typeof valueTypes]

export interface Entry {
  readonly key: Uint8Array
  readonly sequence: number
  readonly type: ValueType
  /** Empty of a deletion. */
  readonly value: Uint8Array
}

/** A reader that may see everything. */
export const newestSequence = Number.MAX_SAFE_INTEGER

/** Keys ascending; of one key, the newest first. */
export function compareEntries(
  a: Pick<Entry, 'key' | 'sequence'>,
  b: Pick<Entry, 'key' | 'sequence'>,
): number {
  return compareBytes(a.key, b.key) || b.sequence - a.sequence
}

/** Forward over entries in their order. RocksDB: InternalIterator. */
export interface EntryCursor {
  /** Null: past the end, or not sought yet. */
  readonly entry: Entry | null
  /** To the first entry that is not before the key as a reader of `sequence` sees it. */
  seek(key: Uint8Array, sequence: number): void
  next(): void
}

const trailerLength = 8
const typeBits = 0x100
const low = 0x100000000

/** Key, then seven bytes of sequence number and one of type, low byte first. RocksDB: PackSequenceAndType. */
export function encodeInternalKey({ key, sequence, type }: Omit<Entry, 'value'>): Uint8Array {
  const internal = new Uint8Array(key.length + trailerLength)
  internal.set(key)
  const first = ((sequence % (low / typeBits)) * typeBits + type) >>> 0
  putFixed32(internal, key.length, first)
  putFixed32(internal, key.length + 4, Math.floor(sequence / (low / typeBits)))
  return internal
}

/** Reads what {@link encodeInternalKey} wrote, with the value that stands beside it. Throws a Corruption. */
export function entryOf(internal: Uint8Array, value: Uint8Array): Entry {
  const length = internal.length - trailerLength
  sound(length >= 0, 'an internal key is too short')
  const first = fixed32At(internal, length)
  const type = first % typeBits
  sound(type <= valueTypes.merge, 'an entry is of an unknown type')
  const sequence = Math.floor(first / typeBits) + fixed32At(internal, length + 4) * (low / typeBits)
  return { key: internal.subarray(0, length), sequence, type: type as ValueType, value }
}
