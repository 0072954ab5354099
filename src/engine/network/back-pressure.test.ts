/** What a slow task does to those before it. */
import { expect, test } from 'vitest'
import type { Command } from '../../model/index.ts'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const manual = { 'execution.checkpointing.interval': '3650 d' }

test('[NET-1, NET-2] a full channel makes its sender wait, and the sender’s own reading stops', () => {
  const run = simulate(keyedJob(), {
    until: 2_500,
    scenario: {
      topics: orders([['A', 12]], 10),
      recordCosts: { count: 200 },
      channelCapacity: 3,
    },
  })
  expect(
    run
      .transcript(
        'record-read',
        'record-emitted',
        'record-taken',
        'element-sent',
        'back-pressure-started',
        'back-pressure-ended',
      )
      .split('\n')
      .slice(0, 26)
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "       10  orders/0  reads A at orders-0@0                   until 11
           11  orders/0  sends A to count/0                      due 21
           20  orders/0  reads A at orders-0@1                   until 21
           21  count/0   takes A from orders/0                   until 221
           21  orders/0  sends A to count/0                      due 31
           30  orders/0  reads A at orders-0@2                   until 31
           31  orders/0  sends A to count/0                      due 41
           40  orders/0  reads A at orders-0@3                   until 41
           41  orders/0  sends A to count/0                      due 51
           50  orders/0  reads A at orders-0@4                   until 51
           51  orders/0  sends A to count/0                      waits for credit
           60  orders/0  reads A at orders-0@5                   until 61
           61  orders/0  sends A to count/0                      waits for credit
           61  orders/0  back-pressured by count/0
          221  count/0   takes A from orders/0                   until 421
          221  orders/0  credit came: sends to count/0           due 231
          221  orders/0  no longer back-pressured
          221  orders/0  reads A at orders-0@6                   until 222
          222  orders/0  sends A to count/0                      waits for credit
          222  orders/0  back-pressured by count/0
          421  count/0   takes A from orders/0                   until 621
          421  orders/0  credit came: sends to count/0           due 431
          421  orders/0  no longer back-pressured
          421  orders/0  reads A at orders-0@7                   until 422
          422  orders/0  sends A to count/0                      waits for credit
          422  orders/0  back-pressured by count/0"
  `)
})

test('[NET-3] a barrier needs no credit, but waits behind the data in front of it', () => {
  const run = simulate(keyedJob(), {
    until: 4_000,
    config: manual,
    script: [[150, checkpoint]],
    scenario: { topics: orders([['A', 12]], 10), recordCosts: { count: 200 }, channelCapacity: 3 },
  })
  const [acknowledged] = run.of('checkpoint-acknowledged').filter(({ subtask }) => subtask === 1)
  expect(acknowledged?.startDelay).toBeGreaterThan(600)
  expect(acknowledged?.alignment).toBe(0)
})

test('[NET-4, CST-2] a hop takes its time, a slow channel more, and order is kept', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 1_000,
    scenario: {
      topics: orders([
        ['A', 2],
        ['B', 2],
      ]),
      channelDelays: [{ from: 'orders#0', to: 'count#0', delay: 150 }],
    },
  })
  expect(run.of('record-taken').map(({ at }) => at)).toEqual([111, 211, 261, 361])
})

test('[NET-5] a task reads its channels in the order in which they got data', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 2_000,
    scenario: {
      topics: orders(
        [
          ['A', 4],
          ['B', 4],
        ],
        10,
      ),
      recordCosts: { count: 100 },
    },
  })
  expect(run.rows.map((row) => row.slice(0, 3))).toEqual([
    ...['B#0', 'A#0', 'B#1', 'A#1'],
    ...['B#2', 'A#2', 'B#3', 'A#3'],
  ])
})

test('[NET-6] a record that is being processed is finished, however much it emits', () => {
  const run = simulate(
    keyedJob({
      before:
        '.flatMap((o: any, out: any) => { for (let n = 0; n < 6; n++) out.collect({ ...o, n }) })',
    }),
    {
      until: 3_000,
      scenario: { topics: orders([['A', 2]], 10), recordCosts: { count: 100 }, channelCapacity: 1 },
    },
  )
  const [started] = run.of('back-pressure-started')
  const before = run.of('record-emitted').filter(({ seq }) => seq < (started?.seq ?? 0))
  expect(before).toHaveLength(6)
  expect(run.rows).toHaveLength(12)
})
