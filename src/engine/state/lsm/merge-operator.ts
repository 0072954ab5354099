/** What becomes of a value and what was merged into it. RocksDB: MergeOperator. */
export interface MergeOperator {
  /** `existing` null: there is no value below; operands from the oldest on, at least one. */
  fullMerge(existing: Uint8Array | null, operands: readonly Uint8Array[]): Uint8Array
}

/**
 * Joins what there is by a delimiter, which Flink's lists are made of. RocksDB: StringAppendTESTOperator,
 * by the name "stringappendtest", which Flink uses; unlike StringAppendOperator it never joins operands
 * before the value below them is known.
 */
export function stringAppend(delimiter: number): MergeOperator {
  return {
    fullMerge: (existing, operands) => {
      const parts = existing === null ? operands : [existing, ...operands]
      const length = parts.reduce((sum, part) => sum + part.length + 1, -1)
      const joined = new Uint8Array(length)
      let at = 0
      for (const part of parts) {
        if (at > 0 || part !== parts[0]) joined[at++] = delimiter
        joined.set(part, at)
        at += part.length
      }
      return joined
    },
  }
}
