/** The run without failures: what it comes to, when it rests, and the moments at which a kill can come. */
import type { EventSeq, VirtualTime } from '../model/index.ts'
import type { Crash } from '../run/index.ts'
import type { Scenario } from '../scenario/index.ts'
import { narrate, type TraceEvent, TraceNames } from '../trace/index.ts'
import { endOfScenario } from './plan.ts'
import type { Result } from './result.ts'
import type { Trial } from './trial.ts'

/** Between two steps of the engine: only there can something come from outside (DET-3). */
export interface Moment {
  /** The last event before it. */
  readonly after: EventSeq
  /** What that event says. */
  readonly says: string
}

export interface CalmRun {
  readonly result: Result
  /** Virtual ms from which on nothing changes it. */
  readonly restsAt: VirtualTime
  readonly moments: readonly Moment[]
}

/** Why there is nothing to compare with. */
export type NoCalm =
  | { readonly why: 'crashed'; readonly crash: Crash }
  /** It fails without a kill. */
  | { readonly why: 'failed' }
  /** After the longest time it is still reading, or its timers still fire. */
  | { readonly why: 'no-rest'; readonly at: VirtualTime }

export interface CalmOptions {
  readonly scenario: Scenario
  readonly startAt: VirtualTime
  /** Virtual ms of the last moment; null: when a snapshot stands behind all. */
  readonly until: VirtualTime | null
}

/** Virtual ms without movement after which a run has come to rest. */
const silence = 30_000
/** Virtual ms after which it never will. */
const longest = 1_200_000

/** Runs it once to see when it rests, and once in single steps to see between which events a kill fits. */
export async function findCalm(
  start: (seen?: (event: TraceEvent) => void) => Trial,
  options: CalmOptions,
): Promise<CalmRun | NoCalm> {
  const trial = start()
  const first = Math.max(options.until ?? 0, endOfScenario(options.scenario)) + silence
  let until = options.startAt + first
  const isMoving = () => until - trial.account.lastMovement < silence
  while ((await trial.advance(until as VirtualTime)).why === 'reached' && isMoving()) {
    if (until >= options.startAt + first + longest) break
    until += silence
  }
  trial.end()
  const { account, crash } = trial
  if (crash !== null) return { why: 'crashed', crash }
  if (account.status === 'FAILED') return { why: 'failed' }
  const isOver = account.status === 'FINISHED' || account.status === 'CANCELED'
  if (!isOver && isMoving()) return { why: 'no-rest', at: until as VirtualTime }
  const restsAt = account.lastMovement
  const moments = await momentsOf(start, options.until, restsAt)
  return { result: account.result(), restsAt, moments }
}

/** Up to `until`, or to the first snapshot that stands behind everything: later kills change no more than this. */
async function momentsOf(
  start: (seen?: (event: TraceEvent) => void) => Trial,
  until: VirtualTime | null,
  restsAt: VirtualTime,
): Promise<readonly Moment[]> {
  const names = new TraceNames()
  const seen: { last: TraceEvent | null } = { last: null }
  const trial = start((event) => {
    names.learn(event)
    seen.last = event
  })
  const end = (until ?? restsAt + silence) as VirtualTime
  const moments: Moment[] = []
  for (;;) {
    const stop = await trial.advance(end, trial.length as EventSeq)
    const { last } = seen
    if (stop.why !== 'breakpoint' || last === null) break
    moments.push({ after: last.seq, says: narrate(last, names).text })
    if (last.at >= restsAt && trial.account.isBehindAll) break
  }
  trial.end()
  return moments
}
