/** What a reader sees of a key, gathered from its versions, the newest first. RocksDB: GetContext, MergeContext. */
import { type Entry, valueTypes } from './entry.ts'
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

/** Throws where a column family has no operator. RocksDB: InvalidArgument, "Provide a merge_operator when opening DB". */
export function mergeOf(merge: MergeOperator | null): MergeOperator {
  if (merge === null) throw new Error('a column family without a merge operator has operands')
  return merge
}
