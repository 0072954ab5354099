/**
 * One engine and what it is told: the same in the guest and inline. Does a piece of work at a time
 * and never waits; whoever calls decides when the next piece is due.
 */
import { type Ambient, createEngine, type Engine, type EngineWorld } from '../../engine/index.ts'
import type { LoadProgram } from '../../datastream/index.ts'
import type { BlobId, Command, EventSeq, StorageFault, VirtualTime } from '../../model/index.ts'
import type { Crash, Effect, ExecutablePlan, Pause } from '../../run/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import { crashInEngine, crashInProgram } from './crash.ts'

/** What comes out of a run, as it happens. */
export interface DriveOutput {
  /** One event, at once. */
  recorded(event: TraceEvent): void
  requested(effect: Effect): void
  /** Why it stands still; `awaiting-blob` and `needs-blob` end by themselves once storage answers. */
  paused(pause: Pause): void
  crashed(crash: Crash): void
}

export interface DriveStart {
  readonly executable: ExecutablePlan
  /** Makes the learner's modules ready; what it throws is the learner's. */
  readonly prepare: () => LoadProgram
  readonly record: EngineWorld['record']
  readonly locate: EngineWorld['locate']
  readonly ambient: Ambient
}

interface Goal {
  readonly until: VirtualTime
  readonly stopAfter: EventSeq | null
}

type State =
  /** Nothing asked, or the goal reached. */
  | { readonly is: 'idle' }
  | { readonly is: 'going'; readonly goal: Goal }
  /** Storage has not answered yet. */
  | { readonly is: 'waiting'; readonly goal: Goal }
  | { readonly is: 'over' }

export class Drive {
  readonly #engine: Engine | null
  readonly #output: DriveOutput
  #state: State = { is: 'idle' }

  /** Loads the program and submits the job; a program that cannot be loaded is a crash. */
  constructor(start: DriveStart, output: DriveOutput) {
    const { executable, prepare, record, locate, ambient } = start
    this.#output = output
    const world: EngineWorld = {
      record,
      ambient,
      locate,
      sink: (event) => {
        output.recorded(event)
      },
      request: (effect) => {
        output.requested(effect)
      },
    }
    let engine: Engine | null = null
    try {
      engine = createEngine(executable, prepare(), world)
    } catch (error) {
      this.#crash(crashInProgram(error, locate))
    }
    this.#engine = engine
  }

  /** Virtual ms; 0 when there is no engine. */
  get now(): VirtualTime {
    return this.#engine?.now ?? (0 as VirtualTime)
  }

  /** How many events have happened. */
  get length(): number {
    return this.#engine?.length ?? 0
  }

  /** Whether {@link work} has something to do. */
  get isGoing(): boolean {
    return this.#state.is === 'going'
  }

  get isOver(): boolean {
    return this.#state.is === 'over'
  }

  submit(command: Command): void {
    this.#tell((engine) => {
      engine.submit(command)
    })
  }

  advance(until: VirtualTime, stopAfter: EventSeq | null): void {
    if (this.#state.is !== 'over') this.#state = { is: 'going', goal: { until, stopAfter } }
  }

  settled(blob: BlobId, fault: StorageFault | null): void {
    this.#answered((engine) => {
      engine.settled(blob, fault)
    })
  }

  supplied(blobs: ReadonlyMap<BlobId, Uint8Array | StorageFault>): void {
    this.#answered((engine) => {
      engine.supplied(blobs)
    })
  }

  /** Advances by at most `eventBudget` events towards the goal. */
  work(eventBudget: number): void {
    const state = this.#state
    if (state.is !== 'going') return
    const { goal } = state
    let pause: Pause | null = null
    this.#tell((engine) => {
      pause = engine.advance(goal.until, eventBudget, goal.stopAfter)
    })
    if (pause !== null) this.#standStill(pause, goal)
  }

  /** Ends the run from outside the engine. */
  stop(crash: Crash): void {
    this.#crash(crash)
  }

  #standStill(pause: Pause, goal: Goal): void {
    if (pause.why === 'out-of-budget') return
    const waits = pause.why === 'awaiting-blob' || pause.why === 'needs-blob'
    this.#state = waits ? { is: 'waiting', goal } : { is: 'idle' }
    this.#output.paused(pause)
  }

  #answered(tell: (engine: Engine) => void): void {
    this.#tell(tell)
    if (this.#state.is === 'waiting') this.#state = { is: 'going', goal: this.#state.goal }
  }

  #tell(tell: (engine: Engine) => void): void {
    if (this.#engine === null || this.#state.is === 'over') return
    try {
      tell(this.#engine)
    } catch (error) {
      this.#crash(crashInEngine(error))
    }
  }

  #crash(crash: Crash): void {
    if (this.#state.is === 'over') return
    this.#state = { is: 'over' }
    this.#output.crashed(crash)
  }
}
