/** The phases of a subtask's snapshot as stretches of time, beside what its acknowledgement reports. */
import { expect, test } from 'vitest'
import { keyedJob, orders, simulate, type Simulated } from '../engine/testing/simulate.ts'
import type { VirtualTime } from '../model/index.ts'
import { checkpoints, spansOf } from './index.ts'

const checkpoint = { kind: 'trigger-checkpoint' } as const
const config = { 'execution.checkpointing.interval': '3650 d' }
const unaligned = { ...config, 'execution.checkpointing.unaligned.enabled': 'true' }
const timeout = { 'execution.checkpointing.aligned-checkpoint-timeout': '200 ms' }

/** Two sources, and a task that takes 300 ms for a record: queues are full when the barriers come. */
function congested(more: Readonly<Record<string, string>>): Simulated {
  return simulate(keyedJob({ sources: 2 }), {
    until: 12_000,
    config: more,
    script: [[420, checkpoint]],
    scenario: {
      topics: orders([
        ['A', 7],
        ['B', 7],
      ]),
      channelCapacity: 2,
      recordCosts: { count: 300 },
      channelDelays: [{ from: 'orders#1', to: 'count#0', delay: 150 }],
    },
  })
}

function rowsOf({ events }: Simulated) {
  const state = checkpoints.initial()
  for (const event of events) checkpoints.apply(state, event)
  return state.history
}

test.each([
  ['aligned', config],
  ['unaligned', unaligned],
  ['turned unaligned by its timeout', { ...unaligned, ...timeout }],
])('[VIEW-1] the four stretches of an %s snapshot are as long as it reports', (_, more) => {
  const run = congested(more)
  const told = run.of('checkpoint-acknowledged')
  expect(told).not.toEqual([])
  for (const { subtask, at, startDelay, alignment, sync, async } of told) {
    const snapshot = rowsOf(run)[0]?.subtasks[subtask]
    if (snapshot === undefined) throw new Error('every subtask has a row')
    const spans = spansOf(snapshot, at)
    const lengths = Object.values(spans).map(({ from, until }) => until - from)
    expect(lengths).toEqual([startDelay, alignment, sync, async])
  }
  const longest = Math.max(...told.map(({ alignment }) => alignment))
  expect(longest).toBeGreaterThan(0)
})

test('[VIEW-1] the alignment of an unaligned snapshot goes on while its state is copied and uploaded', () => {
  const run = congested(unaligned)
  const count = run.of('checkpoint-acknowledged').find(({ alignment }) => alignment > 0)
  if (count === undefined) throw new Error('one subtask has several inputs')
  const [row] = rowsOf(run)
  const snapshot = row?.subtasks[count.subtask]
  if (snapshot === undefined) throw new Error('every subtask has a row')
  const { alignment, sync, async } = spansOf(snapshot, count.at)
  expect(sync.from).toBe(alignment.from)
  expect(async.until).toBeGreaterThanOrEqual(alignment.until)
  // Before its last barrier is in, the alignment lasts until now.
  const state = checkpoints.initial()
  const middle = (alignment.from + 1) as VirtualTime
  for (const event of run.events) if (event.at <= middle) checkpoints.apply(state, event)
  const early = state.history[0]?.subtasks[count.subtask]
  if (early === undefined) throw new Error('every subtask has a row')
  expect(spansOf(early, middle).alignment).toEqual({ from: alignment.from, until: middle })
})
