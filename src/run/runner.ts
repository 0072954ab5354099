/** Where plans run: the sandboxed frame for people, this very thread for tests. */
import type { Command, EventSeq, VirtualTime } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import type { Crash, Effect, Pause } from './outcome.ts'
import type { ExecutablePlan } from './plan.ts'

export interface Runner {
  start(executable: ExecutablePlan, listener: RunListener): Run
}

/** A run in progress, seen from outside. It stands still until asked to advance. */
export interface Run {
  /** Takes effect at the run's present instant, after everything recorded so far. */
  submit(command: Command): void
  /** Runs to `until` (virtual ms), included; `stopAfter`: not beyond the step that records that event. */
  advance(until: VirtualTime, stopAfter?: EventSeq | null): void
  /** At once, even when the learner's code is in an endless loop. */
  terminate(): void
}

/** What comes back from a run, in order, in batches. */
export interface RunListener {
  traced(batch: readonly TraceEvent[]): void
  /** The world's part of a blob's life. The runner itself waits for it; this is for showing. */
  requested(effect: Effect): void
  paused(pause: Pause): void
  crashed(crash: Crash): void
}
