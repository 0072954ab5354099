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
/** Jobs with unaligned checkpoints; the first were found while they learned to run. */
const unaligned = [
  40_018, 40_023, 40_037, 40_050, 40_065, 40_095, 40_108, 40_126, 40_137, 40_001, 40_002, 40_003,
]
/** Jobs to which everything happens that a learner can break. */
const faulty = [
  ...Array.from({ length: 30 }, (_, at) => 60_000 + at),
  ...[61_367, 61_523, 61_581, 63_323, 63_385, 64_160, 65_393],
]
/** Jobs that keep their state in an LSM store, most with incremental checkpoints; the last ones were found in ten thousand. */
const stored = [
  ...Array.from({ length: 16 }, (_, at) => 100_000 + at),
  ...[302_236, 304_725, 307_470, 308_757],
]
/** Checkpoints by hand of every type, and of every number that is retained; in the last, barriers that overtake queue up. */
const retained = [...Array.from({ length: 6 }, (_, at) => 150_000 + at), 230_705]
/** Jobs that begin with history: in the first a reader catches up after it has restarted. */
const hybrid = [250_048, 302_196, ...Array.from({ length: 5 }, (_, at) => 250_000 + 2 * at)]
/** Jobs that take native savepoints. */
const native = Array.from({ length: 6 }, (_, at) => 260_001 + 2 * at)
/** Jobs that log their changes of state: over the heap and over a store, in memory and in files. */
const logged = [
  ...[270_013, 270_043, 270_044, 270_051],
  ...Array.from({ length: 8 }, (_, at) => 270_000 + at),
]
/** Jobs that write exactly once. */
const transactional = [
  ...[280_031, 280_093, 280_118, 280_153, 280_279, 280_285, 281_546, 281_715],
  ...Array.from({ length: 6 }, (_, at) => 280_001 + 2 * at),
]
const fresh = Array.from({ length: 100 }, (_, at) => 1_000 + at)

const examinations: Examination[] = []

for (const seed of [
  ...found,
  ...bounded,
  ...unaligned,
  ...faulty,
  ...stored,
  ...retained,
  ...hybrid,
  ...native,
  ...logged,
  ...transactional,
  ...fresh,
]) {
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

for (const seed of [...fresh.slice(30, 60), ...logged.slice(0, 6)]) {
  test(`seed ${seed}: a sweep takes what no snapshot leads to, and nothing else`, async () => {
    expect(await findingsOfSweep(seed, startPlan)).toEqual([])
  })
}

// A task that was cancelled while it waited for its state asked for files that were gone (64,260).
for (const seed of [
  ...fresh.slice(0, 10),
  64_260,
  ...logged.slice(0, 6),
  ...transactional.slice(0, 4),
]) {
  test(`seed ${seed}: a run in pieces, with commands in between, repeats from its plan`, async () => {
    expect(await repeats(seed, startPlan, runPlan)).toBeNull()
  })
}

for (const seed of [...fresh.slice(10, 30), ...logged.slice(0, 6), ...transactional.slice(0, 4)]) {
  test(`seed ${seed}: a run over storage that fails repeats over storage that is well`, async () => {
    expect(await repeatsOverBadStorage(seed, startPlan, runPlan)).toBeNull()
  })
}

describe('results are compared, those of windows, joins and requests too', () => {
  /** The first seed that is looked at in this way and whose job names its windows. */
  const seedOf = (way: number) =>
    fresh.find((seed) => {
      const { branch, code } = randomPlan(seed).job
      const named = /const windows = .*(new Named\(\)|new Weigh\(false)/.test(code)
      return seed % 4 === way && branch?.promise === 'same results' && named
    }) ?? expect.fail()

  /** Runs plans, but loses one result of the branch's sink in those that `is` says. */
  const losing =
    (is: (files: Readonly<Record<string, string>>) => boolean): typeof runPlan =>
    (plan, until, blobs) => {
      const run = runPlan(plan, until, blobs)
      if (!is(plan.scenario.files)) return run
      const written = run.events.filter((event) => event.kind === 'sink-written')
      const once = ({ value }: { readonly value: string }) =>
        written.filter((other) => other.value === value).length === 1
      const lost = written.find((event) => once(event) && /\d-\d/.test(event.value))
      if (lost === undefined) expect.fail()
      return { ...run, events: run.events.filter((event) => event !== lost) }
    }

  test('at another parallelism', () => {
    const seed = seedOf(0)
    const { code } = randomPlan(seed).job
    const { findings } = examine(
      seed,
      losing((files) => files['job.ts'] !== code),
    )
    expect(findings.join()).toContain('other parallelisms: results differ')
  })

  test('with copies in state', () => {
    const { findings } = examine(
      seedOf(1),
      losing((files) => files['config.yaml']?.includes('state.backend.type') === true),
    )
    expect(findings.join()).toContain('copies in state: results differ')
  })

  test('many jobs have such a branch, in each way', () => {
    for (const way of [0, 1, 3]) {
      const seeds = fresh.filter((seed) => seed % 4 === way)
      const branches = seeds.filter((seed) => randomPlan(seed).job.branch !== null)
      expect(branches.length / seeds.length).toBeGreaterThan(0.4)
    }
  })
})

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
