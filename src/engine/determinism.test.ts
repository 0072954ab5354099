/** A run is a value: what goes in decides what comes out, to the last event. */
import { expect, test } from 'vitest'
import type { Command, TaskManagerId, TimedCommand, VirtualTime } from '../model/index.ts'
import { inlineRunner } from '../sandbox/inline-runner.ts'
import { encodeBatch, type TraceEvent } from '../trace/index.ts'
import { keyedJob, orders, planOf, type SimulateOptions, simulate } from './testing/simulate.ts'

const kill: Command = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }
const options: SimulateOptions = {
  until: 6_000,
  config: { 'execution.checkpointing.interval': '1 s' },
  scenario: {
    topics: orders([
      ['A', 40],
      ['B', 40],
    ]),
  },
}
const chance = keyedJob({
  sources: 2,
  parallelism: 2,
  body: `out.collect(ctx.getCurrentKey() + ' ' + Math.random() + ' ' + Date.now())`,
})

test('[DET-1] one plan, one trace: chance, clock, failures and all', () => {
  const failing = { ...options, script: [[2_500, kill] as const] }
  const first = simulate(chance, failing)
  expect(simulate(chance, failing).hash).toBe(first.hash)
  const other = { ...failing, scenario: { ...options.scenario, seed: 2 } }
  expect(simulate(chance, other).hash).not.toBe(first.hash)
})

test('[DET-2] chance is of operator, subtask and attempt: a replayed record meets another draw', () => {
  const { rows } = simulate(chance, { ...options, script: [[2_500, kill]] })
  const draws = rows.map((row) => row.split(' ')[1])
  expect(new Set(draws).size).toBe(draws.length)
})

/** Runs with commands a person gives at these moments; answers the trace. */
function live(commands: readonly (readonly [at: number, command: Command])[]): TraceEvent[] {
  const events: TraceEvent[] = []
  const left = [...commands]
  const run = inlineRunner().start(planOf(chance, options), {
    traced: (batch) => events.push(...batch),
    requested: () => undefined,
    paused: () => undefined,
    crashed: (crash) => {
      throw new Error(JSON.stringify(crash))
    },
  })
  for (const [at, command] of left) {
    run.advance(at as VirtualTime)
    run.submit(command)
  }
  run.advance(options.until as VirtualTime)
  return events
}

test('[DET-3] what a person did is repeated from the trace, at the very step', async () => {
  const events = await settled(() =>
    live([
      [1_210, { kind: 'trigger-checkpoint' }],
      [2_401, kill],
      [2_401, { kind: 'trigger-savepoint', label: 'mine', then: 'continue' }],
    ]),
  )
  const commands = events.flatMap((event): TimedCommand[] =>
    event.kind === 'command-submitted'
      ? [{ at: event.at, step: event.step, command: event.command }]
      : [],
  )
  expect(commands).toHaveLength(3)
  const again = simulate(chance, { ...options, commands })
  expect(encodeBatch(again.events)).toBe(encodeBatch(events))
})

/** Storage in memory answers in promises, so the run goes on when they have been kept. */
async function settled(work: () => TraceEvent[]): Promise<TraceEvent[]> {
  const events = work()
  for (;;) {
    const { length } = events
    await new Promise((resolve) => setImmediate(resolve))
    if (events.length === length) return events
  }
}

test('[DET-4, CST-1] costs are the plan’s: how long storage really takes changes nothing', () => {
  const slow = simulate(chance, {
    ...options,
    scenario: { ...options.scenario, costs: { storageWrite: 400 } },
  })
  const durations = slow.of('checkpoint-completed').map(({ duration }) => duration)
  expect(new Set(durations)).toEqual(new Set([432]))
})
