/** The State tab: what is kept, by key and by subtask; timers; event time and who holds it back; windows. */
import { expect } from '@playwright/test'
import { emptyScenario, type Scenario } from '../src/scenario/index.ts'
import { encodeLink } from '../src/storage/index.ts'
import { Learner } from './learner.ts'
import { test } from './test.ts'

/** Clicks of users, rules that are broadcast, a partition that lags behind, windows of a second. */
const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.enableCheckpointing(900)
const { Types } = flink
const read = (topic: string) => env.fromSource(
  flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics(topic).setGroupId('g')
    .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
  flink.WatermarkStrategy.forMonotonousTimestamps<any>().withIdleness(flink.Duration.ofSeconds(3)), topic)
const rules = new flink.MapStateDescriptor<string, number>('rules', Types.STRING, Types.LONG)

class Clicks extends flink.KeyedBroadcastProcessFunction<string, any, any, any> {
  last: any; all: any; pages: any
  override open() {
    const context = this.getRuntimeContext()
    this.last = context.getState(new flink.ValueStateDescriptor('last', Types.LONG))
    this.all = context.getListState(new flink.ListStateDescriptor('all', Types.STRING))
    this.pages = context.getMapState(new flink.MapStateDescriptor('pages', Types.STRING, Types.LONG))
  }
  override processElement(click: any, ctx: any, out: any) {
    this.last.update(click.n)
    this.all.add(click.page)
    this.pages.put(click.page, (this.pages.get(click.page) ?? 0) + 1)
    ctx.timerService().registerEventTimeTimer(ctx.timestamp() + 60_000)
    out.collect(click)
  }
  override processBroadcastElement(rule: any, ctx: any) {
    ctx.getBroadcastState(rules).put(rule.page, rule.limit)
  }
}

read('clicks').uid('clicks').setParallelism(2)
  .keyBy((click: any) => click.user)
  .connect(read('rules').uid('rules').setParallelism(1).broadcast(rules))
  .process(new Clicks()).uid('watch').name('watch').setParallelism(2)
  .print().uid('out').setParallelism(1)
read('clicks').uid('again').setParallelism(2)
  .keyBy((click: any) => click.user)
  .window(flink.TumblingEventTimeWindows.of(flink.Duration.ofSeconds(1)))
  .reduce((a: any) => a).uid('windows').name('windows').setParallelism(1)
  .print().uid('seen').setParallelism(1)
env.execute('Clicks')`

const users = ['ann', 'bob', 'cleo']
const pages = ['home', 'cart', 'help']
const clicks = (from: number, step: number) =>
  Array.from({ length: 40 }, (_, n) => {
    const click = { user: users[n % 3], page: pages[(n >> 1) % 3], n }
    const timestamp = n === 24 ? from : from + n * step
    return { key: null, value: JSON.stringify(click), timestamp }
  })
const scenario: Scenario = {
  ...emptyScenario,
  title: 'Clicks',
  files: { 'job.ts': job },
  topics: {
    clicks: { spacing: 200, partitions: [clicks(0, 200), clicks(2_000, 300)] },
    rules: {
      spacing: 200,
      partitions: [
        [
          { page: 'home', limit: 5 },
          { page: 'cart', limit: 2 },
        ].map((rule) => ({ key: null, value: JSON.stringify(rule), timestamp: 9_000 })),
      ],
    },
  },
  cursor: { at: 5_600, seq: null },
}

test('state of every kind, timers, broadcast rules and the channel that holds event time back', async ({
  page,
}) => {
  const learner = new Learner(page)
  await learner.opens(`./${await encodeLink(scenario)}`)
  await learner.presses('Run this code')
  await expect(learner.object(/^watch 1 of 2/)).toBeVisible()
  await expect.poll(() => learner.now()).toBeCloseTo(5.6, 1)
  await learner.turnsTo('State')
  const { dock } = learner

  const keyed = dock.getByRole('table', { name: 'Keyed state of watch' })
  await expect(keyed.getByRole('row', { name: /ann all list/ })).toContainText(/\d in it/)
  const elements = dock.getByRole('list', { name: 'Elements of all of ann' })
  await expect(elements.getByRole('listitem').first()).toHaveText('"home"')
  const entry = dock.getByRole('list', { name: 'Entries of pages of ann' }).getByRole('button')
  await expect(entry.first()).toHaveAccessibleName(/^home: \d+, put at [\d.]+ s: go there$/)
  await expect(dock.getByRole('region', { name: 'Timers' })).toContainText('ann')

  const rules = dock.getByRole('table', { name: 'rules of watch 1/2, broadcast' })
  await expect(rules.getByRole('row')).toHaveText([/^home\s*5/, /^cart\s*2/])

  const windows = dock.getByRole('region', { name: 'Windows' })
  await expect(
    windows.getByRole('button', { name: /fired on time, cleaned, \d+ records?/ }).first(),
  ).toBeVisible()
  await expect(windows.getByRole('button', { name: /, open, \d records?/ }).first()).toBeVisible()

  // Of a subtask: which of its channels holds it back; and every row leads to its instant.
  await dock
    .getByRole('combobox', { name: 'Subtask' })
    .selectOption({ label: 'windows → Print to Std. Out 1/1' })
  const time = dock.getByRole('region', { name: 'Event time' })
  await expect(time).toContainText('holds it back.')
  const holding = time.getByRole('row', { name: /holds it back/ })
  await expect(holding).toHaveCount(1)
  const told = holding.getByRole('button')
  const at = Number(/^[\d.]+/.exec(await told.innerText())?.[0])
  await told.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => learner.now()).toBeCloseTo(at, 1)
  await learner.findsNothingInTheWay()
  learner.hasNoComplaints()
})
