/** Unaligned checkpoints of whole jobs: what is overtaken, what is persisted, what a restore replays. */
import { expect, test } from 'vitest'
import type { TaskManagerId } from '../../model/index.ts'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'

const unaligned = {
  'execution.checkpointing.interval': '3650 d',
  'execution.checkpointing.unaligned.enabled': 'true',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '10',
  'restart-strategy.fixed-delay.delay': '10 ms',
}

/** Two sources, and a task that takes 300 ms for a record: queues are full when the barriers come. */
const congested = {
  topics: orders([
    ['A', 7],
    ['B', 7],
  ]),
  channelCapacity: 2,
  recordCosts: { count: 300 },
}

const checkpoint = { kind: 'trigger-checkpoint' } as const
const kill = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const

const overtaking = [
  'checkpoint-triggered',
  'barrier-emitted',
  'barrier-received',
  'barrier-announced',
  'barrier-overtook',
  'alignment-timed-out',
  'alignment-completed',
  'in-flight-persisted',
  'in-flight-written',
  'snapshot-started',
  'checkpoint-acknowledged',
  'checkpoint-completed',
  'state-updated',
] as const

test('[BAR-14, CK-78, CK-79, CK-80, CK-83, CK-85] an unaligned barrier overtakes data in both queues, which is part of the snapshot', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 1_000,
    config: unaligned,
    script: [[420, checkpoint]],
    scenario: congested,
  })
  expect(run.transcript(...overtaking)).toMatchInlineSnapshot(`
    "      411  count/0   count[B] = 1                            group 17
          420  checkpoint 1 triggered                  command
          425  orders/0  sends barrier 1 to count/0              due 435
          425  orders/0  1 element in flight to count/0          in 1, 68 B
          425  orders/0  snapshot 1 started                      until 427
          425  orders/1  sends barrier 1 to count/0              due 435
          425  orders/1  1 element in flight to count/0          in 1, 69 B
          425  orders/1  snapshot 1 started                      until 427
          427  orders/0  in flight in 1: 1 element, 68 B         due 477
          427  orders/1  in flight in 1: 1 element, 69 B         due 477
          482  orders/0  acknowledged 1                          1 of 3
          482  orders/1  acknowledged 1                          2 of 3
          711  count/0   count[A] = 1                            group 104
          711  count/0   barrier 1 from orders/0                 1 of 2
          711  count/0   2 elements in flight from orders/0      in 1, 136 B
          711  count/0   2 elements in flight from orders/1      in 1, 138 B
          711  count/0   snapshot 1 started                      until 713
          713  count/0   barrier 1 from orders/1                 2 of 2
          713  count/0   aligned for 1 after 2 ms
          713  count/0   in flight in 1: 4 elements, 274 B       due 763
          768  count/0   acknowledged 1                          3 of 3
          778  checkpoint 1 completed after 358 ms     1.3 kB"
  `)
})

test('[BAR-16, CK-82] after a failure what was in flight is processed first, then the sources go on', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 6_000,
    config: unaligned,
    script: [
      [420, checkpoint],
      [1_000, kill],
    ],
    scenario: congested,
  })
  const told = run.transcript(
    'restart-scheduled',
    'in-flight-restored',
    'task-status-changed',
    'state-updated',
  )
  expect(told.slice(told.indexOf('restart 1'))).toMatchInlineSnapshot(`
    "restart 1 in 10                         FixedDelayRestartBackoffTimeStrategy(ma…
         1100  orders/0  DEPLOYING                               attempt 1
         1100  orders/0  INITIALIZING                            attempt 1
         1100  orders/1  DEPLOYING                               attempt 1
         1100  orders/1  INITIALIZING                            attempt 1
         1100  count/0   DEPLOYING                               attempt 1
         1100  count/0   INITIALIZING                            attempt 1
         1150  orders/0  1 element back in flight (output)       from 1
         1150  orders/0  RUNNING                                 attempt 1
         1150  orders/1  1 element back in flight (output)       from 1
         1150  orders/1  RUNNING                                 attempt 1
         1150  count/0   4 elements back in flight (input)       from 1
         1450  count/0   count[B] = 2                            group 17
         1750  count/0   count[A] = 2                            group 104
         2050  count/0   count[B] = 3                            group 17
         2350  count/0   count[A] = 3                            group 104
         2350  count/0   RUNNING                                 attempt 1
         2660  count/0   count[B] = 4                            group 17
         2960  count/0   count[B] = 5                            group 17
         3260  count/0   count[A] = 4                            group 104
         3560  count/0   count[B] = 6                            group 17
         3860  count/0   count[A] = 5                            group 104
         4160  count/0   count[B] = 7                            group 17
         4460  count/0   count[A] = 6                            group 104
         4760  count/0   count[A] = 7                            group 104"
  `)
  expect(run.rows.filter((row) => row.startsWith('A')).at(-1)).toBe('A#6 -> count 7')
  expect(run.rows.filter((row) => row.startsWith('B')).at(-1)).toBe('B#6 -> count 7')
})

test('[BAR-14, CK-94] a record that takes five seconds holds even an unaligned barrier', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 20_000,
    config: unaligned,
    script: [[420, checkpoint]],
    scenario: { ...congested, recordCosts: { count: 5_000 } },
  })
  const first = run.of('barrier-received').map(({ at }) => at)
  expect(first[0]).toBe(5_111)
  const done = run.of('checkpoint-completed')[0]?.at ?? 0
  expect(done).toBeLessThan(5_300)
})

test('[BAR-15, BAR-19, CK-97, CK-98, CK-105] a timeout turns it unaligned, in outputs and in inputs', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 1_500,
    config: { ...unaligned, 'execution.checkpointing.aligned-checkpoint-timeout': '200 ms' },
    script: [[420, checkpoint]],
    scenario: congested,
  })
  expect(run.transcript(...overtaking)).toMatchInlineSnapshot(`
    "      411  count/0   count[B] = 1                            group 17
          420  checkpoint 1 triggered                  command
          425  orders/0  sends barrier 1 to count/0              waits for credit
          425  orders/0  snapshot 1 started                      until 427
          425  orders/1  sends barrier 1 to count/0              waits for credit
          425  orders/1  snapshot 1 started                      until 427
          620  orders/0  alignment for 1 timed out
          620  orders/0  barrier 1 overtakes the data to count/0
          620  orders/0  1 element in flight to count/0          in 1, 68 B
          620  orders/0  in flight in 1: 1 element, 68 B         due 620
          620  orders/1  alignment for 1 timed out
          620  orders/1  barrier 1 overtakes the data to count/0
          620  orders/1  1 element in flight to count/0          in 1, 69 B
          620  orders/1  in flight in 1: 1 element, 69 B         due 620
          625  orders/0  acknowledged 1                          1 of 3
          625  orders/1  acknowledged 1                          2 of 3
          711  count/0   count[A] = 1                            group 104
          711  count/0   barrier 1 from orders/0                 1 of 2
          711  count/0   2 elements in flight from orders/0      in 1, 136 B
          711  count/0   2 elements in flight from orders/1      in 1, 138 B
          711  count/0   snapshot 1 started                      until 713
          713  count/0   barrier 1 from orders/1                 2 of 2
          713  count/0   aligned for 1 after 2 ms
          713  count/0   in flight in 1: 4 elements, 274 B       due 763
          768  count/0   acknowledged 1                          3 of 3
          778  checkpoint 1 completed after 358 ms     1.3 kB
         1013  count/0   count[B] = 2                            group 17
         1313  count/0   count[A] = 2                            group 104"
  `)
})

test('[BAR-15, CK-106] in time it stays aligned, and nothing in flight is in it', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 1_500,
    config: { ...unaligned, 'execution.checkpointing.aligned-checkpoint-timeout': '200 ms' },
    script: [[420, checkpoint]],
    scenario: { topics: congested.topics },
  })
  expect(run.of('checkpoint-completed')).toHaveLength(1)
  const acknowledged = run.of('checkpoint-acknowledged')
  expect(acknowledged.map((one) => [one.unaligned, one.persisted])).toEqual(
    acknowledged.map(() => [false, 0]),
  )
  expect(run.of('alignment-timed-out')).toEqual([])
})

test('[BAR-17, CK-90, CK-91] on a forward edge the barrier waits for the data before it; behind the task it overtakes again', () => {
  const before =
    ".map((order: any) => order).uid('pass').name('pass').setParallelism(2).disableChaining()"
  const run = simulate(keyedJob({ sources: 2, before }), {
    until: 10_000,
    config: unaligned,
    script: [[420, checkpoint]],
    scenario: { ...congested, recordCosts: { pass: 200, count: 200 } },
  })
  const sides = run.of('in-flight-persisted').map(({ channel, side }) => [channel, side])
  const { channels } = run.of('tasks-scheduled')[0]?.schedule ?? { channels: [] }
  const { edges = [] } = run.of('job-submitted')[0]?.graph ?? {}
  const forward = channels.filter(({ edge }) => edges[edge]?.partitioning === 'forward')
  expect(forward).toHaveLength(2)
  expect(sides.filter(([channel]) => forward.some(({ id }) => id === channel))).toEqual([])
  expect(sides.length).toBeGreaterThan(0)
  expect(
    run.transcript(
      'checkpoint-triggered',
      'barrier-received',
      'alignment-completed',
      'checkpoint-completed',
    ),
  ).toMatchInlineSnapshot(`
    "      420  checkpoint 1 triggered                  command
          911  pass/0    barrier 1 from orders/0                 1 of 1
          911  pass/0    aligned for 1 after 0 ms
          911  pass/1    barrier 1 from orders/1                 1 of 1
          911  pass/1    aligned for 1 after 0 ms
         1121  count/0   barrier 1 from pass/0                   1 of 2
         1123  count/0   barrier 1 from pass/1                   2 of 2
         1123  count/0   aligned for 1 after 2 ms
         1188  checkpoint 1 completed after 768 ms     1.0 kB"
  `)
})

test('[BAR-18, CK-4, CK-10] W7: with unaligned checkpoints on, a savepoint waits for the one under way, and is aligned', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 20_000,
    config: unaligned,
    script: [
      [420, checkpoint],
      [430, { kind: 'trigger-savepoint', label: 'mine', then: 'continue' }],
    ],
    scenario: congested,
  })
  const [first, second] = run.of('checkpoint-completed')
  const triggered = run.of('checkpoint-triggered')
  expect(triggered.map(({ snapshot }) => snapshot)).toEqual(['checkpoint', 'savepoint'])
  expect(triggered[1]?.at).toBe(first?.at)
  expect(second?.snapshot).toBe('savepoint')
  const emitted = run.of('barrier-emitted').filter((one) => one.checkpoint === second?.checkpoint)
  expect(new Set(emitted.map(({ alignment }) => alignment))).toEqual(new Set(['aligned']))
  const inSavepoint = run.of('in-flight-persisted').filter((one) => one.checkpoint === 2)
  expect(inSavepoint).toEqual([])
})

test('[BAR-21, CK-67, CK-107] an acknowledgement says what was in flight', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 1_000,
    config: unaligned,
    script: [[420, checkpoint]],
    scenario: congested,
  })
  const told = run.of('checkpoint-acknowledged').map((one) => {
    const { unaligned: isUnaligned, persisted, processed, startDelay, alignment, sync, async } = one
    return { isUnaligned, persisted, processed, startDelay, alignment, sync, async }
  })
  expect(told).toMatchInlineSnapshot(`
    [
      {
        "alignment": 0,
        "async": 50,
        "isUnaligned": true,
        "persisted": 68,
        "processed": 0,
        "startDelay": 5,
        "sync": 2,
      },
      {
        "alignment": 0,
        "async": 50,
        "isUnaligned": true,
        "persisted": 69,
        "processed": 0,
        "startDelay": 5,
        "sync": 2,
      },
      {
        "alignment": 2,
        "async": 50,
        "isUnaligned": true,
        "persisted": 274,
        "processed": 0,
        "startDelay": 291,
        "sync": 2,
      },
    ]
  `)
})

test('[BAR-21, CK-67] what is processed between the first barrier and the last is counted, for each checkpoint anew', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 4_000,
    config: { 'execution.checkpointing.interval': '3650 d' },
    script: [
      [1_000, checkpoint],
      [2_000, checkpoint],
    ],
    scenario: {
      topics: orders([
        ['A', 30],
        ['B', 30],
      ]),
      // Its barrier comes half a second later, and so do the records in front of it.
      channelDelays: [{ from: 'orders#0', to: 'count#0', delay: 500 }],
    },
  })
  const told = [1, 2].map((id) => {
    const at = run.of('barrier-received').flatMap((one) => (one.checkpoint === id ? [one.at] : []))
    const taken = run
      .of('record-taken')
      .filter((one) => one.at > Math.min(...at) && one.at <= Math.max(...at))
    const acknowledged = run
      .of('checkpoint-acknowledged')
      .findLast(({ checkpoint: of }) => of === id)
    return { taken: taken.length, processed: acknowledged?.processed }
  })
  expect(told).toMatchInlineSnapshot(`
    [
      {
        "processed": 341,
        "taken": 5,
      },
      {
        "processed": 490,
        "taken": 7,
      },
    ]
  `)
})
