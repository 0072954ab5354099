/** What an adapter is: it runs one kind of vectors against the engine's own rules. */

import type { HarnessBackend } from '../keyed-harness.ts'

/** A case of a vector file as JSON gave it; fields nobody asks for are tolerated. */
export type VectorCase = Readonly<Record<string, unknown>>

export interface Adapter {
  /** As it is called in reports. */
  readonly kind: string
  /** Whether a case of the named list of a file is of this kind. */
  recognises(list: string, vector: VectorCase): boolean
  /** What the engine's rules answer, in the form of what the case expects. */
  run(vector: VectorCase, list: string): Comparison
}

/** Two values of one form: expected as Flink answered, actual as the engine does. */
export interface Comparison {
  readonly expected: unknown
  readonly actual: unknown
}

/** One case on each of Flink's backends. */
export function onBothBackends(run: (backend: HarnessBackend) => Comparison): Comparison {
  const [hashmap, rocksdb] = [run('hashmap'), run('rocksdb')]
  return {
    expected: { hashmap: hashmap.expected, rocksdb: rocksdb.expected },
    actual: { hashmap: hashmap.actual, rocksdb: rocksdb.actual },
  }
}

/** Whether a case has all of these fields. */
export function hasFields(vector: VectorCase, ...fields: readonly string[]): boolean {
  return fields.every((field) => field in vector)
}

/** Only the named fields of a value, so that further ones a file may have are not compared. */
export function pick(
  value: Readonly<Record<string, unknown>>,
  ...fields: readonly string[]
): Readonly<Record<string, unknown>> {
  const found = fields.filter((field) => field in value)
  return Object.fromEntries(found.map((field) => [field, value[field]]))
}
