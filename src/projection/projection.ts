/** A question about a run, answered by folding its trace from the first event on. */
import type { TraceEvent } from '../trace/index.ts'

/** Pure: the same events give the same answer. Implementations keep nothing outside their state. */
export interface Projection<S> {
  readonly name: string
  initial(): S
  /** Another state that may change without changing this one; cheap, whatever the size. */
  copy(state: S): S
  /** Takes one event into a private copy. */
  apply(state: S, event: TraceEvent): void
}
