import { expect, test } from 'vitest'
import type { VirtualTime } from '../model/index.ts'
import type { Crash, Pause } from '../run/index.ts'
import { encodeBatch, type TraceEvent } from '../trace/index.ts'
import { inlineRunner, runToEnd } from './inline-runner.ts'
import { counting, countingJob, planOf } from './testing/plans.ts'

const until = (ms: number): VirtualTime => ms as VirtualTime

test('a plan runs to its end within the call, with its snapshots in memory', () => {
  const { events, pause, crash, manifests, blobs } = runToEnd(
    planOf(countingJob(counting)),
    until(6_000),
  )
  expect(crash).toBeNull()
  expect(pause).not.toBeNull()
  expect(events.filter(({ kind }) => kind === 'sink-written')).toHaveLength(80)
  expect(manifests.length).toBeGreaterThan(0)
  for (const { blob } of manifests.flatMap(({ handles }) => handles)) {
    expect(blobs.has(blob)).toBe(true)
  }
})

test('the same plan in pieces, with storage that answers later: the same trace', async () => {
  const plan = planOf(countingJob(counting))
  const whole = runToEnd(plan, until(4_000)).events
  const events: TraceEvent[] = []
  await new Promise<void>((resolve) => {
    const stops = [700, 1_100, 2_500, 4_000]
    const next = (): void => {
      const stop = stops.shift()
      if (stop === undefined) resolve()
      else run.advance(until(stop))
    }
    const run = inlineRunner().start(plan, {
      traced: (batch) => events.push(...batch),
      requested: () => undefined,
      paused: next,
      crashed: (crash) => {
        throw new Error(JSON.stringify(crash))
      },
    })
    next()
  })
  expect(encodeBatch(events)).toBe(encodeBatch(whole))
})

function outcome(job: string): Crash | Pause | null {
  const { crash, pause } = runToEnd(planOf(job), until(3_000))
  return crash ?? pause
}

test('what the program throws while it is built is the learner’s mistake, with its place', () => {
  expect(outcome(countingJob(counting, "\nthrow new Error('no fruit')"))).toEqual({
    in: 'program',
    misuse: {
      code: 'program_threw',
      at: { file: 'job.ts', line: 5, column: expect.any(Number) as number },
      values: { message: 'Error: no fruit' },
    },
  })
})

test('a program that submits nothing is told so', () => {
  expect(outcome("import 'flink'\n")).toMatchObject({
    in: 'program',
    misuse: { code: 'execute_missing' },
  })
})

test('clock, chance and locale are the run’s, and the machine’s again afterwards', () => {
  const real = {
    Date,
    random: Math.random,
    fetch: globalThis.fetch,
    localeCompare: ''.localeCompare,
  }
  const job = countingJob(`out.collect({
      now: Date.now(), text: new Date().toString(), chance: Math.random(),
      zone: new Date(2020, 5, 1).getTimezoneOffset(), order: 'a'.localeCompare('B'),
      number: (1234567.5).toLocaleString(), absent: [typeof setTimeout, typeof fetch, typeof process, typeof Intl],
    })`)
  const rows = (): string[] =>
    runToEnd(planOf(job), until(3_000)).events.flatMap((event) =>
      event.kind === 'sink-written' ? [event.value] : [],
    )
  const first = rows()
  expect(first.length).toBeGreaterThan(10)
  expect(rows()).toEqual(first)
  expect(first[0]).toContain('GMT+0000 (Coordinated Universal Time)')
  expect(first[0]).toContain('"1,234,567.5"')
  expect({
    Date,
    random: Math.random,
    fetch: globalThis.fetch,
    localeCompare: ''.localeCompare,
  }).toEqual(real)
})

test('a run that is terminated says nothing more', () => {
  const said: string[] = []
  const run = inlineRunner().start(planOf(countingJob(counting)), {
    traced: () => {
      said.push('traced')
      run.terminate()
    },
    requested: () => said.push('requested'),
    paused: () => said.push('paused'),
    crashed: () => said.push('crashed'),
  })
  run.advance(until(3_000))
  expect(said).toEqual(['traced'])
})
