/** What a reader sees of a key, gathered from its versions, the newest first. RocksDB: GetContext, MergeContext. */
import { compareBytes } from './coding.ts'
import { type Entry, type EntryCursor, valueTypes } from './entry.ts'
import type { MergeOperator } from './merge-operator.ts'

const nothing: readonly Uint8Array[] = []

export class Lookup {
  readonly #merge: MergeOperator | null
  #operands: Uint8Array[] | null = null
  #base: Uint8Array | null = null
  #isDone = false

  constructor(merge: MergeOperator | null) {
    this.#merge = merge
  }

  /** Whether older versions do not matter. */
  get isDone(): boolean {
    return this.#isDone
  }

  /** The next older version. */
  take({ type, value }: Entry): void {
    if (type === valueTypes.merge) {
      this.#operands ??= []
      this.#operands.push(value)
      return
    }
    this.#isDone = true
    if (type === valueTypes.value) this.#base = value
  }

  /** Once there is no older version: the value; null: there is none. */
  get value(): Uint8Array | null {
    const operands = this.#operands ?? nothing
    if (operands.length === 0) return this.#base
    return mergeOf(this.#merge).fullMerge(this.#base, operands.toReversed())
  }
}

/** Takes the versions of the key that the reader may see; answers whether there was one. */
export function lookAlong(
  cursor: EntryCursor,
  lookup: Lookup,
  { key, sequence }: Pick<Entry, 'key' | 'sequence'>,
): boolean {
  cursor.seek(key, sequence)
  let found = false
  for (let { entry } = cursor; entry !== null && !lookup.isDone; entry = cursor.entry) {
    if (compareBytes(entry.key, key) !== 0) break
    lookup.take(entry)
    found = true
    cursor.next()
  }
  return found
}

/** Throws where a column family has no operator. RocksDB: InvalidArgument, "Provide a merge_operator when opening DB". */
export function mergeOf(merge: MergeOperator | null): MergeOperator {
  if (merge === null) throw new Error('a column family without a merge operator has operands')
  return merge
}
