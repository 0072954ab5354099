/** A run that is waited for: asked to advance, it answers when it stands still. */
import type { Command, EventSeq, VirtualTime } from '../model/index.ts'
import type { Crash, ExecutablePlan, Pause, Run, Runner } from '../run/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import { RunAccount } from './result.ts'

/** Why a run stands still, `crash` where it is over before its time. */
export type Stop = Pause | { readonly why: 'crashed' } | { readonly why: 'ended' }

type Submitted = Extract<TraceEvent, { readonly kind: 'command-submitted' }>

export class Trial {
  readonly account = new RunAccount()
  /** Why it is over before its time; null: it is not. */
  crash: Crash | null = null
  /** The last command a person gave: where it took effect. */
  submitted: Submitted | null = null
  /** How many events have happened. */
  length = 0
  readonly #run: Run
  #answer: ((stop: Stop) => void) | null = null
  #isOver = false

  /** `seen`: hears of every event. Throws nothing: a program that cannot be loaded is a crash. */
  constructor(
    runner: Runner,
    executable: ExecutablePlan,
    seen: (event: TraceEvent) => void = () => undefined,
  ) {
    this.#run = runner.start(executable, {
      traced: (batch) => {
        for (const event of batch) {
          this.#see(event)
          seen(event)
        }
      },
      requested: () => undefined,
      paused: (pause) => {
        this.#stopped(pause)
      },
      crashed: (crash) => {
        this.crash = crash
        this.#stopped({ why: 'crashed' })
      },
    })
  }

  /** To `until` (virtual ms), or to the end of the step that records the event `stopAfter`. */
  async advance(until: VirtualTime, stopAfter: EventSeq | null = null): Promise<Stop> {
    if (this.crash !== null) return { why: 'crashed' }
    if (this.#isOver) return { why: 'ended' }
    return new Promise((resolve) => {
      this.#answer = resolve
      this.#run.advance(until, stopAfter)
    })
  }

  submit(command: Command): void {
    this.#run.submit(command)
  }

  /** At once; who waits is answered. */
  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#run.terminate()
    this.#stopped({ why: 'ended' })
  }

  #see(event: TraceEvent): void {
    this.length = event.seq + 1
    this.account.see(event)
    if (event.kind === 'command-submitted' && event.by === 'learner') this.submitted = event
  }

  #stopped(stop: Stop): void {
    const answer = this.#answer
    this.#answer = null
    answer?.(stop)
  }
}
