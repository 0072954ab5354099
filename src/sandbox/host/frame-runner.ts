/** Runs plans behind the wall: one frame a run, given up when it no longer answers. */
import type { Command, EventSeq, TimedCommand, VirtualTime } from '../../model/index.ts'
import type {
  Crash,
  ExecutablePlan,
  Pause,
  Run,
  RunBlobs,
  RunListener,
  Runner,
} from '../../run/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import { BlobErrands } from '../blob-errands.ts'
import type { FromGuest, ToGuest } from '../protocol.ts'
import { FailurePointFinder } from './failure-point.ts'
import type { Frames } from './frames.ts'
import { GuestSession, type GuestLoss } from './guest-session.ts'

export interface FrameRunnerOptions {
  readonly frames: Frames
  /** Checkpoint storage of one run; the run's plan says where it restores from. */
  blobs(executable: ExecutablePlan): RunBlobs
}

/** A runner for people: the learner's code reaches nothing but the trace. Uses `document`. */
export function frameRunner(options: FrameRunnerOptions): Runner {
  return { start: (executable, listener) => new FrameRun(executable, listener, options) }
}

/**
 * Events that a repeated run tells again: a promise of the learner's may hang only after events of
 * later steps have left in the same batch.
 */
const repeatedEvents = 1_000

interface Goal {
  readonly until: VirtualTime
  readonly stopAfter: EventSeq | null
}

class FrameRun implements Run {
  readonly #executable: ExecutablePlan
  readonly #listener: RunListener
  readonly #options: FrameRunnerOptions
  readonly #errands: BlobErrands
  readonly #point = new FailurePointFinder()
  #guest: GuestSession | null
  #goal: Goal | null = null
  /** Commands the trace has stated, with their places: a repeated run needs them in its plan. */
  readonly #stated: TimedCommand[] = []
  readonly #unstated: Command[] = []
  #careful = false
  /** Events the listener has heard of. */
  #told = 0

  constructor(executable: ExecutablePlan, listener: RunListener, options: FrameRunnerOptions) {
    this.#executable = executable
    this.#listener = listener
    this.#options = options
    this.#errands = new BlobErrands(options.blobs(executable), {
      settled: (blob, fault) => {
        this.#tell({ type: 'settled', blob, fault })
      },
      supplied: (blobs) => {
        this.#tell({ type: 'supplied', blobs })
      },
    })
    this.#guest = this.#begin(executable, null)
  }

  submit(command: Command): void {
    this.#unstated.push(command)
    this.#tell({ type: 'submit', command })
  }

  advance(until: VirtualTime, stopAfter: EventSeq | null = null): void {
    this.#goal = { until, stopAfter }
    this.#tell({ type: 'advance', until, stopAfter })
  }

  terminate(): void {
    this.#guest?.end()
    this.#guest = null
    this.#errands.end()
  }

  #tell(message: ToGuest): void {
    this.#guest?.tell(message)
  }

  /** `careful`: for a repeated run, the number of the first event to be told. */
  #begin(executable: ExecutablePlan, careful: EventSeq | null): GuestSession {
    const guest = new GuestSession(
      this.#options.frames.take(),
      {
        traced: (events) => {
          this.#traced(events)
        },
        said: (message) => {
          this.#said(message)
        },
        lost: (loss) => {
          this.#lost(loss)
        },
      },
      careful,
    )
    guest.tell({ type: 'start', executable, careful })
    return guest
  }

  /** The same run again: with the learner's commands at the places the trace gave them. */
  #repeated(): ExecutablePlan {
    const { plan } = this.#executable
    return {
      ...this.#executable,
      plan: { ...plan, commands: [...plan.commands, ...this.#stated] },
    }
  }

  #traced(events: readonly TraceEvent[]): void {
    for (const event of events) this.#point.follow(event)
    const news = events.filter(({ seq }) => seq >= this.#told)
    if (news.length === 0) return
    this.#told += news.length
    for (const event of news) {
      if (event.kind === 'command-submitted' && event.by === 'learner') this.#state(event)
    }
    this.#listener.traced(news)
  }

  #state({ at, step, command }: TraceEvent & { readonly kind: 'command-submitted' }): void {
    const text = JSON.stringify(command)
    const index = this.#unstated.findIndex((waiting) => JSON.stringify(waiting) === text)
    if (index >= 0) this.#unstated.splice(index, 1)
    const isPlanned = this.#executable.plan.commands.some(
      (planned) => planned.step === step && JSON.stringify(planned.command) === text,
    )
    if (!isPlanned) this.#stated.push({ at, step, command })
  }

  #said(message: FromGuest): void {
    switch (message.type) {
      case 'requested':
        this.#errands.requested(message.effect)
        this.#listener.requested(message.effect)
        return
      case 'paused':
        this.#paused(message.pause)
        return
      case 'crashed':
        this.#crashed(message.crash)
        return
      default:
    }
  }

  #paused(pause: Pause): void {
    if (pause.why === 'needs-blob') this.#errands.needed(pause.blobs)
    else if (pause.why !== 'awaiting-blob') this.#listener.paused(pause)
  }

  #lost(loss: GuestLoss): void {
    if (loss.kind === 'wall') this.#crashed({ in: 'wall', reason: loss.reason })
    else if (loss.kind === 'failed') this.#crashed({ in: 'engine', invariant: loss.reason })
    else if (this.#careful) this.#crashed(this.#unresponsive(loss.kind))
    else this.#repeatCarefully()
  }

  /** The trace so far ends before the hang: a second guest says which call it hangs in. */
  #repeatCarefully(): void {
    this.#careful = true
    this.#guest?.end()
    const from = Math.max(0, this.#told - repeatedEvents) as EventSeq
    this.#guest = this.#begin(this.#repeated(), from)
    const goal = this.#goal
    if (goal !== null) this.#tell({ type: 'advance', ...goal })
    for (const command of this.#unstated) this.#tell({ type: 'submit', command })
  }

  #unresponsive(kind: 'silent' | 'gone'): Crash {
    const during = this.#point.point
    const where = during === null ? 'while the program was being built' : `in ${during.operator}`
    return kind === 'gone'
      ? {
          in: 'user-code',
          code: 'out-of-memory',
          during,
          message: `the browser ended the sandbox, most likely for want of memory, ${where}`,
        }
      : {
          in: 'user-code',
          code: 'unresponsive',
          during,
          message: `the code did not come back ${where}`,
        }
  }

  #crashed(crash: Crash): void {
    this.terminate()
    const during = crash.in === 'user-code' ? (crash.during ?? this.#point.point) : null
    this.#listener.crashed(crash.in === 'user-code' ? { ...crash, during } : crash)
  }
}
