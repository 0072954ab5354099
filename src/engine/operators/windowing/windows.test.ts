/** Windows in Flink's words: what fires, when, with what, and what becomes of late records. */
import { expect, test } from 'vitest'
import type { TopicRecord } from '../../../scenario/index.ts'
import { eventTopic, type Row } from '../../testing/event-topic.ts'
import { golden } from '../../testing/golden.ts'
import { type Simulated, simulate, type SimulateOptions } from '../../testing/simulate.ts'

const pre = `import * as flink from 'flink'
const { Duration, TumblingEventTimeWindows, SlidingEventTimeWindows, EventTimeSessionWindows,
  TumblingProcessingTimeWindows, GlobalWindows, CountTrigger, PurgingTrigger, EventTimeTrigger,
  ContinuousEventTimeTrigger, ContinuousProcessingTimeTrigger, ProcessingTimeoutTrigger, DeltaTrigger,
  CountEvictor, TimeEvictor, Trigger, TriggerResult, ProcessWindowFunction, OutputTag } = flink
const ms = Duration.ofMillis
class Show extends ProcessWindowFunction<any, string, string, any> {
  override process(key: string, ctx: any, elements: Iterable<any>, out: any) {
    const w = ctx.window()
    const where = w.getStart ? '[' + w.getStart() + ', ' + w.getEnd() + ')' : 'global'
    out.collect(key + ' ' + where + ' ' + [...elements].map((e: any) => e.n ?? e).join('+'))
  }
}
const sum = (a: any, b: any) => ({ ...a, n: a.n + b.n })
`

/** `windows`: what stands behind keyBy. `last`: statements about the resulting stream `windowed`. */
function job(windows: string, { before = '', last = '' } = {}): string {
  return `${pre}${before}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const windowed = env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('g')
      .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forMonotonousTimestamps<any>(), 'orders')
  .uid('orders').keyBy((o: any) => o.key)${windows}
;(windowed as any).uid('windows').name('windows').print().uid('out')
${last}
env.execute('windows')
`
}

const config = { 'execution.checkpointing.interval': '3650 d' }

function run(text: string, rows: readonly Row[], more: Partial<SimulateOptions> = {}): Simulated {
  const until = 300 * (rows.length + 3)
  return simulate(text, { until, config, scenario: { topics: eventTopic(rows) }, ...more })
}

const tumbling = '.window(TumblingEventTimeWindows.of(ms(1000)))'

test('[WIN-2, WIN-3, WIN-9] a record is assigned, added, and its window fires when the watermark passes its end', () => {
  const seen = run(job(`${tumbling}.reduce(sum, new Show())`), [
    ['a', 100, 1],
    ['b', 999, 2],
    ['a', 500, 3],
    ['a', 1000, 4],
    ['a', 1001, 5],
  ])
  expect(seen.rows).toEqual(['a [0, 1000) 4', 'b [0, 1000) 2'])
  expect(seen.transcript('window-element-added', 'window-fired', 'window-cleaned'))
    .toMatchInlineSnapshot(`
    "      312  windows/0  window [0, 1000) of a takes {"key":"a","at":100,"n":1}
          612  windows/0  window [0, 1000) of b takes {"key":"b","at":999,"n":2}
          912  windows/0  window [0, 1000) of a takes {"key":"a","at":500,"n":3}
         1212  windows/0  window [1000, 2000) of a takes {"key":"a","at":1000,"n":4}
         1212  windows/0  window [0, 1000) of a fires with {"key":"a","at":100,"n":4}  on-time
         1212  windows/0  window [0, 1000) of a is gone
         1212  windows/0  window [0, 1000) of b fires with {"key":"b","at":999,"n":2}  on-time
         1212  windows/0  window [0, 1000) of b is gone
         1512  windows/0  window [1000, 2000) of a takes {"key":"a","at":1001,"n":5}"
  `)
})

test('[WIN-5, WIN-20] sliding windows: newest first, and results carry the window’s last moment', () => {
  const seen = run(
    job('.window(SlidingEventTimeWindows.of(ms(2000), ms(1000))).process(new Show())'),
    [
      ['a', 1500, 1],
      ['a', 4001, 2],
      ['a', 4002, 3],
    ],
  )
  const written = seen.of('sink-written').map(({ value, timestamp }) => [value, timestamp])
  expect(written).toEqual([
    ['a [0, 2000) 1', 1999],
    ['a [1000, 3000) 1', 2999],
  ])
})

test('[WIN-7] sessions that touch become one; a late record may be rescued by a merge', () => {
  const seen = run(job('.window(EventTimeSessionWindows.withGap(ms(1000))).process(new Show())'), [
    ['a', 0, 1],
    ['a', 1500, 2],
    ['a', 800, 3],
    ['b', 2600, 4],
    ['b', 2601, 5],
    ['a', 3000, 6],
  ])
  // The window of the record at 800 alone would be over; what it touches is not.
  expect(seen.rows).toEqual(['a [0, 1000) 1', 'a [800, 2500) 2+3'])
  expect(seen.transcript('windows-merged')).toMatchInlineSnapshot(`
    "      912  windows/0  window [800, 2500) of a                 merged from [1500, 2500)
         1512  windows/0  window [2600, 3601) of b                merged from [2600, 3600)"
  `)
})

test('[WIN-8] a late record fires its open window again; later it goes to the side output, or is dropped', () => {
  const rows: Row[] = [
    ['a', 100, 1],
    ['a', 1200, 2],
    ['a', 1201, 0],
    ['a', 200, 3],
    ['a', 1600, 4],
    ['a', 1601, 0],
    ['a', 300, 5],
  ]
  const late = `const late = new OutputTag<any>('late')`
  const withTag = run(
    job(`${tumbling}.allowedLateness(ms(500)).sideOutputLateData(late).process(new Show())`, {
      before: late,
      last: `windowed.getSideOutput(late).map((o: any) => 'late ' + o.n).print().uid('late')`,
    }),
    rows,
  )
  expect(withTag.rows).toEqual(['a [0, 1000) 1', 'a [0, 1000) 1+3', 'late 5'])
  expect(withTag.of('window-fired').map(({ timing }) => timing)).toEqual(['on-time', 'late'])
  const without = run(job(`${tumbling}.allowedLateness(ms(500)).process(new Show())`), rows)
  expect(without.of('late-element').map(({ tag, value }) => [tag, value])).toEqual([
    [null, '{"key":"a","at":300,"n":5}'],
  ])
})

test('[WIN-6, WIN-13] countWindow: every so many records, or at every so many the newest', () => {
  const rows = [1, 2, 3, 4, 5].map((n): Row => ['a', n, n])
  expect(run(job('.countWindow(2).process(new Show())'), rows).rows).toEqual([
    'a global 1+2',
    'a global 3+4',
  ])
  expect(run(job('.countWindow(3, 2).process(new Show())'), rows).rows).toEqual([
    'a global 1+2',
    'a global 2+3+4',
  ])
})

test('[WIN-10] a processing-time window fires by the clock, whatever the timestamps', () => {
  const { rows } = run(
    job('.window(TumblingProcessingTimeWindows.of(ms(1000))).process(new Show())'),
    [
      ['a', 99_000, 1],
      ['a', 5, 2],
      ['a', 7, 3],
      ['a', 8, 4],
      ['a', 9, 5],
    ],
  )
  expect(rows).toEqual(['a [0, 1000) 1+2+3', 'a [1000, 2000) 4+5'])
})

test('[WIN-11, WIN-14, WIN-15] continuous, delta and purging triggers', () => {
  const rows: Row[] = [
    ['a', 100, 1],
    ['a', 450, 2],
    ['a', 700, 9],
    ['a', 1200, 4],
    ['a', 1201, 5],
  ]
  const firings = (trigger: string) =>
    run(job(`${tumbling}.trigger(${trigger}).process(new Show())`), rows).rows
  expect(firings('ContinuousEventTimeTrigger.of(ms(400))')).toEqual([
    'a [0, 1000) 1+2',
    'a [0, 1000) 1+2+9',
    'a [0, 1000) 1+2+9',
  ])
  expect(firings('PurgingTrigger.of(CountTrigger.of(2))')).toEqual([
    'a [0, 1000) 1+2',
    'a [1000, 2000) 4+5',
  ])
  expect(firings('DeltaTrigger.of(3, (a: any, b: any) => b.n - a.n)')).toEqual([
    'a [0, 1000) 1+2+9',
  ])
  expect(firings('ProcessingTimeoutTrigger.of(CountTrigger.of(9), ms(350))')[0]).toBe(
    'a [0, 1000) 1+2',
  )
})

test('[WIN-12] a trigger of the learner’s own, with state and timers', () => {
  const custom = `class EveryOther extends Trigger<any, any> {
    seen = new flink.ValueStateDescriptor<number>('seen')
    override onElement(_e: any, _t: number, w: any, ctx: any) {
      ctx.registerEventTimeTimer(w.maxTimestamp())
      const state = ctx.getPartitionedState(this.seen)
      const n = (state.value() ?? 0) + 1
      state.update(n)
      return n % 2 === 0 ? TriggerResult.FIRE : TriggerResult.CONTINUE
    }
    override onEventTime() { return TriggerResult.FIRE_AND_PURGE }
    override onProcessingTime() { return TriggerResult.CONTINUE }
    override clear(w: any, ctx: any) { ctx.getPartitionedState(this.seen).clear() }
  }`
  const text = job(`${tumbling}.trigger(new EveryOther()).process(new Show())`, { before: custom })
  const { rows } = run(text, [
    ['a', 1, 1],
    ['a', 2, 2],
    ['a', 3, 3],
    ['a', 2000, 4],
    ['a', 2001, 5],
  ])
  expect(rows.slice(0, 2)).toEqual(['a [0, 1000) 1+2', 'a [0, 1000) 1+2+3'])
})

test('[WIN-16] an evictor keeps every record, and takes out what it takes out', () => {
  const rows: Row[] = [
    ['a', 1, 1],
    ['a', 2, 2],
    ['a', 600, 3],
    ['a', 2000, 4],
    ['a', 2001, 5],
  ]
  const fired = (more: string) => run(job(`${tumbling}${more}`), rows).rows[0]
  expect(fired('.evictor(CountEvictor.of(2)).process(new Show())')).toBe('a [0, 1000) 2+3')
  expect(fired('.evictor(TimeEvictor.of(ms(500))).reduce(sum, new Show())')).toBe('a [0, 1000) 3')
})

test('[WIN-17] windowAll: all records in one window, by one subtask', () => {
  const text = job('', {}).replace(
    '.keyBy((o: any) => o.key)',
    `.windowAll(TumblingEventTimeWindows.of(ms(1000))).reduce(sum, (w: any, e: any, out: any) => { for (const one of e) out.collect('all ' + one.n) })`,
  )
  const { rows } = run(text, [
    ['a', 1, 1],
    ['b', 2, 2],
    ['c', 2000, 4],
    ['c', 2001, 4],
  ])
  expect(rows).toEqual(['all 3'])
})

test('[WIN-18] aggregate, alone and before a function of the window', () => {
  const mean = `const mean = {
    createAccumulator: () => ({ s: 0, c: 0 }),
    add: (o: any, a: any) => ({ s: a.s + o.n, c: a.c + 1 }),
    getResult: (a: any) => a.s / a.c,
    merge: (a: any, b: any) => ({ s: a.s + b.s, c: a.c + b.c }),
  }`
  const rows: Row[] = [
    ['a', 1, 1],
    ['a', 2, 4],
    ['a', 2000, 4],
    ['a', 2001, 4],
  ]
  expect(run(job(`${tumbling}.aggregate(mean)`, { before: mean }), rows).rows).toEqual(['2.5'])
  expect(run(job(`${tumbling}.aggregate(mean, new Show())`, { before: mean }), rows).rows).toEqual([
    'a [0, 1000) 2.5',
  ])
})

const counting = (
  store: string,
) => `class Count extends ProcessWindowFunction<any, string, string, any> {
    n = new flink.ValueStateDescriptor<number>('fired')
    override process(key: string, ctx: any, elements: Iterable<any>, out: any) {
      const state = ctx.${store}().getState(this.n)
      state.update((state.value() ?? 0) + 1)
      out.collect(key + ' ' + state.value())
    }
    override clear(ctx: any) { ctx.windowState().getState(this.n).clear() }
  }`

test('[WIN-19] state of a window and of all windows of a key; none of a window that merges', () => {
  const rows: Row[] = [
    ['a', 1, 1],
    ['a', 1500, 2],
    ['a', 3000, 3],
    ['a', 3001, 3],
  ]
  const counted = (store: string) =>
    run(job(`${tumbling}.process(new Count())`, { before: counting(store) }), rows).rows
  expect(counted('globalState')).toEqual(['a 1', 'a 2'])
  expect(counted('windowState')).toEqual(['a 1', 'a 1'])
  const sessions = '.window(EventTimeSessionWindows.withGap(ms(100))).process(new Count())'
  const failed = run(job(sessions, { before: counting('windowState') }), rows).of('task-failed')
  expect(failed[0]?.code).toBe('window_state_merging')
})

test('[WIN-21] reduce, sum, min and maxBy of a keyed stream give a result for every record', () => {
  const rows: Row[] = [
    ['a', 1, 3],
    ['a', 2, 1],
    ['a', 3, 5],
  ]
  const rolled = (what: string) => run(job(`.${what}.map((o: any) => o.at + ':' + o.n)`), rows).rows
  expect(rolled('reduce(sum)')).toEqual(['1:3', '1:4', '1:9'])
  expect(rolled(`sum('n')`)).toEqual(['1:3', '1:4', '1:9'])
  expect(rolled(`min('n')`)).toEqual(['1:3', '1:1', '1:1'])
  expect(rolled(`maxBy('n')`)).toEqual(['1:3', '1:3', '3:5'])
  const failed = run(job(`.sum('key')`), rows).of('task-failed')
  expect(failed[0]?.code).toBe('aggregated_field')
})

test('[WIN-22] a restored job goes on with the contents, triggers and timers of its windows', () => {
  const rows: Row[] = [
    ['a', 100, 1],
    ['a', 200, 2],
    ['b', 300, 3],
    ['a', 400, 4],
    ['a', 1500, 5],
    ['a', 1501, 5],
  ]
  const text = job(`${tumbling}.process(new Show())`)
  const whole = run(text, rows)
  const first = run(text, rows, {
    until: 1_000,
    script: [[700, { kind: 'trigger-savepoint', label: 'windows', then: 'stop' }]],
  })
  const second = run(text, rows, {
    until: 4_000,
    startAt: 1_000,
    restoreFrom: { run: first, checkpoint: 1 },
  })
  expect([...first.rows, ...second.rows]).toEqual(whole.rows)
  expect(whole.rows).toEqual(['a [0, 1000) 1+2+4', 'b [0, 1000) 3'])
})

test('an event-time window needs timestamps; a trigger’s value state cannot be merged', () => {
  // What a processing-time timer emits has no event time.
  const later = `class Later extends flink.KeyedProcessFunction<any, any, any> {
    override processElement(o: any, ctx: any) { ctx.timerService().registerProcessingTimeTimer(1) }
    override onTimer(_t: number, ctx: any, out: any) { out.collect({ key: ctx.getCurrentKey(), n: 1 }) }
  }`
  const none = job(
    `.process(new Later()).keyBy((o: any) => o.key)${tumbling}.process(new Show())`,
    { before: later },
  )
  const first = run(none, [['a', 1, 1]])
  expect(first.of('task-failed')[0]?.code).toBe('window_needs_timestamp')
  const merging = `class Merging extends Trigger<any, any> {
    seen = new flink.ValueStateDescriptor<number>('seen')
    override onElement() { return TriggerResult.CONTINUE }
    override onEventTime() { return TriggerResult.CONTINUE }
    override onProcessingTime() { return TriggerResult.CONTINUE }
    override canMerge() { return true }
    override onMerge(_w: any, ctx: any) { ctx.mergePartitionedState(this.seen) }
    override clear() {}
  }`
  const sessions =
    '.window(EventTimeSessionWindows.withGap(ms(1000))).trigger(new Merging()).process(new Show())'
  const second = run(job(sessions, { before: merging }), [
    ['a', 1, 1],
    ['a', 2, 2],
  ])
  expect(second.of('task-failed')[0]?.code).toBe('state_not_mergeable')
})

test('an assigner that merges windows into the past is refused', () => {
  const shrinking = `class Shrinking extends flink.MergingWindowAssigner<any> {
    override assignWindows(_o: any, at: number) { return [new flink.TimeWindow(at, at + 9000)] }
    override mergeWindows(windows: any, callback: any) {
      if (windows.length > 1) callback(windows, new flink.TimeWindow(0, 1))
    }
    override getDefaultTrigger() { return EventTimeTrigger.create() as any }
    override isEventTime() { return true }
  }`
  const text = job('.window(new Shrinking()).process(new Show())', { before: shrinking })
  const seen = run(text, [
    ['a', 1000, 1],
    ['a', 2000, 2],
  ])
  expect(seen.of('task-failed')[0]?.code).toBe('window_merged_into_past')
})

type Observed = readonly { readonly event: string; readonly output: readonly string[] }[]

test('[WIN-8] late records of a tumbling window without lateness, as on Flink', () => {
  const expected = golden<Observed>('m-late-lateness-0')
  const records = expected.map(({ event }): TopicRecord => {
    const [, n, at, watermark] = /^(?:k:(\d+)@(\d+)|WM\((\d+)\))$/.exec(event) ?? []
    const record = watermark === undefined ? { key: 'k', n: Number(n) } : { wm: Number(watermark) }
    return { key: 'k', value: JSON.stringify(record), timestamp: Number(at ?? 0) }
  })
  const before = `const late = new OutputTag<any>('late')
class Punctuated {
  onEvent(e: any, _t: number, out: any) { if (e.wm !== undefined) out.emitWatermark(new flink.Watermark(e.wm)) }
  onPeriodicEmit() {}
}
class Count extends ProcessWindowFunction<any, string, string, any> {
  override process(key: string, ctx: any, elements: Iterable<any>, out: any) {
    const w = ctx.window(), values = [...elements].map((e: any) => e.n)
    out.collect('window [' + w.getStart() + ',' + w.getEnd() + ') key ' + key + ' count ' + values.length +
      ' values [' + values.join(', ') + '] watermark ' + ctx.currentWatermark())
  }
}
class Late extends flink.ProcessFunction<any, string> {
  override processElement(e: any, ctx: any, out: any) {
    out.collect('LATE side output: value ' + e.n + ' ts ' + ctx.timestamp())
  }
}`
  const text = job(`${tumbling}.sideOutputLateData(late).process(new Count())`, {
    before,
    last: `windowed.getSideOutput(late).process(new Late()).print().uid('late')`,
  })
    .replace(
      'WatermarkStrategy.forMonotonousTimestamps<any>()',
      'WatermarkStrategy.forGenerator(() => new Punctuated() as any)',
    )
    .replace('.keyBy(', '.filter((e: any) => e.wm === undefined).keyBy(')
  const topics = { orders: { spacing: 300, partitions: [records] } }
  const { rows } = simulate(text, { until: 8_000, config, scenario: { topics } })
  expect(rows).toEqual(expected.flatMap(({ output }) => output))
})

test('[WIN-7] a window that equals a merged one begins anew: what was under it is not seen again, as in Flink (WO-21)', () => {
  const gap = 'EventTimeSessionWindows.withDynamicGap((o: any) => o.n === 3 ? 1500 : 1000)'
  const records = [0, 500, 0, 3000, 3001].map((at, n): Row => [at < 3000 ? 'a' : 'b', at, n + 1])
  const { rows } = run(job(`.window(${gap}).process(new Show())`), records)
  expect(rows).toEqual(['a [0, 1500) 3'])
})

test('[WIN-14] a continuous trigger on the clock fires at each interval, and no later than the window’s end (WO-28)', () => {
  const windows =
    '.window(TumblingProcessingTimeWindows.of(ms(1000))).trigger(flink.ContinuousProcessingTimeTrigger.of(ms(400)))'
  const records = [1, 2, 3].map((n): Row => ['a', n, n])
  const seen = run(job(`${windows}.process(new Show())`), records)
  expect(seen.of('window-fired').map(({ at }) => at)).toEqual([400, 800, 999])
  expect(seen.rows).toEqual(['a [0, 1000) 1', 'a [0, 1000) 1+2', 'a [0, 1000) 1+2+3'])
})
