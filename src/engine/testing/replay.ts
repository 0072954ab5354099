/** A run driven as a person drives it, piece by piece with commands in between, and its repetition. */
import { randomStream, type Random } from '../../base/index.ts'
import type {
  BlobId,
  Command,
  EventSeq,
  StorageFault,
  TaskManagerId,
  TimedCommand,
  VirtualTime,
} from '../../model/index.ts'
import type { Run, RunBlobs, RunListener, RunPlan } from '../../run/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import { hashOf, type RunPlanToEnd } from './examine.ts'
import { pick, randomPlan } from './random-plan.ts'

/** `blobs`: checkpoint storage; in memory and well where absent. */
export type StartRun = (plan: RunPlan, listener: RunListener, blobs?: RunBlobs) => Run

/** What does not hold: the repetition of a run in pieces must be the same run. Null when it is. */
export async function repeats(
  seed: number,
  start: StartRun,
  run: RunPlanToEnd,
): Promise<string | null> {
  const { calm, until } = randomPlan(seed)
  const events = await playedInPieces(seed, { plan: calm, until }, start)
  const plan = { ...calm, commands: commandsOf(events) }
  const again = run(plan, until).events
  return hashOf(again) === hashOf(events) ? null : firstDifference(again, events)
}

/** The same from a link, which carries the commands in its scenario's script, each with its step. */
export async function repeatsFromScript(
  seed: number,
  start: StartRun,
  run: RunPlanToEnd,
): Promise<string | null> {
  const { calm, until } = randomPlan(seed)
  const events = await playedInPieces(seed, { plan: calm, until }, start)
  const given = commandsOf(events).map(({ at, step, command }) => ({
    at,
    step: step ?? 0,
    command,
  }))
  const scenario = { ...calm.scenario, script: [...calm.scenario.script, ...given] }
  const again = run({ ...calm, scenario }, until).events
  // Who asked is all that differs: then a person, now the script.
  const asked = events.map((event) =>
    event.kind === 'command-submitted' ? { ...event, by: 'script' as const } : event,
  )
  return hashOf(again) === hashOf(asked) ? null : firstDifference(again, asked)
}

/** The learner's commands of a run, as the plan that repeats it carries them. */
function commandsOf(events: readonly TraceEvent[]): readonly TimedCommand[] {
  return events.flatMap((event) => {
    if (event.kind !== 'command-submitted' || event.by !== 'learner') return []
    const { at, step, command } = event
    return [{ at, step, command }]
  })
}

/**
 * The same over storage that fails by itself: what it did is in the trace, so the repetition, over
 * storage that is well, meets the same failures.
 */
export async function repeatsOverBadStorage(
  seed: number,
  start: StartRun,
  run: RunPlanToEnd,
): Promise<string | null> {
  const { plan, until } = randomPlan(seed)
  const clean = { ...plan, commands: [] }
  const storage = new BadStorage(seed)
  const events: TraceEvent[] = []
  await new Promise<void>((resolve) => {
    const listener: RunListener = {
      traced: (batch) => events.push(...batch),
      requested: () => undefined,
      paused: () => {
        resolve()
      },
      crashed: () => {
        resolve()
      },
    }
    start(clean, listener, storage).advance(until)
  })
  const again = run({ ...clean, commands: commandsOf(events) }, until).events
  return hashOf(again) === hashOf(events) ? null : firstDifference(again, events)
}

/** Refuses some writes; or, by the seed, loses some blobs before they are read. */
class BadStorage implements RunBlobs {
  readonly #blobs = new Map<BlobId, Uint8Array>()
  readonly #random: Random
  readonly #loses: boolean

  constructor(seed: number) {
    this.#random = randomStream(seed, 'bad storage')
    this.#loses = seed % 2 === 0
  }

  async put(blob: BlobId, bytes: Uint8Array): Promise<StorageFault | null> {
    if (!this.#loses && this.#random.below(12) === 0) return 'quota-exceeded'
    this.#blobs.set(blob, bytes)
    return null
  }

  async get(blob: BlobId): Promise<Uint8Array | StorageFault> {
    if (this.#loses && this.#random.below(4) === 0) return 'lost'
    return this.#blobs.get(blob) ?? 'lost'
  }

  async delete(blob: BlobId): Promise<void> {
    this.#blobs.delete(blob)
  }

  async putManifest(): Promise<StorageFault | null> {
    return null
  }

  async deleteManifest(): Promise<void> {
    // Nobody reads them here.
  }
}

function firstDifference(again: readonly TraceEvent[], was: readonly TraceEvent[]): string {
  const at = was.findIndex((event, i) => JSON.stringify(event) !== JSON.stringify(again[i]))
  return `event ${at} is ${JSON.stringify(again[at])}, was ${JSON.stringify(was[at])}`
}

async function playedInPieces(
  seed: number,
  { plan, until }: { readonly plan: RunPlan; readonly until: VirtualTime },
  start: StartRun,
): Promise<readonly TraceEvent[]> {
  const random = randomStream(seed, 'pieces')
  const events: TraceEvent[] = []
  let standsStill: (() => void) | null = null
  const run = start(plan, {
    traced: (batch) => events.push(...batch),
    requested: () => undefined,
    paused: () => standsStill?.(),
    crashed: () => standsStill?.(),
  })
  const advance = (to: number, stopAfter: number | null) =>
    new Promise<void>((resolve) => {
      standsStill = resolve
      run.advance(to as VirtualTime, stopAfter as EventSeq | null)
    })
  const machines = plan.scenario.cluster.taskManagers
  for (let pieces = random.between(1, 6), at = 0; pieces > 0; pieces--) {
    at += random.between(1, 900)
    await advance(at, random.below(2) === 0 ? null : events.length + random.below(200))
    run.submit(pick(random, commandsFor(machines)))
  }
  const patience = randomStream(seed, 'pieces, canceled')
  if (patience.below(4) === 0) {
    await advance(events.at(-1)?.at ?? 0, events.length + patience.below(200))
    run.submit({ kind: 'cancel-job' })
  }
  await advance(until, null)
  run.terminate()
  return events
}

function commandsFor(machines: number): readonly Command[] {
  return [
    { kind: 'trigger-checkpoint' },
    { kind: 'trigger-savepoint', label: 'mine', then: 'continue' },
    { kind: 'kill-task-manager', taskManager: machines as TaskManagerId },
  ]
}
