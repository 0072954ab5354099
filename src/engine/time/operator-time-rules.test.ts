/** Event time at an operator: what a timer's output carries, and in which order records and watermarks go. */
import { expect, test } from 'vitest'
import { maxWatermark } from '../../model/index.ts'
import { keyedJob, simulate } from '../testing/simulate.ts'

const topics = (spacing: number, ...times: readonly number[]) => ({
  orders: {
    spacing,
    partitions: [
      times.map((timestamp, n) => ({
        key: 'A',
        value: JSON.stringify({ key: 'A', n, at: timestamp }),
        timestamp,
      })),
    ],
  },
})

test('[TMR-6] in onTimer ctx.timestamp() is the timer’s, by either clock; only event time is carried on (TI-21)', () => {
  const job = keyedJob({
    watermarks: 'WatermarkStrategy.forMonotonousTimestamps<any>()',
    body: `if (order.n > 0) return
    ctx.timerService().registerEventTimeTimer(10); ctx.timerService().registerProcessingTimeTimer(700)`,
    onTimer: `out.collect(ctx.timeDomain() + ' ' + timestamp + ' ' + ctx.timestamp())`,
  })
  const seen = simulate(job, { until: 1_500, scenario: { topics: topics(300, 5, 50) } })
  expect(seen.of('sink-written').map(({ value, timestamp }) => [value, timestamp])).toEqual([
    ['EVENT_TIME 10 10', 10],
    ['PROCESSING_TIME 700 700', null],
  ])
})

const punctuated = `WatermarkStrategy.forGenerator(() => ({
  onEvent(_: any, timestamp: number, output: any) { output.emitWatermark(new flink.Watermark(timestamp)) },
  onPeriodicEmit() {},
}))`
const asked = { body: 'out.collect(order.at + " at " + ctx.timerService().currentWatermark())' }
const before = ['10 at -9007199254740991', '20 at 10', '30 at 20']

test('[WMK-8] a record goes on before the watermark that its generator makes of it (WM-7)', () => {
  const source = keyedJob({ ...asked, watermarks: punctuated })
  expect(
    simulate(source, { until: 1_000, scenario: { topics: topics(100, 10, 20, 30) } }).rows,
  ).toEqual(before)
  const later = keyedJob({
    ...asked,
    before: `.assignTimestampsAndWatermarks(${punctuated}).uid('times')`,
  })
  expect(
    simulate(later, { until: 1_000, scenario: { topics: topics(100, 10, 20, 30) } }).rows,
  ).toEqual(before)
})

test('[WMK-13] at its end an operator asks its generator once more; behind the last watermark nobody hears it (WM-5)', () => {
  const asking = `WatermarkStrategy.forGenerator(() => ({
    onEvent() {},
    onPeriodicEmit(output: any) { console.log('asked'); output.emitWatermark(new flink.Watermark(7)) },
  }))`
  const job = keyedJob({
    before: `.assignTimestampsAndWatermarks(${asking}).uid('times')`,
  }).replace('.setStartingOffsets', '.setBounded(OffsetsInitializer.latest()).setStartingOffsets')
  const seen = simulate(job, { until: 5_000, scenario: { topics: topics(0, 10, 20) } })
  const clock = seen.of('watermark-advanced').filter(({ subtask }) => subtask === 1)
  expect(clock.map(({ watermark }) => watermark)).toEqual([maxWatermark])
  expect(seen.of('logged').map(({ text }) => text)).toEqual(['asked'])
})
