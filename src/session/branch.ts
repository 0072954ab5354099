/**
 * One way a run has gone: a plan, the trace of it so far, and the run that makes more of it. The
 * run is thrown away when nobody looks, and repeated from the plan when it is needed again: the
 * same plan gives the same trace, so what is known is only checked against it.
 */
import { assert } from '../base/index.ts'
import type { Command, EventSeq, TimedCommand, VirtualTime } from '../model/index.ts'
import { type Projection, ProjectionCache } from '../projection/index.ts'
import type { Crash, ExecutablePlan, Pause, Run, Runner, RunPlan } from '../run/index.ts'
import { type TraceEvent, TraceLog } from '../trace/index.ts'
import { type Cursor, isWithinInstant } from './cursor.ts'

export interface BranchOrigin {
  readonly branch: Branch
  readonly at: Cursor
}

export interface BranchOptions {
  readonly id: number
  readonly executable: ExecutablePlan
  readonly runner: Runner
  readonly parent: BranchOrigin | null
  readonly changed: () => void
}

interface Goal {
  readonly until: VirtualTime
  readonly stopAfter: EventSeq | null
}

export class Branch {
  readonly id: number
  readonly parent: BranchOrigin | null
  readonly #options: BranchOptions
  #trace = new TraceLog()
  #crash: Crash | null = null
  #finished = false
  #run: Run | null = null
  /** Events this run has delivered; those the trace has already are only checked. */
  #delivered = 0
  /** Virtual ms up to and including which the trace is whole. */
  #wholeUpTo = -1
  #asked: Goal | null = null
  #wanted: Goal | null = null
  /** Given when the run stands where it belongs. */
  #waiting: { readonly commands: readonly Command[]; readonly place: Goal } | null = null
  #commands: { readonly seq: EventSeq; readonly timed: TimedCommand }[] = []
  #shown = 0
  readonly #caches = new Map<Projection<unknown>, ProjectionCache<unknown>>()
  #turn = 0

  constructor(options: BranchOptions) {
    this.id = options.id
    this.parent = options.parent
    this.#options = options
  }

  get trace(): TraceLog {
    return this.#trace
  }

  /** The plan that gives this trace: the commands are those the trace states. */
  get plan(): RunPlan {
    const { plan } = this.#options.executable
    return { ...plan, commands: this.#commands.map(({ timed }) => timed) }
  }

  /** What a runner needs to give this trace again. */
  get executable(): ExecutablePlan {
    return { ...this.#options.executable, plan: this.plan }
  }

  /** Why there is nothing more to come; null while there may be. */
  get crash(): Crash | null {
    return this.#crash
  }

  /** The trace is all there is: the job is over, or the run broke. */
  get isOver(): boolean {
    return this.#finished || this.#crash !== null
  }

  /** A run stands at or beyond the end of the trace, and can be given commands. */
  get isLive(): boolean {
    return this.#run !== null && this.#waiting === null && this.#delivered >= this.#trace.length
  }

  /** Nothing is being worked on. */
  get isIdle(): boolean {
    return this.#asked === null && this.#waiting === null
  }

  /** Virtual ms up to which a cursor can go now. */
  get reachable(): VirtualTime {
    if (this.isOver) return this.#trace.endsAt
    return Math.max(this.#wholeUpTo, this.#trace.endsAt, this.start) as VirtualTime
  }

  get start(): VirtualTime {
    return this.#options.executable.plan.startAt
  }

  /** Whether nothing more can happen at or before a time. */
  isWholeAt(time: VirtualTime): boolean {
    return this.isOver || this.#wholeUpTo >= time || this.#trace.endsAt > time
  }

  /** How many events somebody has seen: what lies beyond is a future that was never shown. */
  get shown(): number {
    return this.#shown
  }

  show(cursor: Cursor): void {
    this.#shown = Math.max(this.#shown, cursor.seq)
  }

  /** Asks for the trace up to a time, or up to an event if that comes first. */
  reach(until: VirtualTime, stopAfter: EventSeq | null = null): void {
    if (this.isOver || (stopAfter === null && this.#wholeUpTo >= until)) return
    if (stopAfter !== null && this.#trace.length > stopAfter) return
    // The cluster's clock counts whole milliseconds; a cursor in motion does not.
    this.#wanted = { until: Math.ceil(until) as VirtualTime, stopAfter }
    this.#goOn()
  }

  /** Gives a command to the run as it stands, which may be a little ahead of what is shown. */
  submit(command: Command): void {
    this.#started().submit(command)
  }

  /** Whether the run stands at the cursor, so that a command given now happens there. */
  standsAt(cursor: Cursor, tolerance: number): boolean {
    if (!this.isLive || !this.isIdle) return false
    return cursor.seq === this.#trace.length && this.#wholeUpTo - cursor.time <= tolerance
  }

  /**
   * Drops what comes after the cursor, goes there again and gives the command: behind those that wait for
   * the same place already.
   */
  repeatTo(cursor: Cursor, command: Command): void {
    const within = isWithinInstant(this.#trace, cursor)
    const stopAfter = within && cursor.seq > 0 ? ((cursor.seq - 1) as EventSeq) : null
    const place = { until: wholeMs(cursor.time), stopAfter }
    const waiting = this.#waiting
    const isSame = waiting?.place.until === place.until && waiting.place.stopAfter === stopAfter
    this.#cutAt(cursor)
    this.terminate()
    this.#waiting = { place, commands: [...(isSame ? waiting.commands : []), command] }
    this.#goOn()
  }

  /** Another branch that begins as this one does, up to the cursor. */
  fork(id: number, at: Cursor, changed: (fork: Branch) => void): Branch {
    const branch: Branch = new Branch({
      ...this.#options,
      id,
      parent: { branch: this, at },
      changed: () => {
        changed(branch)
      },
    })
    branch.#trace = this.#trace.prefix(at.seq)
    branch.#commands = this.#commands.filter(({ seq }) => seq < at.seq)
    branch.#wholeUpTo = wholeBy(this.#trace, at)
    branch.#shown = at.seq
    return branch
  }

  /** Ends the run; the trace stays, and a new run goes on from it when it must. */
  terminate(): void {
    this.#run?.terminate()
    this.#run = null
    this.#asked = null
    this.#wanted = null
    this.#waiting = null
  }

  ask<S>(projection: Projection<S>, seq: number): S {
    return this.#cache(projection).at(Math.min(seq, this.#trace.length) as EventSeq)
  }

  /** Folds ahead for one of the questions asked before, in turn, so that seeking finds it done. */
  prepare(events: number): void {
    const caches = [...this.#caches.values()]
    const cache = caches[this.#turn++ % Math.max(1, caches.length)]
    cache?.prepare(events)
  }

  #cache<S>(projection: Projection<S>): ProjectionCache<S> {
    const known = this.#caches.get(projection)
    if (known !== undefined) return known as ProjectionCache<S>
    const cache = new ProjectionCache(projection, this.#trace)
    this.#caches.set(projection, cache)
    return cache
  }

  #cutAt(cursor: Cursor): void {
    const { seq } = cursor
    this.#wholeUpTo = Math.min(this.#wholeUpTo, wholeBy(this.#trace, cursor))
    this.#trace.truncate(seq)
    for (const cache of this.#caches.values()) cache.truncate(seq)
    this.#commands = this.#commands.filter((command) => command.seq < seq)
    this.#finished = false
    this.#crash = null
  }

  #started(): Run {
    if (this.#run !== null) return this.#run
    this.#delivered = 0
    let alive = true
    // A run that is thrown away may still have something on its way here.
    const ifAlive = (what: () => void) => {
      if (!alive) return
      what()
      this.#options.changed()
    }
    const run = this.#options.runner.start(this.executable, {
      traced: (batch) => {
        ifAlive(() => {
          this.#traced(batch)
        })
      },
      requested: () => undefined,
      paused: (pause) => {
        ifAlive(() => {
          this.#paused(pause)
        })
      },
      crashed: (crash) => {
        ifAlive(() => {
          this.#crashed(crash)
        })
      },
    })
    const guarded: Run = {
      submit: (command) => {
        run.submit(command)
      },
      advance: (until, stopAfter) => {
        run.advance(until, stopAfter)
      },
      terminate: () => {
        alive = false
        run.terminate()
      },
    }
    // A program that cannot be loaded is a crash before the run is even handed out.
    if (!this.isOver) this.#run = guarded
    return guarded
  }

  /** One thing is asked of the run at a time, so that its answer is known to belong to it. */
  #goOn(): void {
    if (this.#asked !== null || this.isOver) return
    const goal = this.#waiting?.place ?? this.#wanted
    if (goal === null) return
    if (this.#waiting === null) this.#wanted = null
    this.#asked = goal
    const run = this.#started()
    if (this.#crash === null) run.advance(goal.until, goal.stopAfter)
  }

  #traced(batch: readonly TraceEvent[]): void {
    const known = this.#trace.length - this.#delivered
    for (const event of batch.slice(0, Math.max(0, known))) this.#check(event)
    const more = known > 0 ? batch.slice(known) : batch
    this.#delivered += batch.length
    for (const event of more)
      if (event.kind === 'command-submitted' && event.by === 'learner') {
        const { seq, at, step, command } = event
        this.#commands.push({ seq, timed: { at, step, command } })
      }
    this.#trace.append(more)
  }

  #check(event: TraceEvent): void {
    const { kind, at, cause } = this.#trace.at(event.seq)
    assert(
      kind === event.kind && at === event.at && cause === event.cause,
      'the same plan gives the same trace',
    )
  }

  #paused(pause: Pause): void {
    const goal = this.#asked
    this.#asked = null
    if (pause.why === 'job-finished') this.#finished = true
    if (pause.why === 'reached' && goal !== null)
      this.#wholeUpTo = Math.max(this.#wholeUpTo, goal.until)
    const waiting = this.#waiting
    this.#waiting = null
    for (const command of waiting?.commands ?? []) this.#started().submit(command)
    this.#goOn()
  }

  #crashed(crash: Crash): void {
    this.#crash = crash
    this.#run?.terminate()
    this.#run = null
    this.#asked = null
    this.#wanted = null
    this.#waiting = null
  }
}

function wholeMs(time: VirtualTime): VirtualTime {
  return Math.floor(time) as VirtualTime
}

/** Virtual ms up to which a trace that is cut at the cursor is whole. */
function wholeBy(trace: TraceLog, cursor: Cursor): number {
  return isWithinInstant(trace, cursor) ? wholeMs(cursor.time) - 1 : wholeMs(cursor.time)
}
