import { expect, test } from 'vitest'
import type { EventSeq, TaskManagerId, VirtualTime } from '../../model/index.ts'
import { checkpoints, output } from '../../projection/index.ts'
import type { RunPlan } from '../../run/index.ts'
import { inlineRunner } from '../../sandbox/inline-runner.ts'
import { prepare, prepareScenario } from '../../sandbox/prepare.ts'
import { counting, countingJob, planOf } from '../../sandbox/testing/plans.ts'
import { defaultScenario, type Scenario } from '../../scenario/index.ts'
import { Session } from '../session.ts'
import { Comparison } from './comparison.ts'
import { tellParting } from './divergence.ts'
import { type Pair, pairOf } from './pair.ts'
import { type ComparedSink, compareResults } from './results.ts'
import { failuresIn, planWith, withoutFailures } from './variants.ts'

const ms = (time: number) => time as VirtualTime
const kill = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const

function executable(plan: RunPlan) {
  const prepared = prepare(plan)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.misuses))
  return prepared.executable
}

function compare(a: RunPlan, b: RunPlan): Comparison {
  return new Comparison({ executables: [executable(a), executable(b)], runner: inlineRunner() })
}

/** The newcomer's job with one slow counter, so that records queue before it. */
const slow: Scenario = {
  ...defaultScenario,
  files: {
    ...defaultScenario.files,
    'job.ts': (defaultScenario.files['job.ts'] ?? '').replace(
      ".name('count').setParallelism(3)",
      ".name('count').setParallelism(1)",
    ),
  },
}
const slowPlan: RunPlan = { ...planOf(counting, slow).plan, scenario: slow }

function withConfig(plan: RunPlan, line: string): RunPlan {
  const { files } = plan.scenario
  return planWith(plan, {
    files: { ...files, 'config.yaml': `${files['config.yaml'] ?? ''}${line}\n` },
  })
}

const unaligned = withConfig(slowPlan, 'execution.checkpointing.unaligned.enabled: true')

function plan(body: string, script: Scenario['script'] = []): RunPlan {
  return planOf(countingJob(body), { script }).plan
}

function results(comparison: Comparison): readonly ComparedSink[] {
  return compareResults(pairOf((side) => comparison.ask(output, side)))
}

function prepareOrThrow(scenario: Scenario) {
  const prepared = prepareScenario(scenario)
  if ('misuses' in prepared) throw new Error(JSON.stringify(prepared.misuses))
  return prepared
}

/** Lets storage answer: its promises are what the runs wait for. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200_000 && !holds(); turn++) await Promise.resolve()
  expect(holds()).toBe(true)
}

async function there(comparison: Comparison): Promise<void> {
  await until(() => !comparison.isWaiting)
}

/** Both sentences, and why. */
function told(comparison: Comparison) {
  const { divergence } = comparison
  return divergence === null ? null : tellParting(divergence, comparison.branches)
}

test('two runs of one plan never part', async () => {
  const comparison = compare(slowPlan, planWith(slowPlan, {}))
  comparison.nextDifference()
  await there(comparison)
  expect(comparison.divergence).toBeNull()
  expect(comparison.differences).toEqual([])
  expect(comparison.time).toBe(0)
})

test('aligned and unaligned part where a record finds room because no barrier waits before it', async () => {
  const comparison = compare(slowPlan, unaligned)
  comparison.nextDifference()
  await there(comparison)
  expect(comparison.time).toBe(comparison.divergence?.at)
  const parting = told(comparison)
  expect(parting?.says[0]).toMatch(/waits for room/)
  expect(parting?.says[1]).not.toMatch(/waits for room/)
  expect(parting?.because).toBe('Barrier 1 is aligned in A and unaligned in B.')
})

test('both stand at what is true at one time; the checkpoint of the unaligned run is done while the other still waits', async () => {
  const comparison = compare(slowPlan, unaligned)
  comparison.seek(ms(30_000))
  await there(comparison)
  const third = pairOf((side) => {
    const { history } = comparison.ask(checkpoints, side)
    return history.find(({ checkpoint }) => checkpoint === 3)
  })
  const durations = third.map((row) => (row?.endedAt ?? Infinity) - (row?.triggeredAt ?? 0))
  expect(durations[1]).toBeLessThan((durations[0] ?? 0) / 2)
  comparison.seek(ms(third[1]?.endedAt ?? 0))
  await there(comparison)
  const phases = pairOf(
    (side) =>
      comparison.ask(checkpoints, side).history.find(({ checkpoint }) => checkpoint === 3)?.phase,
  )
  expect(phases).toEqual(['in-progress', 'completed'])
  for (const side of [0, 1] as const) {
    const { trace } = comparison.branches[side]
    expect(comparison.cursor(side).seq).toBe(trace.seqAfter(comparison.time))
  }
})

test('the next difference is behind the one before, and the way back leads through the same', async () => {
  const comparison = compare(slowPlan, unaligned)
  const seen: number[] = []
  for (let at = 0; at < 5; at++) {
    comparison.nextDifference()
    await there(comparison)
    seen.push(comparison.time)
  }
  expect(new Set(seen).size).toBe(5)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  for (const before of seen.slice(0, -1).reverse()) {
    comparison.previousDifference()
    await there(comparison)
    expect(comparison.time).toBe(before)
  }
})

test('a step goes to the next step of either run, and a step back returns', async () => {
  const comparison = compare(slowPlan, unaligned)
  comparison.nextDifference()
  await there(comparison)
  const places: Pair<EventSeq>[] = []
  const place = () => pairOf((side) => comparison.cursor(side).seq)
  for (let at = 0; at < 8; at++) {
    places.push(place())
    comparison.step()
    await there(comparison)
    expect(place()).not.toEqual(places.at(-1))
  }
  const last = place()
  const from = comparison.time
  comparison.stepBack()
  expect(comparison.time).toBeLessThanOrEqual(from)
  const [a, b] = places.at(-1) ?? [0, 0]
  expect(comparison.cursor(0).seq).toBeLessThanOrEqual(a)
  expect(comparison.cursor(1).seq).toBeLessThanOrEqual(b)
  comparison.step()
  await there(comparison)
  expect(place()).toEqual(last)
})

test('time passes for both, and ends when neither has more to come', async () => {
  const comparison = compare(plan(counting), plan(counting))
  comparison.seek(ms(100))
  await there(comparison)
  comparison.play(4)
  for (let frame = 0; frame < 25; frame++) {
    comparison.tick(16)
    for (let turn = 0; turn < 200; turn++) await Promise.resolve()
  }
  // A frame may have to wait for the runs.
  const { time } = comparison
  expect(time).toBeGreaterThan(1_000)
  expect(time).toBeLessThanOrEqual(1_700)
  expect(comparison.movingSince).toBe(100)
  comparison.pause()
  comparison.tick(100)
  expect(comparison.time).toBe(time)
  comparison.step(true)
  await there(comparison)
  while (comparison.movingSince !== null) comparison.tick(16)
  expect(comparison.time).toBeGreaterThan(time)
})

test('a run with a kill parts from the run without at the kill, and comes to the same rows', async () => {
  const killed = plan(counting, [{ at: 2_500, command: kill }])
  expect(failuresIn(killed)).toBe(1)
  const calm = withoutFailures(killed)
  expect(failuresIn(calm)).toBe(0)
  const comparison = compare(killed, calm)
  comparison.nextDifference()
  await there(comparison)
  expect(comparison.time).toBe(2_500)
  expect(told(comparison)?.says).toEqual(['The script asks to kill TaskManager 1.', null])
  comparison.toRest()
  await there(comparison)
  const [sink] = results(comparison)
  expect(sink?.rows.length).toBe(80)
  expect({ ...sink?.counts, same: 0, times: 0 }).toEqual({
    ...{ same: 0, times: 0, different: 0, 'only-a': 0, 'only-b': 0 },
  })
  // This sink gives at least once: what was read again stands twice.
  expect(sink?.counts.times).toBeGreaterThan(0)
})

test('a count in a plain field is not the same after a kill: rows differ key by key', async () => {
  const inField = `this.seen = (this.seen ?? 0) + 1
    out.collect({ key: ctx.getCurrentKey(), n: this.seen })`
  const killed = plan(inField, [{ at: 2_500, command: kill }])
  const comparison = compare(killed, withoutFailures(killed))
  comparison.toRest()
  await there(comparison)
  const [sink] = results(comparison)
  expect(sink?.counts.same).toBeGreaterThan(0)
  const other = (sink?.counts['only-b'] ?? 0) + (sink?.counts.different ?? 0)
  expect(other).toBeGreaterThan(0)
})

test('another seed makes other records: what differs in two sentences that read the same is named', async () => {
  const comparison = compare(slowPlan, planWith(slowPlan, { seed: 8 }))
  comparison.nextDifference()
  await there(comparison)
  const [a, b] = told(comparison)?.says ?? []
  expect(a).toMatch(/^Record 0 is appended to orders-0: .* \(value \{.*\}\)$/)
  expect(b).toMatch(/^Record 0 is appended to orders-0: .* \(value \{.*\}\)$/)
  expect(a).not.toBe(b)
})

test('another state backend does the same where it writes the same; increments make other sizes', async () => {
  const onDisk = withConfig(slowPlan, 'state.backend.type: rocksdb')
  const whole = compare(slowPlan, onDisk)
  whole.seek(ms(30_000))
  await there(whole)
  expect(whole.divergence).toBeNull()
  const increments = withConfig(onDisk, 'execution.checkpointing.incremental: true')
  const comparison = compare(slowPlan, increments)
  comparison.nextDifference()
  await there(comparison)
  const [a, b] = told(comparison)?.says ?? []
  expect(a).toMatch(/\(until [\d.]+ s\)$/)
  expect(a).not.toBe(b)
})

test('what the learner did in a run is done again at its place', async () => {
  const session = new Session({ runner: inlineRunner(), prepare: prepareOrThrow })
  session.open(slow)
  session.seek(ms(9_000))
  await until(() => !session.isWaiting)
  session.do(kill)
  await until(() => !session.isWaiting)
  const plan = session.branch?.plan ?? slowPlan
  expect(plan.commands).toHaveLength(1)
  const comparison = compare(plan, withoutFailures(plan))
  comparison.nextDifference()
  await there(comparison)
  expect(comparison.time).toBe(9_000)
  expect(told(comparison)?.says[0]).toMatch(/kill TaskManager 1/)
})

test('commands behind the first failure go by their time, those before it by their step', () => {
  const checkpoint = { kind: 'trigger-checkpoint' } as const
  const given: RunPlan = {
    ...plan(counting),
    commands: [
      { at: ms(300), step: 12, command: checkpoint },
      { at: ms(900), step: 50, command: kill },
      { at: ms(1_500), step: 90, command: checkpoint },
    ],
  }
  expect(withoutFailures(given).scenario.script).toEqual([
    { at: 300, step: 12, command: checkpoint },
    { at: 1_500, command: checkpoint },
  ])
  expect(planWith(given, {}).scenario.script.map(({ at, step }) => [at, step])).toEqual([
    [300, undefined],
    [900, undefined],
    [1_500, undefined],
  ])
})
