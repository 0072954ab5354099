/**
 * The engine as its driver sees it: commands in, events out, a pause whenever the world has to do
 * something first. Nothing in here waits.
 */
import { assert } from '../base/index.ts'
import type { LoadProgram } from '../datastream/index.ts'
import {
  type BlobId,
  type Command,
  defaultCosts,
  type EventSeq,
  type StorageFault,
  type TimedCommand,
  type VirtualTime,
} from '../model/index.ts'
import { type ExecutablePlan, isWorkingFile, type Pause, type RunPlan } from '../run/index.ts'
import { Cluster } from './cluster/cluster.ts'
import { Simulation } from './kernel/simulation.ts'
import type { EngineWorld } from './world.ts'

/** One simulated cluster running one job. Synchronous, single-threaded, reproducible. */
export interface Engine {
  readonly now: VirtualTime
  /** How many events have happened. */
  readonly length: number
  /** Takes effect at `now`, before anything else that is still to happen then. */
  submit(command: Command): void
  /**
   * Processes what is due up to and including `until`, at most `eventBudget` events of it, and not
   * beyond the step that records the event `stopAfter`.
   * Throws LimitExceeded when a limit is met, InvariantViolation for a bug of ours.
   */
  advance(until: VirtualTime, eventBudget: number, stopAfter?: EventSeq | null): Pause
  /** The world has finished writing a blob, or failed to. Moves no virtual time. */
  settled(blob: BlobId, fault: StorageFault | null): void
  /** The world hands over blobs this run needs, or says why it cannot. Moves no virtual time. */
  supplied(blobs: ReadonlyMap<BlobId, Uint8Array | StorageFault>): void
}

/**
 * Makes the engine for a job. The program is evaluated here once as the client, and once more by
 * each TaskManager. Throws what the learner's code throws while it builds its job.
 */
export function createEngine(
  executable: ExecutablePlan,
  load: LoadProgram,
  world: EngineWorld,
): Engine {
  const { plan } = executable
  const sim = new Simulation(world, {
    seed: plan.seed,
    at: plan.startAt,
    costs: { ...defaultCosts, ...plan.scenario.costs },
  })
  world.ambient.random = sim.random('client')
  world.ambient.log = (text) => {
    sim.record({ kind: 'logged', subtask: null, text }, null)
  }
  const cluster = new Cluster(sim, plan, load)
  return new RunningEngine(sim, plan, cluster)
}

/** A command with its place in the run. */
interface PlacedCommand extends TimedCommand {
  readonly step: number
  readonly by: 'script' | 'learner'
}

class RunningEngine implements Engine {
  readonly #sim: Simulation
  readonly #cluster: Cluster
  /** Commands that are still to come, each after its step. */
  readonly #commands: PlacedCommand[]
  /** Blobs the plan says storage fails on. */
  readonly #planned = new Set<BlobId>()
  #steps = 0
  #started = false

  constructor(sim: Simulation, plan: RunPlan, cluster: Cluster) {
    this.#sim = sim
    this.#cluster = cluster
    const placed: PlacedCommand[] = []
    for (const { at, step, command } of plan.scenario.script) {
      const time = at as VirtualTime
      if (step !== undefined) placed.push({ at: time, step, command, by: 'script' })
      else if (at >= plan.startAt) this.#plan(time, command)
      // A job that starts later finds the script's earlier commands behind it; the broker's log
      // is no part of the job, and has what was produced before.
      else if (command.kind === 'produce') cluster.producedBefore(command, time)
    }
    for (const { at, step, command } of plan.commands) {
      assert(step !== null, 'a learner’s command of a plan names its step')
      placed.push({ at, step, command, by: 'learner' })
    }
    this.#commands = placed.sort((a, b) => a.step - b.step)
    for (const { command } of placed)
      if (command.kind === 'storage-fault') this.#planned.add(command.blob)
  }

  get now(): VirtualTime {
    return this.#sim.now
  }

  get length(): number {
    return this.#sim.nextSeq
  }

  submit(command: Command): void {
    this.#start()
    this.#submit(command, 'learner')
  }

  advance(until: VirtualTime, eventBudget: number, stopAfter: EventSeq | null = null): Pause {
    this.#start()
    const sim = this.#sim
    const end = sim.nextSeq + eventBudget
    for (;;) {
      if (stopAfter !== null && sim.nextSeq > stopAfter)
        return { why: 'breakpoint', event: stopAfter }
      if (sim.nextSeq >= end) return { why: 'out-of-budget' }
      if (this.#takeCommand(until)) continue
      const at = sim.agenda.nextAt
      if (at === undefined || at > until) return this.#nothingDue(until)
      const pause = this.#mustWait()
      if (pause !== null) return pause
      sim.moveTo(at)
      this.#steps++
      sim.agenda.take()?.happen()
    }
  }

  settled(blob: BlobId, fault: StorageFault | null): void {
    // A fault the plan knows comes at its place in the plan, whenever storage reports it this time.
    const isPlanned = this.#planned.has(blob)
    this.#sim.blobs.settle(blob, isPlanned ? null : fault)
    if (fault !== null && !isPlanned && !isWorkingFile(blob)) this.#met(blob, fault)
  }

  supplied(blobs: ReadonlyMap<BlobId, Uint8Array | StorageFault>): void {
    this.#sim.blobs.supply(blobs)
    for (const [blob, bytes] of blobs)
      if (typeof bytes === 'string' && !this.#planned.has(blob)) this.#met(blob, bytes)
  }

  /** What the browser's storage did becomes part of the plan, so that a repeated run meets it too. */
  #met(blob: BlobId, fault: StorageFault): void {
    if (!this.#sim.blobs.expectsFault(blob))
      this.#submit({ kind: 'storage-fault', blob, fault }, 'learner')
  }

  /** The job is submitted by the first call, so that its first events are part of a batch. */
  #start(): void {
    if (this.#started) return
    this.#started = true
    this.#cluster.start()
  }

  /** A job that is over may leave things in the agenda that mean nothing any more: an expiry, say. */
  #nothingDue(until: VirtualTime): Pause {
    if (until > this.#sim.now) this.#sim.moveTo(until)
    const isOver = this.#commands.length === 0 && this.#cluster.isOver
    return { why: isOver ? 'job-finished' : 'reached' }
  }

  #plan(at: VirtualTime, command: Command): void {
    this.#sim.agenda.planBeforeAllElse(at, {
      happen: () => {
        this.#submit(command, 'script')
      },
    })
  }

  /** Takes the plan's next command when its place has come. */
  #takeCommand(until: VirtualTime): boolean {
    const next = this.#commands[0]
    if (next === undefined || next.at > until || !this.#isDue(next)) return false
    this.#commands.shift()
    if (next.at > this.#sim.now) this.#sim.moveTo(next.at)
    this.#submit(next.command, next.by)
    return true
  }

  /** A plan's own command finds its step; a link's may be of other rules, and then goes by its time. */
  #isDue({ at, step, by }: PlacedCommand): boolean {
    if (by === 'learner') {
      assert(this.#steps <= step, 'a repeated run does the same steps')
      return this.#steps === step
    }
    return this.#steps >= step || (this.#sim.agenda.nextAt ?? Infinity) > at
  }

  #mustWait(): Pause | null {
    const next = this.#sim.agenda.next
    const needed = next?.needs?.() ?? []
    if (needed.length > 0) return { why: 'needs-blob', blobs: needed }
    const awaited = next?.awaits?.() ?? []
    if (awaited.length > 0) return { why: 'awaiting-blob', blobs: awaited }
    return null
  }

  #submit(command: Command, by: 'script' | 'learner'): void {
    const cause = this.#sim.record(
      { kind: 'command-submitted', command, by, step: this.#steps },
      null,
    )
    this.#cluster.command(command, cause)
  }
}
