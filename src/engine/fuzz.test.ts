/** Chance looks for bugs; seeds keep them. `npm run fuzz` does the same with a thousand seeds. */
import { describe, expect, test } from 'vitest'
import { runPlan, startPlan } from '../cli/fuzz-runner.ts'
import { examine, type Examination } from './testing/examine.ts'
import { invariants } from './testing/invariants.ts'
import { randomPlan } from './testing/random-plan.ts'
import { findingsOfSweep } from './testing/swept.ts'
import { repeats, repeatsFromScript, repeatsOverBadStorage } from './testing/replay.ts'

/** Seeds that once failed stay. */
const found: readonly number[] = [1, 3, 53, 60, 63, 87, 232, 269, 981]
/** Jobs with sources that end, some of them all; the first were found while tasks learned to finish. */
const bounded = [
  20_055, 20_059, 20_063, 20_079, 20_118, 20_119, 20_125, 20_219, 20_001, 20_002, 20_003, 20_004,
]
const fresh = Array.from({ length: 100 }, (_, at) => 1_000 + at)

const examinations: Examination[] = []

for (const seed of [...found, ...bounded, ...fresh]) {
  test(`seed ${seed}: exactly once, no lost barrier, no orphaned blob, one trace`, () => {
    const examination = examine(seed, runPlan)
    examinations.push(examination)
    expect(examination.findings).toEqual([])
  })
}

for (const seed of fresh.slice(0, 10)) {
  test(`seed ${seed}: a run repeats from a link that carries its commands`, async () => {
    expect(await repeatsFromScript(seed, startPlan, runPlan)).toBeNull()
  })
}

test('the plans are not too tame: many jobs restart, and most catch up and are compared', () => {
  const restarted = examinations.filter(({ restarts }) => restarts > 0).length
  const caughtUp = examinations.filter((examination) => examination.caughtUp).length
  expect(restarted / examinations.length).toBeGreaterThan(0.4)
  expect(caughtUp / examinations.length).toBeGreaterThan(0.8)
})

for (const seed of fresh.slice(30, 60)) {
  test(`seed ${seed}: a sweep takes what no snapshot leads to, and nothing else`, async () => {
    expect(await findingsOfSweep(seed, startPlan)).toEqual([])
  })
}

for (const seed of fresh.slice(0, 10)) {
  test(`seed ${seed}: a run in pieces, with commands in between, repeats from its plan`, async () => {
    expect(await repeats(seed, startPlan, runPlan)).toBeNull()
  })
}

for (const seed of fresh.slice(10, 30)) {
  test(`seed ${seed}: a run over storage that fails repeats over storage that is well`, async () => {
    expect(await repeatsOverBadStorage(seed, startPlan, runPlan)).toBeNull()
  })
}

describe('an invariant notices', () => {
  const { plan, until } = randomPlan(11)
  const run = runPlan(plan, until)
  const sound = { events: run.events, blobs: run.blobs, manifests: run.manifests }
  const broken = (changed: Partial<typeof sound>) =>
    invariants.filter((invariant) => invariant.broken({ ...sound, ...changed }) !== null).length

  test('nothing in a sound run', () => {
    expect(broken({})).toBe(0)
  })

  const kinds = [
    'record-taken',
    'record-emitted',
    'barrier-received',
    'record-read',
    'checkpoint-acknowledged',
    'checkpoint-triggered',
    'snapshot-discarded',
  ] as const
  for (const kind of kinds) {
    test(`a missing ${kind}`, () => {
      const at = run.events.findIndex((event) => event.kind === kind)
      expect(at).toBeGreaterThan(0)
      const events = run.events
        .filter((_, i) => i !== at)
        .map((event, seq) => ({ ...event, seq }) as typeof event)
      expect(broken({ events })).toBeGreaterThan(0)
    })
  }

  test('a blob that was lost, and one that was damaged', () => {
    const [name, bytes] = [...run.blobs].find(([, { length }]) => length > 0) ?? expect.fail()
    const without = new Map([...run.blobs].filter(([blob]) => blob !== name))
    expect(broken({ blobs: without })).toBeGreaterThan(0)
    const damaged = bytes.with(0, (bytes[0] ?? 0) ^ 1)
    expect(broken({ blobs: new Map([...run.blobs, [name, damaged]]) })).toBeGreaterThan(0)
  })
})
