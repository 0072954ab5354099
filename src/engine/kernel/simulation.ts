/**
 * The clock, the agenda and the trace of one run: what everything else in the engine is given.
 * It knows nothing of jobs. Time moves only here.
 */
import { assert, randomStream, type Random } from '../../base/index.ts'
import type { BlobId, Costs, EventSeq, Seed, StorageFault, VirtualTime } from '../../model/index.ts'
import { limits } from '../../model/index.ts'
import { type Effect, isWorkingFile } from '../../run/index.ts'
import type { TraceEvent, TraceFact } from '../../trace/index.ts'
import type { EngineWorld } from '../world.ts'
import { Agenda, type Happening } from './agenda.ts'
import { LocalCopies } from './local-copies.ts'
import { noTrouble, type Trouble } from './trouble.ts'
import { LimitExceeded } from './limit-exceeded.ts'

export class Simulation {
  readonly agenda = new Agenda()
  readonly blobs: BlobExchange
  readonly trouble = noTrouble()
  readonly costs: Costs
  /** Whether facts are wanted; hot paths do not even build them when they are not. */
  #recording: boolean
  /** Somebody waits for a fact. */
  #observe: ((event: TraceEvent) => void) | null = null
  /** Facts that are nobody's business: what a process does that has been given up. */
  #unheard: EventSeq | null = null
  #heard: readonly TraceFact['kind'][] = []
  readonly #world: EngineWorld
  readonly #seed: Seed
  #now: VirtualTime
  #length = 0
  #eventsThisInstant = 0

  constructor(world: EngineWorld, start: { seed: Seed; at: VirtualTime; costs: Costs }) {
    this.#world = world
    this.#recording = world.record === 'everything'
    this.#seed = start.seed
    this.#now = start.at
    this.costs = start.costs
    this.blobs = new BlobExchange((effect) => {
      world.request(effect)
    }, this.trouble)
    world.ambient.now = start.at
  }

  get world(): EngineWorld {
    return this.#world
  }

  get recording(): boolean {
    return this.#recording
  }

  /** Facts are shown to `observe` as they happen, also in a run that records nothing; null: no longer. */
  observe(observe: ((event: TraceEvent) => void) | null): void {
    this.#observe = observe
    this.#recording = observe !== null || this.#world.record === 'everything'
  }

  /** What `run` does leaves no facts, except those of `heard`; they go back to `cause`. */
  unheard(cause: EventSeq, heard: readonly TraceFact['kind'][], run: () => void): void {
    assert(this.#unheard === null, 'one at a time is given up')
    this.#unheard = cause
    this.#heard = heard
    run()
    this.#unheard = null
  }

  get now(): VirtualTime {
    return this.#now
  }

  /** The number the next event will have: also the id of the element it is about. */
  get nextSeq(): EventSeq {
    return this.#length as EventSeq
  }

  /** Records a fact at the present instant. Cause: the event without which it would not have happened. */
  record(fact: TraceFact, cause: EventSeq | null): EventSeq {
    if (this.#unheard !== null && !this.#heard.includes(fact.kind)) return this.#unheard
    const seq = this.#count()
    if (!this.#recording) return seq
    // Facts are made to be recorded, and belong to the trace from here on: completing one in place
    // costs a fraction of a copy.
    const event = fact as TraceFact & { seq: EventSeq; at: VirtualTime; cause: EventSeq | null }
    event.seq = seq
    event.at = this.#now
    event.cause = cause
    if (this.#world.record === 'everything') this.#world.sink(event)
    this.#observe?.(event)
    return seq
  }

  /** Takes an event's number without building it: what hot paths do when nothing is recorded. */
  skip(): EventSeq {
    return this.#unheard ?? this.#count()
  }

  #count(): EventSeq {
    const seq = this.#length++ as EventSeq
    if (this.#world.record === 'everything' && seq >= limits.traceEvents)
      throw new LimitExceeded('trace-events', `a run records at most ${limits.traceEvents} events`)
    if (++this.#eventsThisInstant > limits.eventsPerInstant)
      throw new LimitExceeded(
        'events-per-instant',
        `${limits.eventsPerInstant} events at ${this.#now} ms, and virtual time stands still`,
      )
    return seq
  }

  moveTo(time: VirtualTime): void {
    if (time === this.#now) return
    this.#now = time
    this.#eventsThisInstant = 0
    this.#world.ambient.now = time
  }

  after(delay: number, what: Happening): void {
    this.agenda.plan((this.#now + delay) as VirtualTime, what)
  }

  /** An independent stream of chance for one use. */
  random(...use: readonly (string | number)[]): Random {
    return randomStream(this.#seed, ...use)
  }
}

/** Which blobs the world has finished with, and what it handed over. */
export class BlobExchange {
  readonly #request: (effect: Effect) => void
  readonly #trouble: Trouble
  readonly #settled = new Map<BlobId, StorageFault | null>()
  readonly #supplied = new Map<BlobId, Uint8Array | StorageFault>()
  readonly #faults = new Map<BlobId, StorageFault>()
  #copies: LocalCopies | null = null

  constructor(request: (effect: Effect) => void, trouble: Trouble) {
    this.#request = request
    this.#trouble = trouble
  }

  request(effect: Effect): void {
    this.#copies?.sees(effect)
    this.#request(effect)
  }

  /** From now on TaskManagers keep copies of what they write for checkpoints. */
  keepCopies(): void {
    this.#copies ??= new LocalCopies()
  }

  /** What a TaskManager has on its own disk, whatever has become of checkpoint storage. */
  copyOf(blob: BlobId): Uint8Array | undefined {
    return this.#copies?.get(blob)
  }

  /** A fault the plan says this blob meets, whatever the world's storage would do this time. */
  expectFault(blob: BlobId, fault: StorageFault): void {
    this.#faults.set(blob, fault)
  }

  /** Nobody waits for a working file: one that could not be written is found missing when it is read. */
  settle(blob: BlobId, fault: StorageFault | null): void {
    if (!isWorkingFile(blob)) this.#settled.set(blob, fault)
  }

  supply(blobs: ReadonlyMap<BlobId, Uint8Array | StorageFault>): void {
    for (const [blob, bytes] of blobs) this.#supplied.set(blob, bytes)
  }

  /** Whether the plan knows of a fault of this blob. */
  expectsFault(blob: BlobId): boolean {
    return this.#faults.has(blob)
  }

  isSettled(blob: BlobId): boolean {
    return this.#settled.has(blob)
  }

  /** The fault of a settled write, or null. Forgets it. */
  takeOutcome(blob: BlobId): StorageFault | null {
    const planned = this.#faults.get(blob) ?? this.#trouble.writes
    const outcome = planned ?? this.#settled.get(blob) ?? null
    this.#settled.delete(blob)
    return outcome
  }

  isSupplied(blob: BlobId): boolean {
    return this.#supplied.has(blob)
  }

  /** The bytes the world read for us, or why it could not. */
  bytesOf(blob: BlobId): Uint8Array | StorageFault {
    const planned = this.#faults.get(blob) ?? this.#trouble.reads
    return planned ?? this.#supplied.get(blob) ?? 'lost'
  }

  /** A working file the world read for us, or why it could not; null: it has not been asked. Forgets it. */
  takeWorkingFile(blob: BlobId): Uint8Array | StorageFault | null {
    const supplied = this.#supplied.get(blob)
    if (supplied === undefined) return null
    this.#supplied.delete(blob)
    return this.#faults.get(blob) ?? supplied
  }

  /** A deployment is over: what was handed over for it need not be kept. */
  forgetSupplied(): void {
    this.#supplied.clear()
  }
}
