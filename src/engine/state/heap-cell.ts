/** An entry on the heap. Flink: StateEntry. */
import type { KeyContext, Namespace } from './backend.ts'

export interface HeapCell {
  readonly under: KeyContext
  readonly namespace: Namespace
  value: unknown
}
