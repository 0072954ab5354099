/** What windows do step by step: the order of calls, what stays in state, what carries which time. */
import { expect, test } from 'vitest'
import { eventTopic, type Row } from '../../testing/event-topic.ts'
import { simulate, type SimulateOptions } from '../../testing/simulate.ts'

const config = { 'execution.checkpointing.interval': '3650 d' }

/** Telling: a trigger, an aggregate and a function of the window that say on the console what is asked of them. */
const telling = `const say = (...what: any[]) => console.log(what.join(' '))
const name = (w: any) => '[' + w.getStart() + ',' + w.getEnd() + ')'
class Telling extends flink.Trigger<any, any> {
  override onElement(o: any, _t: number, w: any, ctx: any) {
    say('onElement', o.n, name(w)); ctx.registerEventTimeTimer(w.maxTimestamp()); return flink.TriggerResult.CONTINUE
  }
  override onEventTime(time: number, w: any) {
    say('onEventTime', time, name(w))
    return time === w.maxTimestamp() ? flink.TriggerResult.FIRE : flink.TriggerResult.CONTINUE
  }
  override onProcessingTime() { return flink.TriggerResult.CONTINUE }
  override canMerge() { return true }
  override onMerge(w: any, ctx: any) { say('onMerge', name(w)); ctx.registerEventTimeTimer(w.maxTimestamp()) }
  override clear(w: any, ctx: any) { say('clear', name(w)); CLEAR }
}
const together = {
  createAccumulator: () => '',
  add: (o: any, all: string) => { say('add', o.n); return all + o.n },
  getResult: (all: string) => all,
  merge: (a: string, b: string) => { say('merge', a, b); return a + b },
}
class Show extends flink.ProcessWindowFunction<any, any, any, any> {
  override process(_key: any, ctx: any, all: any, out: any) {
    say('process', name(ctx.window())); for (const one of all) out.collect(name(ctx.window()) + ' ' + (one.n ?? one))
  }
  override clear(ctx: any) { say('clear of the function', name(ctx.window())) }
}
const deletes = 'ctx.deleteEventTimeTimer(w.maxTimestamp())'`

interface JobOptions {
  /** What the trigger's clear does. */
  readonly clear?: string
  readonly before?: string
  readonly last?: string
}

const clean = 'ctx.deleteEventTimeTimer(w.maxTimestamp())'

function job(windows: string, { clear = clean, before = '', last = '' }: JobOptions = {}): string {
  return `import * as flink from 'flink'
const ms = flink.Duration.ofMillis
${telling.replace('CLEAR', clear)}
${before}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const windowed = env.fromSource(
    flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setGroupId('g')
      .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    flink.WatermarkStrategy.forMonotonousTimestamps<any>(), 'orders')
  .uid('orders').keyBy((o: any) => o.key)${windows}
;(windowed as any).uid('windows').name('windows').print().uid('out')
${last}
env.execute('windows')`
}

function run(text: string, rows: readonly Row[], more: Partial<SimulateOptions> = {}) {
  const until = 300 * (rows.length + 3)
  return simulate(text, { until, config, scenario: { topics: eventTopic(rows) }, ...more })
}

const logged = (seen: ReturnType<typeof run>) => seen.of('logged').map(({ text }) => text)

const sessions = '.window(flink.EventTimeSessionWindows.withGap(ms(1000))).trigger(new Telling())'
const tumbling = '.window(flink.TumblingEventTimeWindows.of(ms(1000)))'

test('[WIN-7] a merge: trigger.onMerge, then clear for each merged window, then the contents, then the element (WO-15)', () => {
  const text = job(`${sessions}.aggregate(together, new Show())`).replace(
    'forMonotonousTimestamps<any>()',
    'forBoundedOutOfOrderness<any>(ms(3000))',
  )
  const seen = run(text, [
    ['a', 0, 1],
    ['a', 1500, 2],
    ['a', 800, 3],
    ['b', 9000, 4],
    ['b', 9000, 5],
  ])
  expect(logged(seen).slice(0, 13)).toEqual([
    'add 1',
    'onElement 1 [0,1000)',
    'add 2',
    'onElement 2 [1500,2500)',
    'onMerge [0,2500)',
    'clear [1500,2500)',
    'clear [0,1000)',
    'merge 2 1',
    'add 3',
    'onElement 3 [0,2500)',
    'add 4',
    'onElement 4 [9000,10000)',
    'onEventTime 2499 [0,2500)',
  ])
  // Its cleanup timers went with the merged windows: only those of what is left have fired.
  const fired = seen.of('timer-fired').map(({ timestamp }) => timestamp)
  expect(fired).toEqual([2499])
})

test('[WIN-7] the set of windows is in the list state merging-window-set, changed by each merge and gone with its windows (WO-13)', () => {
  const first: readonly Row[] = [
    ['a', 0, 1],
    ['a', 1500, 2],
    ['a', 900, 3],
  ]
  const text = job(`${sessions}.aggregate(together, new Show())`).replace(
    'forMonotonousTimestamps<any>()',
    'forBoundedOutOfOrderness<any>(ms(3000))',
  )
  const seen = run(text, [...first, ['b', 20_000, 4], ['b', 20_000, 5]], {
    until: 2_500,
    script: [
      [650, { kind: 'trigger-checkpoint' }],
      [1_050, { kind: 'trigger-checkpoint' }],
      [2_200, { kind: 'trigger-checkpoint' }],
    ],
  })
  const sets = seen
    .of('snapshot-taken')
    .flatMap(({ checkpoint, content }) =>
      content.states
        .filter(({ state }) => state === 'merging-window-set')
        .flatMap(({ kind, entries }) =>
          entries.map(({ key, namespace, value }) => [checkpoint, kind, key, namespace, value]),
        ),
    )
  expect(sets).toMatchInlineSnapshot(`
    [
      [
        1,
        "list",
        "a",
        "",
        "[["[0, 1000)","[0, 1000)"], ["[1500, 2500)","[1500, 2500)"]]",
      ],
      [
        2,
        "list",
        "a",
        "",
        "[["[0, 2500)","[1500, 2500)"]]",
      ],
      [
        3,
        "list",
        "b",
        "",
        "[["[20000, 21000)","[20000, 21000)"]]",
      ],
    ]
  `)
})

test('[WIN-7] a window that is late once it has merged is retired, its record late, and nothing is left of it (WO-18)', () => {
  const seen = run(
    job(`${sessions}.sideOutputLateData(late).aggregate(together, new Show())`, {
      before: "const late = new flink.OutputTag<any>('late')",
      last: "windowed.getSideOutput(late).map((o: any) => 'late ' + o.n).print().uid('late')",
    }),
    [
      ['a', 5_000, 1],
      ['a', 9_000, 2],
      ['a', 100, 3],
      ['a', 9_100, 4],
    ],
    { script: [[1_150, { kind: 'trigger-checkpoint' }]] },
  )
  expect(seen.rows).toEqual(['[5000,6000) 1', 'late 3'])
  expect(logged(seen)).not.toContain('add 3')
  expect(logged(seen).filter((line) => line.includes('[100,'))).toEqual([])
  const kept = seen.of('snapshot-taken').flatMap(({ content }) => content.states)
  expect(kept.find(({ state }) => state === 'merging-window-set')?.entries).toHaveLength(1)
  expect(kept.find(({ state }) => state === 'merging-window-set')?.entries[0]?.value).not.toContain(
    '100,',
  )
})

test('[WIN-7] timers of a window that has merged away are ignored, also where the trigger forgot them (WO-19)', () => {
  const text = job(`${sessions}.aggregate(together, new Show())`, { clear: '' }).replace(
    'forMonotonousTimestamps<any>()',
    'forBoundedOutOfOrderness<any>(ms(3000))',
  )
  const early = text.replaceAll(
    'ctx.registerEventTimeTimer(w.maxTimestamp())',
    'ctx.registerEventTimeTimer(w.maxTimestamp() - 100)',
  )
  const seen = run(early, [
    ['a', 0, 1],
    ['a', 500, 2],
    ['b', 9000, 3],
    ['b', 9000, 4],
  ])
  const fired = seen.of('timer-fired').map(({ timestamp }) => timestamp)
  expect(fired).toEqual([899, 1399, 1499])
  expect(logged(seen).filter((line) => line.startsWith('onEventTime'))).toEqual([
    'onEventTime 1399 [0,1500)',
    'onEventTime 1499 [0,1500)',
  ])
})

test('[WIN-9] cleanup clears contents, trigger and the state of the window, in this order of calls (WO-11)', () => {
  const keeping = `class Keeping extends flink.ProcessWindowFunction<any, any, any, any> {
    n = new flink.ValueStateDescriptor<number>('fired')
    override process(_k: any, ctx: any, _all: any, out: any) { ctx.windowState().getState(this.n).update(1); out.collect('fired') }
    override clear(ctx: any) { say('clear of the function'); CLEARS }
  }`
  const left = (clears: string) => {
    const seen = run(
      job(`${tumbling}.trigger(new Telling()).process(new Keeping())`, {
        before: keeping.replace('CLEARS', clears),
      }),
      [
        ['a', 0, 1],
        ['a', 2_000, 2],
        ['a', 2_001, 3],
      ],
      { script: [[1_000, { kind: 'trigger-checkpoint' }]] },
    )
    expect(logged(seen).slice(1, 4)).toEqual([
      'onElement 2 [2000,3000)',
      'onEventTime 999 [0,1000)',
      'clear [0,1000)',
    ])
    expect(logged(seen)[4]).toBe('clear of the function')
    return seen
      .of('snapshot-taken')
      .flatMap(({ content }) => content.states)
      .map(({ state, total }) => `${state} ${total}`)
  }
  expect(left('ctx.windowState().getState(this.n).clear()')).toEqual([
    'window-contents 1',
    'fired 0',
  ])
  // What clear() does not clear stays for ever, as in Flink.
  expect(left('')).toEqual(['window-contents 1', 'fired 1'])
})

test('[WIN-20] what a window’s function sends to a side output has the window’s last moment, too (WO-41)', () => {
  const aside = `const side = new flink.OutputTag<any>('side')
  class Aside extends flink.ProcessWindowFunction<any, any, any, any> {
    override process(_k: any, ctx: any, _all: any, out: any) { out.collect('main'); ctx.output(side, 'side') }
  }`
  const seen = run(
    job(`${tumbling}.process(new Aside())`, {
      before: aside,
      last: "windowed.getSideOutput(side).print().uid('side')",
    }),
    [
      ['a', 100, 1],
      ['a', 2_000, 2],
      ['a', 2_001, 2],
    ],
  )
  const written = seen.of('sink-written').map(({ value, timestamp }) => [value, timestamp])
  expect(written).toEqual([
    ['main', 999],
    ['side', 999],
  ])
})

test('[WIN-8] allowed lateness means nothing to windows of the clock (WO-39)', () => {
  const windows = '.window(flink.TumblingProcessingTimeWindows.of(ms(1000)))'
  const of = (more: string) => {
    const seen = run(job(`${windows}${more}.process(new Show())`), [
      ['a', 1, 1],
      ['a', 2, 2],
    ])
    return [seen.rows, seen.of('window-cleaned').map(({ at }) => at)]
  }
  expect(of('.allowedLateness(ms(500))')).toEqual(of(''))
  expect(of('')).toEqual([['[0,1000) 1', '[0,1000) 2'], [999]])
})

test('[WIN-17] windowAll has one subtask, whatever the parallelism of the job (WI-13)', () => {
  const text = job('').replace(
    '.keyBy((o: any) => o.key)',
    '.windowAll(flink.TumblingEventTimeWindows.of(ms(1000))).reduce((a: any) => a)',
  )
  const parallel = text.replace('const windowed', 'env.setParallelism(3)\nconst windowed')
  const seen = run(parallel, [
    ['a', 1, 1],
    ['b', 2, 2],
    ['c', 2000, 4],
    ['c', 2001, 4],
  ])
  const [graph] = seen.of('job-submitted')
  const vertices = graph?.graph.vertices.map(({ operators, parallelism }) => [
    operators[0]?.name,
    parallelism,
  ])
  expect(vertices).toContainEqual(['windows', 1])
})

test('[WIN-11] PURGE takes the contents alone: what the trigger has counted stays until cleanup (WO-9)', () => {
  const third = `class Third extends flink.Trigger<any, any> {
    seen = new flink.ValueStateDescriptor<number>('seen')
    override onElement(_o: any, _t: number, w: any, ctx: any) {
      const state = ctx.getPartitionedState(this.seen), n = (state.value() ?? 0) + 1
      state.update(n)
      return n === 2 ? flink.TriggerResult.PURGE : n === 3 ? flink.TriggerResult.FIRE : flink.TriggerResult.CONTINUE
    }
    override onEventTime() { return flink.TriggerResult.CONTINUE }
    override onProcessingTime() { return flink.TriggerResult.CONTINUE }
    override clear(_w: any, ctx: any) { ctx.getPartitionedState(this.seen).clear() }
  }`
  const { rows } = run(
    job(`${tumbling}.trigger(new Third()).process(new Show())`, { before: third }),
    [
      ['a', 1, 1],
      ['a', 2, 2],
      ['a', 3, 3],
    ],
  )
  expect(rows).toEqual(['[0,1000) 3'])
})

test('[WIN-11] a continuous trigger never fires past the end of its window (WO-26)', () => {
  const windows = `${tumbling}.allowedLateness(ms(900)).trigger(flink.ContinuousEventTimeTrigger.of(ms(400)))`
  const seen = run(job(`${windows}.process(new Show())`), [
    ['a', 1, 1],
    ['b', 1_500, 2],
    ['b', 1_500, 2],
  ])
  const timers = seen.of('timer-fired').filter(({ key }) => key === 'a')
  expect(timers.map(({ timestamp }) => timestamp)).toEqual([400, 800, 999])
})

test('[WIN-16] evictors at their bounds: as old as the window goes, as far as the threshold goes (WO-34)', () => {
  const rows: Row[] = [
    ['a', 100, 1],
    ['a', 200, 3],
    ['a', 300, 6],
    ['a', 2_000, 0],
    ['a', 2_001, 0],
  ]
  const fired = (evictor: string) =>
    run(job(`${tumbling}.evictor(${evictor}).process(new Show())`), rows).rows.map((row) =>
      row.slice(-1),
    )
  expect(fired('flink.TimeEvictor.of(ms(200))')).toEqual(['3', '6'])
  expect(fired('flink.TimeEvictor.of(ms(201))')).toEqual(['1', '3', '6'])
  expect(fired('flink.DeltaEvictor.of(3, (a: any, b: any) => b.n - a.n)')).toEqual(['6'])
  expect(fired('flink.DeltaEvictor.of(4, (a: any, b: any) => b.n - a.n)')).toEqual(['3', '6'])
})
