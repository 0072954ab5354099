/** Data in flight of an unaligned checkpoint, restored with other parallelisms and other edges. */
import { expect, test } from 'vitest'
import { VirtualChannels } from '../network/virtual-channels.ts'
import type { EventTime } from '../../model/index.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'

const keys = ['apple', 'banana', 'cherry', 'date', 'fig', 'grape'] as const
const topics = orders(
  keys.map((key) => [key, 12] as const),
  20,
)
const config = {
  'execution.checkpointing.interval': '3650 d',
  'execution.checkpointing.unaligned.enabled': 'true',
}
const cluster = { taskManagers: 2, slotsEach: 4 }
/** A record takes the counters 100 ms: all queues are full. */
const scenario = { topics, cluster, channelCapacity: 3, recordCosts: { count: 100 } }

/** Two sources and two counters, until an unaligned checkpoint with data in flight is complete. */
function before(job = keyedJob({ sources: 2, parallelism: 2 })): Simulated {
  const run = simulate(job, {
    until: 900,
    config,
    script: [[400, { kind: 'trigger-checkpoint' }]],
    scenario,
  })
  const sides = run.manifests[0]?.handles.map(({ inFlight }) => inFlight) ?? []
  expect(sides).toContain('input')
  expect(sides).toContain('output')
  return run
}

function after(run: Simulated, job: string, checkpoints: readonly number[] = []): Simulated {
  return simulate(job, {
    until: 60_000,
    startAt: 1_000,
    config,
    restoreFrom: { run, checkpoint: 1 },
    script: checkpoints.map((at) => [at, { kind: 'trigger-checkpoint' }]),
    scenario,
  })
}

test.each([
  [2, 2],
  [2, 3],
  [3, 2],
  [1, 1],
  [3, 1],
  [1, 4],
])(
  '[RSC-4, CK-222, CK-223] from 2 to %i sources and %i counters: each record in flight is processed once, in its order',
  (sources, parallelism) => {
    const first = before()
    const restored = after(first, keyedJob({ sources, parallelism }))
    for (const key of keys) {
      const rows = restored.rows.filter((row) => row.startsWith(`${key}#`))
      const from = 12 - rows.length
      expect(rows).toEqual(
        Array.from(
          { length: rows.length },
          (_, at) => `${key}#${from + at} -> count ${from + at + 1}`,
        ),
      )
      // What was processed before the snapshot is not processed again.
      expect(first.rows).toEqual(
        expect.arrayContaining(
          Array.from({ length: from }, (_, n) => `${key}#${n} -> count ${n + 1}`),
        ),
      )
    }
    const back = restored.of('in-flight-restored')
    expect(back.some(({ side }) => side === 'input')).toBe(true)
    expect(back.some(({ side }) => side === 'output')).toBe(true)
    const filtered = back.reduce((sum, one) => sum + one.filtered, 0)
    expect(filtered > 0).toBe(parallelism > 2)
  },
)

test('[RSC-5] while what was in flight at another parallelism is read, no unaligned checkpoint is taken', () => {
  const run = after(before(), keyedJob({ sources: 2, parallelism: 1 }), [1_670, 12_000])
  const declined = run.of('checkpoint-declined')
  expect(declined.length).toBeGreaterThan(0)
  expect(new Set(declined.map(({ reason }) => reason))).toEqual(
    new Set(['CHECKPOINT_DECLINED_TASK_NOT_READY']),
  )
  expect(run.of('checkpoint-completed').length).toBeGreaterThan(0)
})

test('[RSC-5, CK-224] channels that are read through one channel have one watermark and one status', () => {
  const channels = new VirtualChannels(['0/0', '1/0'])
  const time = (ms: number) => ms as EventTime
  expect(channels.watermark('0/0', time(7))).toBeNull()
  expect(channels.watermark('1/0', time(5))).toBe(5)
  expect(channels.watermark('1/0', time(9))).toBe(7)
  expect(channels.status('0/0', 'IDLE')).toBe('ACTIVE')
  expect(channels.status('1/0', 'IDLE')).toBe('IDLE')
  channels.put()
  channels.senderDone()
  expect(channels.isOver).toBe(false)
  channels.taken()
  expect(channels.isOver).toBe(true)
})

/** A stateless task between source and counters; with three subtasks its input is a rebalance edge. */
const withTask = (parallelism: number, chained: boolean): string =>
  keyedJob({
    sources: 2,
    parallelism: 2,
    before: `.map((order: any) => order).uid('pass').name('pass').setParallelism(${parallelism})${chained ? '' : '.disableChaining()'}`,
  })

test('[RSC-6, CK-222, CK-225] data in flight where there is no exchange any more, or a pointwise one, is refused', () => {
  const first = simulate(withTask(3, true), {
    until: 900,
    config,
    script: [[400, { kind: 'trigger-checkpoint' }]],
    scenario: { ...scenario, recordCosts: { pass: 100 } },
  })
  const refusal = (job: string) =>
    after(first, job)
      .of('job-refused')
      .map(({ message }) => message)
  expect(refusal(withTask(2, true))).toEqual([
    expect.stringMatching(
      /^Cannot recover from unaligned checkpoint when topology changes, such that data exchanges with persisted data are now chained/,
    ),
  ])
  expect(refusal(withTask(2, false))).toEqual([
    expect.stringMatching(/^Cannot rescale the given pointwise partitioner/),
  ])
  expect(refusal(withTask(4, true))).toEqual([])
})
