/** A run driven as a person drives it, piece by piece with commands in between, and its repetition. */
import { randomStream } from '../../base/index.ts'
import type {
  Command,
  EventSeq,
  TaskManagerId,
  TimedCommand,
  VirtualTime,
} from '../../model/index.ts'
import type { Run, RunListener, RunPlan } from '../../run/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import { hashOf, type RunPlanToEnd } from './examine.ts'
import { pick, randomPlan } from './random-plan.ts'

export type StartRun = (plan: RunPlan, listener: RunListener) => Run

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
  if (hashOf(again) === hashOf(events)) return null
  const at = events.findIndex((event, i) => JSON.stringify(event) !== JSON.stringify(again[i]))
  return `event ${at} is ${JSON.stringify(again[at])}, was ${JSON.stringify(events[at])}`
}

/** The learner's commands of a run, as the plan that repeats it carries them. */
function commandsOf(events: readonly TraceEvent[]): readonly TimedCommand[] {
  return events.flatMap((event) => {
    if (event.kind !== 'command-submitted' || event.by !== 'learner') return []
    const { at, step, command } = event
    return [{ at, step, command }]
  })
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
