import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AlignmentCase, TaskInput, type VectorStep } from './barrier-alignment.ts'

type Mode = AlignmentCase['mode']

/** What each channel carries: records, and the barriers of checkpoints 1, 2, 3 in that order. */
interface Traffic {
  readonly mode: Mode
  /** For each channel, how many records are in front of each barrier, and after the last. */
  readonly channels: readonly (readonly number[])[]
  /** Which channel sends next, whether the task reads meanwhile, whether time passes. */
  readonly turns: readonly { readonly channel: number; readonly then: number }[]
}

const trafficOf = (mode: Mode): fc.Arbitrary<Traffic> =>
  fc.record({
    mode: fc.constant(mode),
    channels: fc.array(fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    }),
    turns: fc.array(fc.record({ channel: fc.nat(3), then: fc.nat(9) }), { maxLength: 60 }),
  })

function stepsOf({ mode, channels, turns }: Traffic): VectorStep[] {
  const left = channels.map((counts, ch) =>
    counts.flatMap((count, at): VectorStep[] => [
      ...Array.from({ length: count }, (_, i): VectorStep => ({
        op: 'record',
        ch,
        id: `${ch}/${at}/${i}`,
      })),
      ...(at === counts.length - 1 ? [] : [barrier(ch, at + 1, mode)]),
    ]),
  )
  const steps: VectorStep[] = []
  for (const { channel, then } of turns) {
    const next = left[channel % channels.length]?.shift()
    if (next !== undefined) steps.push(next)
    if (then < 3) steps.push({ op: 'poll', n: then })
    else if (then === 3) steps.push({ op: 'advanceTime', ms: 7 })
  }
  return [...steps, ...left.flat(), { op: 'advanceTime', ms: 1_000 }, { op: 'poll', n: 'all' }]
}

function barrier(ch: number, cp: number, mode: Mode): VectorStep {
  // The second of each three is a savepoint, which is never unaligned.
  const kind = cp === 2 ? 'savepoint' : 'checkpoint'
  return { op: 'barrier', ch, cp, ts: 0, unaligned: mode === 'unaligned' && cp !== 2, kind }
}

function run(traffic: Traffic) {
  const steps = stepsOf(traffic)
  const task = new TaskInput({
    mode: traffic.mode,
    channels: traffic.channels.length,
    checkpointsAfterTasksFinish: true,
    pollAfterEachStep: false,
    alignedTimeoutMs: 10,
    steps,
    expected: {
      log: [],
      senderBlockedAfterStep: [],
      handlerBlockedAfterStep: [],
      persisted: {},
      checkpointPendingAtEnd: false,
    },
  })
  steps.forEach((step, at) => task.step(step, at))
  return task
}

/** The records in front of a checkpoint's barriers: what its snapshot has to stand for. */
function inFrontOf(cp: number, { channels }: Traffic): string[] {
  return channels.flatMap((counts, ch) =>
    counts
      .slice(0, cp)
      .flatMap((count, at) => Array.from({ length: count }, (_, i) => `${ch}/${at}/${i}`)),
  )
}

for (const mode of ['aligned', 'unaligned', 'aligned_with_timeout', 'at_least_once'] as const) {
  test(`[CK-57, CK-75, CK-80] ${mode}: a snapshot stands for what was in front of its barriers`, () => {
    fc.assert(
      fc.property(trafficOf(mode), (traffic) => {
        const task = run(traffic)
        const persisted = task.persisted()
        const aborted = task.log.filter(({ event }) => event === 'abort').map(({ cp }) => cp)
        task.log.forEach(({ event, cp }, at) => {
          if (event !== 'trigger' || cp === undefined || aborted.includes(cp)) return
          const processed = task.log.slice(0, at).flatMap(({ id }) => id ?? [])
          const inFlight = Object.values(persisted[cp] ?? {}).flat()
          const owed = inFrontOf(cp, traffic)
          if (mode === 'at_least_once') expect(processed).toEqual(expect.arrayContaining(owed))
          else expect([...processed, ...inFlight].toSorted()).toEqual(owed.toSorted())
        })
      }),
      { numRuns: 300 },
    )
  })

  test(`${mode}: every record is read once and in order, and nobody stays blocked`, () => {
    fc.assert(
      fc.property(trafficOf(mode), (traffic) => {
        const task = run(traffic)
        expect(task.senderBlocked.at(-1)).toEqual([])
        expect(task.handlerBlocked.at(-1)).toEqual([])
        expect(task.handler.pending).toBeNull()
        traffic.channels.forEach((_, ch) => {
          const read = task.log.flatMap((entry) => (entry.ch === ch ? (entry.id ?? []) : []))
          const sent = inFrontOf(4, traffic).filter((id) => id.startsWith(`${ch}/`))
          expect(read).toEqual(sent)
        })
      }),
      { numRuns: 300 },
    )
  })
}
