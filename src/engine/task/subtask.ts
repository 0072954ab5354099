/**
 * One parallel instance of a task: a mailbox, an input, a chain. One thing at a time, as on Flink's
 * task thread. Flink: StreamTask and its MailboxProcessor.
 *
 * What takes virtual time is `work`: it begins, and its effects are there when it ends. A subtask
 * that dies in between has done nothing.
 */
import { assert } from '../../base/index.ts'
import {
  type BlobId,
  type ElementId,
  type EventSeq,
  type JobVertex,
  MisuseError,
  type ScheduledSubtask,
} from '../../model/index.ts'
import type { Happening, Needs } from '../kernel/agenda.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { PausableRelativeClock } from '../time/pausable-relative-clock.ts'
import type { OperatorChain } from './chain.ts'
import type { Execution } from './execution.ts'
import { describeThrown, rethrowIfOurs, type TaskFailure } from './failure.ts'

/** Flink: ExecutionState, as far as a deployed task goes through it. */
export type TaskStatus =
  'DEPLOYING' | 'INITIALIZING' | 'RUNNING' | 'FINISHED' | 'CANCELING' | 'CANCELED' | 'FAILED'

/** Where a subtask gets its elements. */
export interface TaskInput {
  /** Handles one element or starts work on it. False: there is nothing to do now. */
  next(): boolean
  /** As `next`, if what is next has priority: it is handled also while outputs are full (CK-78). */
  nextWithPriority?(): boolean
}

/** What a task had in hand when the JobManager gave it up. */
export interface InHand {
  /** Of the task's own thread. */
  readonly work: () => void
  readonly needs: Needs
  /** What other threads of the process were about to do; then the process is rid of the task. */
  readonly over: () => void
}

const nothing: readonly BlobId[] = []

interface Mail {
  readonly what: () => void
  /** Not taken while an operator is blocked. */
  readonly whenFree: boolean
}

export interface SubtaskOptions {
  readonly sim: Simulation
  readonly vertex: JobVertex
  readonly scheduled: ScheduledSubtask
  readonly execution: Execution
  /** The JobManager hears of a failure; it decides what follows. */
  readonly failed: (subtask: Subtask, failure: TaskFailure, cause: EventSeq) => void
}

export class Subtask implements Happening {
  readonly sim: Simulation
  readonly vertex: JobVertex
  readonly scheduled: ScheduledSubtask
  readonly execution: Execution
  readonly #failed: SubtaskOptions['failed']
  /** In the order in which they came, whatever their priority. Flink: TaskMailboxImpl. */
  readonly #mails: Mail[] = []
  #chain: OperatorChain | null = null
  #input: TaskInput | null = null
  #status: TaskStatus = 'DEPLOYING'
  #work: (() => void) | null = null
  #needs: Needs | null = null
  #isGivenUp = false
  #isZombie = false
  #looping = false
  #backPressured = false
  /** What waits for the threads of the process to go on; null: they do. */
  #asleep: (() => void)[] | null = null
  /** What other threads do when they go on, whatever has become of the task; null: they do. */
  #late: (() => void)[] | null = null
  #recovering = false
  /** Tells how long the task was able to process: for idleness (WM-13). */
  readonly inputActivityClock: PausableRelativeClock
  /** What a failure right now would name. */
  #element: ElementId | null = null
  #describe: (() => string) | null = null

  constructor(options: SubtaskOptions) {
    this.sim = options.sim
    this.vertex = options.vertex
    this.scheduled = options.scheduled
    this.execution = options.execution
    this.#failed = options.failed
    const { sim } = options
    this.inputActivityClock = new PausableRelativeClock({ relativeTimeMillis: () => sim.now })
  }

  get id() {
    return this.scheduled.id
  }

  get status(): TaskStatus {
    return this.#status
  }

  get isRunning(): boolean {
    return this.#status === 'RUNNING'
  }

  get isAlive(): boolean {
    return this.isRunning || this.#status === 'DEPLOYING' || this.#status === 'INITIALIZING'
  }

  /** Its process does not know yet that nobody wants it. */
  get isZombie(): boolean {
    return this.#isZombie
  }

  get chain(): OperatorChain {
    assert(this.#chain !== null, 'a subtask is built before it is used')
    return this.#chain
  }

  build(chain: OperatorChain, input: TaskInput): void {
    this.#chain = chain
    this.#input = input
  }

  become(status: TaskStatus, cause: EventSeq | null): EventSeq {
    this.#status = status
    const { attempt } = this.execution
    return this.sim.record(
      { kind: 'task-status-changed', subtask: this.id, status, attempt },
      cause,
    )
  }

  /** It processes what was in flight before a restore, and is not RUNNING until that is done (CK-68). */
  recover(): void {
    this.#recovering = true
    this.wake()
  }

  get #processes(): boolean {
    return this.isRunning || (this.#recovering && this.#status === 'INITIALIZING')
  }

  /** Whether messages wait. */
  get hasMail(): boolean {
    return this.#mails.length > 0
  }

  /** To be done by the task's thread between two records. Flink: a mail. */
  mail(what: () => void): void {
    this.#mails.push({ what, whenFree: false })
    this.wake()
  }

  /**
   * As {@link mail}, but not while an operator is blocked inside a record. Flink: a mail of the lowest
   * priority, which a task that yields does not take; `urgent`: ahead of all others.
   */
  mailWhenFree(what: () => void, urgent = false): void {
    const mail = { what, whenFree: true }
    if (urgent) this.#mails.unshift(mail)
    else this.#mails.push(mail)
    this.wake()
  }

  /** Something may be possible that was not: data, room in an output, a mail. */
  wake(): void {
    if (this.#looping || this.#work !== null || !this.#processes || this.#asleep !== null) return
    this.#looping = true
    try {
      while (this.#work === null && this.#processes && !this.#isHeldUp() && this.#step());
    } catch (error) {
      this.fail(error, null)
    } finally {
      this.#looping = false
    }
  }

  /**
   * Busy for `duration` virtual ms, then `finish` runs, as soon as what it needs is at hand. Nothing
   * else happens on this task meanwhile.
   */
  startWork(duration: number, finish: () => void, needs: Needs | null = null): void {
    assert(this.#work === null, 'a task does one thing at a time')
    this.#work = finish
    this.#needs = needs
    this.sim.after(duration, this)
  }

  /** Another thread of the process does it after so many virtual ms, as soon as what it needs is at hand. */
  startBeside(duration: number, work: Pick<InHand, 'needs'> & { readonly run: () => void }): void {
    this.sim.after(duration, {
      needs: () => (this.isAlive && !this.isAsleep ? work.needs() : nothing),
      happen: () => {
        if (this.isAsleep)
          this.whenAwake(() => {
            this.startBeside(0, work)
          })
        else if (this.isAlive && this.guard(work.run, null)) this.wake()
      },
    })
  }

  /**
   * Runs it now where all it needs is at hand, else as work that takes no time. Not at all, where taking what is to
   * be processed has let a sender go on, which failed, and that ended this task too.
   */
  onceAtHand(needs: Needs | null, run: () => void): void {
    if (!this.#processes) return
    if (needs === null || needs().length === 0) run()
    else this.startWork(0, run, needs)
  }

  needs(): readonly BlobId[] {
    if (this.#needs === null || !this.#processes || this.#asleep !== null) return nothing
    return this.#needs()
  }

  /** All threads of the process stand still: work that is due is done when they go on. */
  sleep(): void {
    this.#asleep ??= []
    this.#late ??= []
  }

  /** The threads of the process go on. */
  awake(): void {
    const waiting = this.#asleep ?? []
    this.#asleep = null
    for (const run of waiting) run()
    this.#othersGoOn()
    this.wake()
  }

  #othersGoOn(): void {
    const late = this.#late ?? []
    this.#late = null
    for (const run of late) run()
  }

  /** Another thread of the process does it, now or when it goes on; also where the task was given up meanwhile. */
  onOtherThread(run: () => void): void {
    if (this.#late === null) run()
    else this.#late.push(run)
  }

  /** Runs something of another thread of the process: now, or when its threads go on. */
  whenAwake(run: () => void): void {
    if (this.#asleep === null) run()
    else this.#asleep.push(run)
  }

  get isAsleep(): boolean {
    return this.#asleep !== null
  }

  /** The JobManager gives it up while it stands still; answers what it had in hand. */
  giveUp(): InHand {
    const work = this.#work
    const needs = this.#needs ?? (() => nothing)
    this.#asleep = null
    this.#isGivenUp = work !== null
    this.stop()
    return {
      work: work ?? (() => undefined),
      needs: work === null ? () => nothing : needs,
      over: () => {
        this.#isZombie = true
        this.#othersGoOn()
        this.#isZombie = false
        if (work !== null) this.#chain?.dispose()
      },
    }
  }

  happen(): void {
    if (!this.#processes) return
    if (this.#asleep !== null) {
      this.whenAwake(() => {
        if (this.#needs === null) this.happen()
        else this.sim.after(0, this)
      })
      return
    }
    const finish = this.#work
    assert(finish !== null, 'work ends once')
    this.#work = null
    this.#needs = null
    this.#looping = true
    try {
      finish()
    } catch (error) {
      this.fail(error, null)
    } finally {
      this.#looping = false
    }
    this.wake()
  }

  /** What is being processed, for the message should it fail. */
  setCurrent(element: ElementId | null, describe: (() => string) | null): void {
    this.#element = element
    this.#describe = describe
  }

  /** Runs code of this task outside its loop; its exception is the task's failure. Whether it went well. */
  guard(run: () => void, cause: EventSeq | null): boolean {
    try {
      run()
      return true
    } catch (error) {
      this.fail(error, cause)
      return false
    }
  }

  fail(error: unknown, cause: EventSeq | null): void {
    rethrowIfOurs(error)
    if (!this.isAlive) return
    const place = this.#placeOf(error)
    const { code, message } = describeThrown(error)
    const failure: TaskFailure = {
      code,
      message,
      place,
      operator: this.#chain?.position ?? 0,
      element: this.#element,
      value: this.#describe?.() ?? null,
    }
    const seq = this.sim.record({ kind: 'task-failed', subtask: this.id, ...failure }, cause)
    this.become('FAILED', seq)
    this.stop()
    this.#failed(this, failure, seq)
  }

  /** Where the error says; where it does not, as no code of the learner's ran, the operator's own call. */
  #placeOf(error: unknown): TaskFailure['place'] {
    const { world } = this.sim
    const own = world.locate(error)
    if (own !== null || !(error instanceof MisuseError) || this.#chain === null) return own
    return world.locate(this.#chain.madeAt)
  }

  /** The disk has not given yet what was read, or takes no more: the thread stands in the middle of an access. */
  #isHeldUp(): boolean {
    const residence = this.#chain?.residence ?? null
    if (residence === null) return false
    const wait = residence.takeAccessTime()
    if (wait > 0) this.startWork(wait, () => undefined)
    return wait > 0 || residence.isStalled()
  }

  /** Its memory and its working files are gone: nothing it planned happens any more. */
  stop(): void {
    this.#work = null
    this.#needs = null
    this.#mails.length = 0
    if (!this.#isGivenUp) this.#chain?.dispose()
  }

  #step(): boolean {
    const mail = this.#nextMail()
    if (mail !== undefined) {
      mail.what()
      return true
    }
    if (this.chain.blocked) return false
    if (this.#input?.nextWithPriority?.() === true) return true
    if (!this.chain.writable) {
      this.#startBackPressure()
      return false
    }
    if (this.#backPressured) {
      this.#backPressured = false
      this.inputActivityClock.unPause()
      this.sim.record({ kind: 'back-pressure-ended', subtask: this.id }, null)
    }
    assert(this.#input !== null, 'a running subtask has an input')
    return this.#input.next()
  }

  #nextMail(): Mail | undefined {
    if (this.#mails.length === 0 || !this.chain.blocked) return this.#mails.shift()
    const at = this.#mails.findIndex(({ whenFree }) => !whenFree)
    return at < 0 ? undefined : this.#mails.splice(at, 1)[0]
  }

  #startBackPressure(): void {
    if (this.#backPressured) return
    this.#backPressured = true
    this.inputActivityClock.pause()
    const full = this.chain.outputs.map((output) => output.full).find((link) => link !== undefined)
    assert(full !== undefined, 'back-pressure comes from a channel that is full')
    this.sim.record({ kind: 'back-pressure-started', subtask: this.id, channel: full.id }, null)
  }
}
