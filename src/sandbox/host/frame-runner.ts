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
import { rows, type TraceEvent } from '../../trace/index.ts'
import { BlobErrands } from '../blob-errands.ts'
import type { FromGuest, ToGuest } from '../protocol.ts'
import { FailurePointFinder } from './failure-point.ts'
import type { Frames } from './frames.ts'
import { GuestSession, type GuestLoss, type Telling } from './guest-session.ts'

export interface FrameRunnerOptions {
  readonly frames: Frames
  /** Checkpoint storage of one run; the run's plan says where it restores from. */
  blobs(executable: ExecutablePlan): RunBlobs
  /**
   * The whole of the guest for this plan; null when it begins with the core alone (docs/decisions/0025).
   * Without a plan: for one that turned out to need it.
   */
  whole(executable: ExecutablePlan | null): string | null | Promise<string>
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

const fromTheStart: Telling = { from: 0 as EventSeq, careful: false }

interface Goal {
  readonly until: VirtualTime
  readonly stopAfter: EventSeq | null
}

class FrameRun implements Run {
  readonly #executable: ExecutablePlan
  readonly #listener: RunListener
  readonly #options: FrameRunnerOptions
  readonly #blobs: RunBlobs
  #errands: BlobErrands
  readonly #point = new FailurePointFinder()
  #guest: GuestSession | null = null
  /** What the guest is told once all of it is there; null: it is. */
  #untold: ToGuest[] | null = null
  #isWhole = false
  #over = false
  #goal: Goal | null = null
  /** Commands the trace has stated, with their places: a repeated run needs them in its plan. */
  readonly #stated: TimedCommand[] = []
  readonly #unstated: Command[] = []
  #careful = false
  /** A repeated run has not come to where the learner's last commands were given. */
  #catchingUp = false
  /** Events the listener has heard of. */
  #told = 0

  constructor(executable: ExecutablePlan, listener: RunListener, options: FrameRunnerOptions) {
    this.#executable = executable
    this.#listener = listener
    this.#options = options
    this.#blobs = options.blobs(executable)
    this.#errands = this.#newErrands()
    this.#begin(executable, fromTheStart, options.whole(executable))
  }

  submit(command: Command): void {
    this.#unstated.push(command)
    if (!this.#catchingUp) this.#tell({ type: 'submit', command })
  }

  advance(until: VirtualTime, stopAfter: EventSeq | null = null): void {
    this.#goal = { until, stopAfter }
    this.#tell({ type: 'advance', until, stopAfter })
  }

  terminate(): void {
    this.#over = true
    this.#guest?.end()
    this.#guest = null
    this.#untold = null
    this.#errands.end()
  }

  #tell(message: ToGuest): void {
    if (this.#untold === null) this.#guest?.tell(message)
    else this.#untold.push(message)
  }

  #newErrands(): BlobErrands {
    return new BlobErrands(this.#blobs, {
      settled: (blob, fault) => {
        this.#tell({ type: 'settled', blob, fault })
      },
      supplied: (blobs) => {
        this.#tell({ type: 'supplied', blobs })
      },
    })
  }

  #begin(
    executable: ExecutablePlan,
    telling: Telling,
    whole: string | null | Promise<string>,
  ): void {
    this.#isWhole = whole !== null
    if (!(whole instanceof Promise)) {
      this.#start(executable, telling, whole)
      return
    }
    this.#untold = []
    void whole.then((script) => {
      if (this.#over) return
      const untold = this.#untold ?? []
      this.#untold = null
      this.#start(executable, telling, script)
      for (const message of untold) this.#tell(message)
    })
  }

  #start(executable: ExecutablePlan, telling: Telling, whole: string | null): void {
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
      telling,
    )
    this.#guest = guest
    if (whole !== null) guest.tell({ type: 'whole', script: whole })
    guest.tell({ type: 'start', executable, rows, ...telling })
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
    this.#caughtUp()
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
      case 'missing':
        this.#missing()
        return
      default:
    }
  }

  #paused(pause: Pause): void {
    if (pause.why === 'needs-blob') this.#errands.needed(pause.blobs)
    else if (pause.why !== 'awaiting-blob') {
      this.#caughtUp()
      this.#listener.paused(pause)
    }
  }

  /** The core was not enough. A run is a value: begun anew on the whole, it comes to the same point. */
  #missing(): void {
    if (this.#isWhole) this.#crashed({ in: 'wall', reason: 'a part is missing that was given' })
    else this.#repeat({ from: this.#told as EventSeq, careful: false })
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
    const from = Math.max(0, this.#told - repeatedEvents) as EventSeq
    this.#repeat({ from, careful: true })
  }

  #repeat(telling: Telling): void {
    this.#guest?.end()
    this.#guest = null
    // Storage answers the new guest alone, when it asks again.
    this.#errands.end()
    this.#errands = this.#newErrands()
    this.#catchingUp = true
    this.#begin(this.#repeated(), telling, this.#options.whole(null))
    const goal = this.#goal
    if (goal !== null) this.#tell({ type: 'advance', ...goal })
    else this.#caughtUp()
  }

  /** Commands that the first guest had not come to are given where it stood. */
  #caughtUp(): void {
    if (!this.#catchingUp) return
    this.#catchingUp = false
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
