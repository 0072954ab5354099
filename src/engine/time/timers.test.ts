/** Timers and the clocks that fire them. */
import { expect, test } from 'vitest'
import type { Scenario, TopicRecord } from '../../scenario/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, type Simulated, simulate } from '../testing/simulate.ts'

interface Step {
  readonly key: string
  /** Event time of the record, ms. */
  readonly at?: number
  /** What the function does with it. */
  readonly do?: string
}

/** One partition; record k is there at k × `spacing` ms. */
function topic(steps: readonly Step[], spacing = 300): Scenario['topics'] {
  const records = steps.map(({ key, at, ...step }): TopicRecord => ({
    key,
    value: JSON.stringify({ key, ...step }),
    timestamp: at ?? 0,
  }))
  return { orders: { spacing, partitions: [records] } }
}

const config = { 'execution.checkpointing.interval': '3650 d' }
/** Each record says what to do: `regE 10`, `delE 10`, `regP 10`. */
const job = keyedJob({
  body: `const timer = ctx.timerService()
    const [what, at] = (order.do ?? '').split(' ')
    if (what === 'regE') timer.registerEventTimeTimer(Number(at))
    if (what === 'delE') timer.deleteEventTimeTimer(Number(at))
    if (what === 'regP') timer.registerProcessingTimeTimer(Number(at))
    out.collect('record ' + order.key + ' ' + (order.do ?? '') + ', watermark ' + timer.currentWatermark())`,
  onTimer: `out.collect('onTimer ' + ctx.timeDomain() + ' key ' + ctx.getCurrentKey() + ' ts ' + timestamp)
    if (timestamp === 77) ctx.timerService().registerEventTimeTimer(5)`,
  watermarks: 'WatermarkStrategy.forMonotonousTimestamps<any>()',
})

function run(steps: readonly Step[], until = 300 * (steps.length + 2)): Simulated {
  return simulate(job, { until, config, scenario: { topics: topic(steps) } })
}

test('[TMR-1, TMR-2, TMR-3, TMR-4] event-time timers: once per key and time, when the watermark is there, before it goes on', () => {
  const { rows } = run([
    { key: 'a', do: 'regE 10' },
    { key: 'a', do: 'regE 10' },
    { key: 'b', do: 'regE 10' },
    { key: 'a', do: 'regE 20', at: 11 },
    { key: 'a', do: 'regE 7', at: 12 },
    { key: 'a', do: 'regE 30' },
    { key: 'a', do: 'delE 30' },
    { key: 'a', do: 'delE 999', at: 41 },
    { key: 'a', do: 'regE 77', at: 101 },
    { key: 'a' },
  ])
  expect(rows).toMatchInlineSnapshot(`
    [
      "record a regE 10, watermark -9007199254740991",
      "record a regE 10, watermark -1",
      "record b regE 10, watermark -1",
      "record a regE 20, watermark -1",
      "onTimer EVENT_TIME key a ts 10",
      "onTimer EVENT_TIME key b ts 10",
      "record a regE 7, watermark 10",
      "onTimer EVENT_TIME key a ts 7",
      "record a regE 30, watermark 11",
      "record a delE 30, watermark 11",
      "record a delE 999, watermark 11",
      "onTimer EVENT_TIME key a ts 20",
      "record a regE 77, watermark 40",
      "onTimer EVENT_TIME key a ts 77",
      "onTimer EVENT_TIME key a ts 5",
      "record a , watermark 100",
    ]
  `)
})

test('[TMR-2] timers fire in order of time, the watermark follows behind what they emit', () => {
  const two = job.replace(
    ".print().uid('out')",
    ".map((x: any) => x).uid('map').disableChaining().print().uid('out')",
  )
  const seen = simulate(two, {
    until: 1_600,
    config,
    scenario: {
      topics: topic([
        { key: 'a', do: 'regE 30' },
        { key: 'b', do: 'regE 10' },
        { key: 'a', do: 'regE 20', at: 51 },
        { key: 'a', at: 60 },
      ]),
    },
  })
  const fired = seen
    .transcript('timer-fired', 'watermark-emitted')
    .split('\n')
    .filter((line) => line.includes('count/0'))
  expect(fired.slice(-5).join('\n')).toMatchInlineSnapshot(`
    "     1010  count/0              timer for a at 20 fired                 event-time
         1010  count/0              timer for a at 30 fired                 event-time
         1010  count/0              sends watermark 50 to Map/0             due 1020
         1201  orders/0             sends watermark 59 to count/0           due 1211
         1212  count/0              sends watermark 59 to Map/0             due 1222"
  `)
})

test('[TMR-5] processing-time timers fire at their time; one in the past at once, between two records', () => {
  const { rows } = run(
    [
      { key: 'a', do: 'regP 1000' },
      { key: 'b', do: 'regP 700' },
      { key: 'a', do: 'regP 1000' },
      { key: 'a', do: 'regP 5' },
    ],
    2_000,
  )
  expect(rows.filter((row) => row.startsWith('onTimer'))).toEqual([
    'onTimer PROCESSING_TIME key b ts 700',
    'onTimer PROCESSING_TIME key a ts 1000',
    'onTimer PROCESSING_TIME key a ts 5',
  ])
})

test('[TMR-6] what a timer emits has the timer’s event time, or none', () => {
  const seen = run(
    [
      { key: 'a', do: 'regE 10' },
      { key: 'a', do: 'regP 700', at: 21 },
      { key: 'a', at: 30 },
    ],
    1_500,
  )
  const written = seen.of('sink-written').filter(({ value }) => value.startsWith('onTimer'))
  expect(written.map(({ value, timestamp }) => [value, timestamp])).toEqual([
    ['onTimer EVENT_TIME key a ts 10', 10],
    ['onTimer PROCESSING_TIME key a ts 700', null],
  ])
})

interface Log {
  readonly log: readonly string[]
}

/** The golden runs write Java's Long.MIN_VALUE; a watermark before any is JavaScript's safe minimum. */
const javaMin = /-9223372036854775808/g
const ourMin = String(Number.MIN_SAFE_INTEGER)

test.each(['hashmap', 'rocksdb'])(
  '[TMR-7, WMK-6] event-time timers and the watermark after a restore, as on Flink (%s)',
  (backend) => {
    const logging = keyedJob({
      body: `const timer = ctx.timerService()
    const at = order.do ?? -1
    out.collect('record ' + order.key + ' register ' + at + ', currentWatermark ' + timer.currentWatermark())
    if (at > 0) timer.registerEventTimeTimer(Number(at))`,
      onTimer: `out.collect('onTimer EVENT_TIME key ' + ctx.getCurrentKey() + ' ts ' + timestamp +
      ', currentWatermark ' + ctx.timerService().currentWatermark())`,
      watermarks: 'WatermarkStrategy.forMonotonousTimestamps<any>()',
    })
    const before: Step[] = [
      { key: 'k1', do: '150', at: 101 },
      { key: 'k2', do: '90' },
      { key: 'k3', do: '120' },
      { key: 'k1', do: '150' },
    ]
    const after: Step[] = [51, 111, 131, 131].map((at) => ({ key: 'k4', at }))
    const first = simulate(logging, {
      until: 1_500,
      config: { ...config, 'state.backend.type': backend },
      script: [[1_300, { kind: 'trigger-savepoint', label: 'timers', then: 'stop' }]],
      scenario: { topics: topic(before) },
    })
    const second = simulate(logging, {
      until: 4_000,
      startAt: 1_500,
      config: { ...config, 'state.backend.type': backend },
      restoreFrom: { run: first, checkpoint: 1 },
      scenario: { topics: topic([...before, ...after]) },
    })
    const expected = golden<Log>(`f-event-timers-restore-${backend}`)
      .log.filter((line) => !line.startsWith('--'))
      .map((line) => line.replace(javaMin, ourMin))
    // Flink's source ended with the last watermark, and thereby fired the last timer.
    expect([...first.rows, ...second.rows]).toEqual(expected.slice(0, -1))
  },
)

test.each(['hashmap', 'rocksdb'])(
  '[TMR-8] overdue processing-time timers fire right after the restore, in order, as on Flink (%s)',
  (backend) => {
    const logging = keyedJob({
      body: `if (order.do) ctx.timerService().registerProcessingTimeTimer(Number(order.do))
    out.collect('record ' + (order.do ? order.key + ' register +' + order.do : 'after register +-1'))`,
      onTimer: `out.collect('onTimer PROCESSING_TIME key ' + ctx.getCurrentKey() + ' ts +' + timestamp)`,
    })
    const before: Step[] = [
      { key: 'k1', do: '6000' },
      { key: 'k2', do: '5000' },
      { key: 'k3', do: '5500' },
      { key: 'k1', do: '5200' },
      { key: 'k1', do: '5200' },
      { key: 'k4', do: '3600000' },
    ]
    const first = simulate(logging, {
      until: 3_000,
      config: { ...config, 'state.backend.type': backend },
      script: [[2_500, { kind: 'trigger-savepoint', label: 'timers', then: 'stop' }]],
      scenario: { topics: topic(before) },
    })
    const second = simulate(logging, {
      until: 12_000,
      startAt: 6_500,
      config: { ...config, 'state.backend.type': backend },
      restoreFrom: { run: first, checkpoint: 1 },
      script: [
        [
          8_000,
          {
            kind: 'produce',
            topic: 'orders',
            partition: 0,
            key: 'x',
            value: '{"key":"x"}',
            timestamp: 0,
          },
        ],
      ],
      scenario: { topics: topic(before) },
    })
    const expected = golden<Log>(`f-processing-timers-restore-${backend}`).log
    expect([...first.rows, ...second.rows]).toEqual(
      expected.filter((line) => !line.startsWith('--')),
    )
  },
)

test('[TMR-9] timers for one moment fire in the order of Flink’s heap, which is not the one they were set in', () => {
  const keys = ['a', 'b', 'c', 'd', 'e']
  const { rows } = run([
    ...keys.map((key) => ({ key, do: 'regE 10' })),
    { key: 'z', at: 11 },
    { key: 'z' },
  ])
  const fired = rows.filter((row) => row.startsWith('onTimer'))
  expect(fired.map((row) => row.slice(-7, -6))).toEqual(['a', 'e', 'd', 'c', 'b'])
})

test('[TMR-10] at the end of input all event-time timers fire, processing-time timers do not', () => {
  const bounded = job.replace(
    '.setValueOnly',
    '.setBounded(OffsetsInitializer.latest()).setValueOnly',
  )
  const { rows } = simulate(bounded, {
    until: 70_000,
    startAt: 3_000,
    config,
    scenario: {
      topics: topic([
        { key: 'a', do: 'regE 9007199254740990' },
        { key: 'b', do: 'regE -5' },
        { key: 'c', do: 'regE 1000000' },
        { key: 'a', do: 'regP 50000' },
      ]),
    },
  })
  expect(rows.filter((row) => row.startsWith('onTimer'))).toEqual([
    'onTimer EVENT_TIME key b ts -5',
    'onTimer EVENT_TIME key c ts 1000000',
    'onTimer EVENT_TIME key a ts 9007199254740990',
  ])
})

test('a timestamp that is no whole number of milliseconds is refused', () => {
  const { events } = run([{ key: 'a', do: 'regE 1.5' }], 400)
  const failed = events.filter((event) => event.kind === 'task-failed')
  expect(failed.map(({ code }) => code)).toEqual(['timer_timestamp'])
})
