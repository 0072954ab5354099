/** Forward over keys as they were when it was opened, whatever is written meanwhile. RocksDB: DBIter. */
import { compareBytes } from './coding.ts'
import type { EntryCursor } from './entry.ts'
import { Lookup } from './lookup.ts'
import type { MergeOperator } from './merge-operator.ts'

export class StoreIterator {
  readonly #cursor: EntryCursor
  readonly #sequence: number
  readonly #merge: MergeOperator | null
  readonly #upTo: Uint8Array | null
  readonly #onClosed: () => void
  #key: Uint8Array | null = null
  #value: Uint8Array | null = null
  #isOpen = true

  constructor(
    cursor: EntryCursor,
    reader: {
      readonly sequence: number
      readonly merge: MergeOperator | null
      /** The key it ends before; null: it ends with the last. RocksDB: iterate_upper_bound. */
      readonly upTo: Uint8Array | null
      readonly onClosed: () => void
    },
  ) {
    this.#cursor = cursor
    this.#sequence = reader.sequence
    this.#merge = reader.merge
    this.#upTo = reader.upTo
    this.#onClosed = reader.onClosed
  }

  /** Null: past the end. */
  get key(): Uint8Array | null {
    return this.#key
  }

  /** Of the key it stands at. */
  get value(): Uint8Array {
    return this.#value ?? new Uint8Array(0)
  }

  /** To the first key that is not before. */
  seek(key: Uint8Array): void {
    this.#cursor.seek(key, this.#sequence)
    this.#find()
  }

  next(): void {
    this.#find()
  }

  /** Its files may go. */
  close(): void {
    if (this.#isOpen) this.#onClosed()
    this.#isOpen = false
  }

  /** From where the cursor stands to the next key that has a value; then past all its versions. */
  #find(): void {
    const cursor = this.#cursor
    for (let { entry } = cursor; entry !== null; entry = cursor.entry) {
      const { key } = entry
      if (this.#upTo !== null && compareBytes(key, this.#upTo) >= 0) break
      const lookup = new Lookup(this.#merge)
      for (let at = cursor.entry; at !== null; at = cursor.entry) {
        if (compareBytes(at.key, key) !== 0) break
        if (at.sequence <= this.#sequence && !lookup.isDone) lookup.take(at)
        cursor.next()
      }
      this.#value = lookup.value
      if (this.#value === null) continue
      this.#key = key
      return
    }
    this.#key = null
    this.#value = null
  }
}
