/**
 * Where the learner stands: a branch, a cursor, moving or not. Plain TypeScript without a clock:
 * whoever draws calls {@link Session.tick} with the real ms that have passed.
 *
 * Nothing runs before it is asked for: a fresh run is taken to its start, so that its job can be
 * drawn, and stands there. While playing, the run is kept a little ahead of the cursor.
 *
 * A command given where the future was never shown continues the branch; given where it was shown,
 * it forks: the plan up to the cursor and the command make another branch, and the old one stays.
 */
import type { Command, EventSeq, Misuse, Seed, VirtualTime } from '../model/index.ts'
import type { Projection } from '../projection/index.ts'
import type { CompiledModule, ConfigEntry, RestoreRequest, Runner } from '../run/index.ts'
import type { Scenario } from '../scenario/index.ts'
import { Branch } from './branch.ts'
import { Branches } from './branches.ts'
import { atTime, type Cursor } from './cursor.ts'
import { type Advice, advise, type Goal, stepFrom } from './goal.ts'
import { glideTo, leadOf, type Motion, playing, timeAfter } from './playback.ts'
import { previousStep, type StepKind } from './step.ts'
import { tell, type Told } from './told.ts'

/** What a runner needs of a scenario besides its plan, or what is wrong with its files. */
export type Prepared =
  | { readonly modules: readonly CompiledModule[]; readonly configuration: readonly ConfigEntry[] }
  | { readonly misuses: readonly Misuse[] }

export interface SessionWorld {
  readonly runner: Runner
  /** Compiles a scenario's files and reads its configuration. */
  prepare(scenario: Scenario): Prepared
}

/** What the session has to say besides where it stands. */
export type Announcement =
  | { readonly kind: 'forked'; readonly from: Branch; readonly to: Branch; readonly at: Cursor }
  | { readonly kind: 'refused'; readonly misuses: readonly Misuse[] }

export interface OpenOptions {
  readonly restoreFrom?: RestoreRequest | null
  /** The cluster's clock when the job is submitted, virtual ms. */
  readonly startAt?: VirtualTime
  /** Where to stand; `seq` null: when all of that instant has happened. */
  readonly at?: { readonly time: VirtualTime; readonly seq: EventSeq | null } | null
}

/** Virtual ms the run may be ahead of a paused cursor, with nothing happening in between. */
const tolerance = 200
/** Events folded ahead in one tick. */
const preparedPerTick = 2_048

export class Session {
  readonly #world: SessionWorld
  readonly #listeners = new Set<() => void>()
  readonly #branches = new Branches()
  #cursor: Cursor = { time: 0 as VirtualTime, seq: 0 as EventSeq }
  #motion: Motion = { kind: 'still' }
  #goal: Goal | null = null
  #announcement: Announcement | null = null
  #told: { readonly branch: Branch; readonly seq: number; readonly told: Told | null } | null = null

  constructor(world: SessionWorld) {
    this.#world = world
  }

  // --- Where it stands ------------------------------------------------------------------------

  /** Null before {@link open}. */
  get branch(): Branch | null {
    return this.#branches.current
  }

  /** In the order they were made. */
  get branches(): readonly Branch[] {
    return this.#branches.all
  }

  get cursor(): Cursor {
    return this.#cursor
  }

  get isPlaying(): boolean {
    return this.#motion.kind === 'playing'
  }

  /** Virtual ms per real ms while playing; 0 otherwise. */
  get speed(): number {
    return this.#motion.kind === 'playing' ? this.#motion.speed : 0
  }

  /** Where the motion began, virtual ms; null while the cursor stands still. */
  get movingSince(): VirtualTime | null {
    return this.#motion.kind === 'still' ? null : this.#motion.since
  }

  /** The run has to get somewhere before the cursor can. */
  get isWaiting(): boolean {
    return this.#goal !== null
  }

  /** The last thing there was to say; null once it was dismissed. */
  get announcement(): Announcement | null {
    return this.#announcement
  }

  dismiss(): void {
    this.#announcement = null
    this.#changed()
  }

  /** The projection's answer at the cursor. */
  ask<S>(projection: Projection<S>): S {
    return this.branch?.ask(projection, this.#cursor.seq) ?? projection.initial()
  }

  /** The projection's answer for all that is known of the branch, beyond the cursor too. */
  askAtEnd<S>(projection: Projection<S>): S {
    const branch = this.branch
    return branch === null ? projection.initial() : branch.ask(projection, branch.trace.length)
  }

  /** The last step at or before the cursor, told; null before the first. */
  get told(): Told | null {
    const branch = this.branch
    if (branch === null) return null
    const { seq } = this.#cursor
    if (this.#told?.branch !== branch || this.#told.seq !== seq)
      this.#told = { branch, seq, told: tell(branch, this.#cursor) }
    return this.#told.told
  }

  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  // --- What runs ------------------------------------------------------------------------------

  /**
   * Makes the scenario a branch of its own and stands at its start, or where `at` says. False when
   * the files are wrong: then everything stays, and {@link announcement} says why.
   */
  open(scenario: Scenario, options: OpenOptions = {}): boolean {
    const prepared = this.#world.prepare(scenario)
    if ('misuses' in prepared) {
      this.#announce({ kind: 'refused', misuses: prepared.misuses })
      return false
    }
    const { restoreFrom = null, startAt = 0 as VirtualTime, at = null } = options
    const plan = { scenario, seed: scenario.seed as Seed, commands: [], restoreFrom, startAt }
    const branch = new Branch({
      id: this.#branches.newId(),
      executable: { plan, ...prepared },
      runner: this.#world.runner,
      parent: null,
      changed: () => {
        this.#branchChanged(branch)
      },
    })
    this.#standOn(branch, { time: startAt, seq: 0 as EventSeq })
    this.#pursue(at === null ? { kind: 'start' } : { kind: 'place', ...at })
    return true
  }

  /** The scenario, as it may have been edited, from a snapshot on; the clock goes on from here. */
  restoreFrom(scenario: Scenario, request: RestoreRequest): boolean {
    const startAt = Math.floor(this.#cursor.time) as VirtualTime
    return this.open(scenario, { restoreFrom: request, startAt })
  }

  /**
   * A command, where the cursor is. While playing along with the run it reaches the cluster a
   * moment after the click, where the run stands; otherwise exactly at the cursor.
   */
  do(command: Command): void {
    const branch = this.branch
    if (branch === null) return
    const cursor = this.#cursor
    if (!this.isPlaying) this.#motion = { kind: 'still' }
    if (cursor.seq < branch.shown) {
      this.#fork(branch, command)
      return
    }
    if (this.isPlaying && branch.isLive) branch.submit(command)
    else {
      const known = cursor.seq
      const stands = branch.standsAt(cursor, tolerance)
      this.#goal = { kind: 'command', known: stands ? branch.trace.length : known }
      if (stands) branch.submit(command)
      else branch.repeatTo(cursor, command)
    }
    this.#branchChanged(branch)
  }

  /** Stands on another branch, at the same time as far as it goes. */
  switchTo(branch: Branch): void {
    if (branch === this.branch) return
    const time = Math.min(this.#cursor.time, branch.reachable) as VirtualTime
    this.#standOn(branch, atTime(branch.trace, time))
    this.#changed()
  }

  /** Goes back to the branch that was left by the last fork, and forgets the fork. */
  undoFork(): void {
    const fork = this.branch
    if (fork?.parent === null || fork === null) return
    const { branch, at } = fork.parent
    this.#branches.forget(fork)
    this.#standOn(branch, at)
    this.#announcement = null
    this.#changed()
  }

  /** Ends what runs; for when the page goes away. */
  close(): void {
    this.#branches.terminate()
    this.#listeners.clear()
  }

  // --- Moving ---------------------------------------------------------------------------------

  /** Virtual ms per real ms. */
  play(speed: number): void {
    this.#motion = playing(speed, this.movingSince ?? this.#cursor.time)
    this.#changed()
  }

  pause(): void {
    this.#halt()
    this.#changed()
  }

  /** Real ms that have passed since the last call. */
  tick(elapsedMs: number): void {
    const branch = this.branch
    if (branch === null) return
    if (this.#motion.kind === 'still' || this.#goal !== null) {
      branch.prepare(preparedPerTick)
      return
    }
    const wanted = timeAfter(this.#motion, this.#cursor.time, elapsedMs)
    if (this.#motion.kind === 'gliding') this.#glide(branch, wanted, this.#motion.to)
    else this.#playTo(branch, wanted)
    this.#changed()
  }

  /** To the next step of a kind. `glide`: with motion, through {@link tick}; a second press ends it. */
  step(step: StepKind = 'any', glide = false): void {
    const motion = this.#motion
    this.#halt()
    if (motion.kind === 'gliding') this.#moveTo(motion.to)
    else this.#pursue(stepFrom(this.#cursor, step, glide))
    this.#changed()
  }

  stepBack(step: StepKind = 'any'): void {
    const branch = this.branch
    if (branch === null) return
    this.#halt()
    const start = atTime(branch.trace, branch.start)
    const place = previousStep(branch.trace, this.#cursor, step) ?? start
    this.#moveTo(place.seq < start.seq ? start : place)
    this.#changed()
  }

  /** To a time, when everything due then has happened; the run goes there first if it must. */
  seek(time: VirtualTime): void {
    this.#halt()
    this.#pursue({ kind: 'place', time, seq: null })
    this.#changed()
  }

  /** Just behind an event of the trace. */
  seekEvent(event: EventSeq): void {
    const branch = this.branch
    if (branch === null || event >= branch.trace.length) return
    this.#halt()
    this.#moveTo({ time: branch.trace.at(event).at, seq: (event + 1) as EventSeq })
    this.#changed()
  }

  /** To the start of the branch. */
  seekStart(): void {
    if (this.branch !== null) this.seek(this.branch.start)
  }

  /** To the end of what is known. */
  seekEnd(): void {
    const branch = this.branch
    if (branch !== null) this.seek(branch.trace.endsAt)
  }

  #halt(): void {
    this.#motion = { kind: 'still' }
    if (this.#goal?.kind !== 'start') this.#goal = null
  }

  #moveTo(cursor: Cursor): void {
    this.#cursor = cursor
    this.branch?.show(cursor)
  }

  #playTo(branch: Branch, wanted: VirtualTime): void {
    branch.reach((wanted + leadOf(this.#motion)) as VirtualTime)
    const time = Math.min(wanted, branch.reachable) as VirtualTime
    if (time >= this.#cursor.time) {
      const { seq } = atTime(branch.trace, time)
      this.#moveTo({ time, seq: Math.max(seq, this.#cursor.seq) as EventSeq })
    }
    if (branch.isOver && this.#cursor.time >= branch.reachable) this.#motion = { kind: 'still' }
  }

  #glide(branch: Branch, wanted: VirtualTime, to: Cursor): void {
    if (wanted >= to.time) {
      this.#halt()
      this.#moveTo(to)
      return
    }
    const { seq } = atTime(branch.trace, wanted)
    this.#moveTo({ time: wanted, seq: Math.max(seq, this.#cursor.seq) as EventSeq })
  }

  // --- Reaching goals -------------------------------------------------------------------------

  #pursue(goal: Goal): void {
    this.#goal = goal
    this.#tryGoal()
  }

  #branchChanged(branch: Branch): void {
    if (branch !== this.branch) return
    this.#tryGoal()
    this.#changed()
  }

  #tryGoal(): void {
    const branch = this.branch
    const goal = this.#goal
    if (branch === null || goal === null) return
    const advice = advise(goal, branch)
    if (advice.kind === 'reached') this.#arrive(advice)
    if (advice.kind === 'reach') {
      this.#goal = advice.goal
      branch.reach(advice.until, advice.stopAfter)
    }
  }

  #arrive({ cursor, glide = false }: Advice & { readonly kind: 'reached' }): void {
    this.#goal = null
    const moves = glide && cursor.time > this.#cursor.time
    if (moves) this.#motion = glideTo(cursor, this.#cursor.time)
    else this.#moveTo(cursor)
  }

  // --- Branches -------------------------------------------------------------------------------

  #fork(from: Branch, command: Command): void {
    const at = this.#cursor
    const motion = this.#motion
    const to = from.fork(this.#branches.newId(), at, (branch) => {
      this.#branchChanged(branch)
    })
    this.#standOn(to, at)
    this.#motion = motion
    this.#goal = { kind: 'command', known: at.seq }
    to.repeatTo(at, command)
    this.#announce({ kind: 'forked', from, to, at })
    this.#branchChanged(to)
  }

  #standOn(branch: Branch, cursor: Cursor): void {
    this.#branches.standOn(branch)
    this.#halt()
    this.#goal = null
    this.#moveTo(cursor)
  }

  #announce(announcement: Announcement): void {
    this.#announcement = announcement
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
