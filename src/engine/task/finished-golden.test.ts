/** Finished tasks and stop-with-savepoint, as a real Flink 2.2.0 showed them. */
import { expect, test } from 'vitest'
import { maxWatermark } from '../../model/index.ts'
import { golden } from '../testing/golden.ts'
import { type Simulated, simulate } from '../testing/simulate.ts'

/** A ends after three numbers, B after ten; B fails once before its seventh. A number each 100 ms. */
const twoSources = `import * as flink from 'flink'
let failed = false
class Count extends flink.KeyedProcessFunction<any, any, any> {
  declare count: flink.ValueState<number>
  open() {
    this.count = this.getRuntimeContext().getState(new flink.ValueStateDescriptor('count', flink.Types.LONG))
  }
  processElement(row: any, ctx: any, out: any) {
    const n = (this.count.value() ?? 0) + 1
    this.count.update(n)
    out.collect(ctx.getCurrentKey() + ' #' + row.n + ' -> count ' + n)
  }
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const source = (key: string, count: number) => env.fromSource(
  new flink.DataGeneratorSource((n: number) => {
    if (key === 'B' && n === 6 && !failed) { failed = true; throw new Error('planned') }
    return { key, n }
  }, count, flink.RateLimiterStrategy.perSecond(10)),
  flink.WatermarkStrategy.noWatermarks<any>(), 'src' + key).uid('src' + key)
source('A', 3).union(source('B', 10)).keyBy((row: any) => row.key).process(new Count()).uid('op').print()
env.execute('two sources')`

const checkpoint = { kind: 'trigger-checkpoint' } as const

function runTwoSources(
  afterTasksFinish: boolean,
  checkpoints: readonly number[],
  until = 20_000,
): Simulated {
  return simulate(twoSources, {
    until,
    config: {
      'execution.checkpointing.interval': '1 h',
      'execution.checkpointing.checkpoints-after-tasks-finish': String(afterTasksFinish),
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '1',
      'restart-strategy.fixed-delay.delay': '100 ms',
      'pipeline.operator-chaining.enabled': 'true',
    },
    script: checkpoints.map((at) => [at, checkpoint]),
    scenario: { cluster: { taskManagers: 1, slotsEach: 2 } },
  })
}

/** What a run shows of the golden one; srcA is subtask 0. */
function seen(run: Simulated) {
  const logs = (key: string) =>
    run.rows.filter((row) => row.startsWith(key)).map((row) => row.slice(2))
  const statuses = run.of('task-status-changed').filter(({ subtask }) => subtask === 0)
  const last = run.of('task-status-changed').filter(({ attempt }) => attempt === 1)
  return { perKeyProcessingLog: { A: logs('A'), B: logs('B') }, statuses, last }
}

interface Finished {
  readonly srcAStateAfterItsLastRecord: string
  readonly checkpointAfterSrcAFinished: string
  readonly operatorsInMetadata: readonly string[]
  readonly stats: { readonly subtasks: number; readonly acknowledged: number }
  readonly srcAStarts: number
  readonly perKeyProcessingLog: unknown
  readonly finalStatus: string
  readonly triggerErrorChain: readonly { readonly message: string }[]
}

function statusAt(run: Simulated, subtask: number, at: number): string | undefined {
  const all = run.of('task-status-changed').filter((one) => one.subtask === subtask && one.at <= at)
  return all.at(-1)?.status
}

test('[END-2, END-4, END-6, CK-228, CK-230, CK-235] golden run: a checkpoint after one of two sources has finished, then a failure', () => {
  const expected = golden<Finished>('o-checkpoint-after-source-finished')
  const run = runTwoSources(true, [230, 350])
  expect(statusAt(run, 0, 229)).toBe(expected.srcAStateAfterItsLastRecord)
  expect(statusAt(run, 0, 345)).toBe('FINISHED')
  const second = run.of('checkpoint-completed').find((one) => one.checkpoint === 2)
  expect(second).toBeDefined()
  const reported = run
    .of('checkpoint-acknowledged')
    .filter((one) => one.checkpoint === 2)
    .at(-1)
  const { acknowledged, expected: subtasks } = reported ?? {}
  expect({ subtasks, acknowledged }).toEqual(expected.stats)
  expect(seen(run).perKeyProcessingLog).toEqual(expected.perKeyProcessingLog)
  // Its task is deployed again, and its generator is not opened.
  expect(run.of('partition-assigned').filter(({ subtask }) => subtask === 0)).toHaveLength(
    expected.srcAStarts,
  )
  expect(statusAt(run, 0, 1_000)).toBe('RUNNING')
  expect(run.of('restored-as-finished')).toMatchObject([{ subtask: 0, checkpoint: 2 }])
  expect(run.of('job-status-changed').at(-1)?.status).toBe(expected.finalStatus)
})

test('[END-4] golden run: what the metadata of that checkpoint says of its operators', () => {
  const expected = golden<Finished>('o-checkpoint-after-source-finished').operatorsInMetadata
  const manifest = runTwoSources(true, [230, 350], 550).manifests.at(-1)
  const lines = (manifest?.operators ?? []).map(({ id, uid, finished }) => {
    const hasStates = manifest?.handles.some(({ operator }) => operator === id) ?? false
    return `${uid ?? '-'}: fullyFinished=${finished === 'fully'} hasSubtaskStates=${hasStates}`
  })
  // The writer of Flink's test sink has state; `print` has none.
  expect(lines.filter((line) => !line.startsWith('-')).toSorted()).toEqual(
    expected.filter((line) => !line.startsWith('-')).toSorted(),
  )
})

test('[END-7, CK-34, CK-234] golden run: checkpoints after tasks have finished are switched off', () => {
  const expected = golden<Finished>('o-checkpoints-after-finish-disabled')
  const run = runTwoSources(false, [350])
  expect(statusAt(run, 0, 349)).toBe(expected.srcAStateAfterItsLastRecord)
  const [rejected] = run.of('checkpoint-request-rejected')
  expect(rejected?.reason).toBe('NOT_ALL_REQUIRED_TASKS_RUNNING')
  expect(`${rejected?.message} Failure reason: Not all required tasks are currently running.`).toBe(
    expected.triggerErrorChain[0]?.message,
  )
  expect(seen(run).perKeyProcessingLog).toEqual(expected.perKeyProcessingLog)
  expect(run.of('partition-assigned').filter(({ subtask }) => subtask === 0)).toHaveLength(
    expected.srcAStarts,
  )
  expect(statusAt(run, 0, 1_300)).toBe('FINISHED')
  expect(run.of('job-status-changed').at(-1)?.status).toBe(expected.finalStatus)
})

/** The source's records say when it emits a watermark behind them. */
const stopping = `import * as flink from 'flink'
class Marks {
  onEvent(row: any, at: number, output: any) { if (row.mark !== null) output.emitWatermark(new flink.Watermark(row.mark)) }
  onPeriodicEmit() {}
}
class WmLog extends flink.RichMapFunction<any, any> {
  override open() { console.log('op: open') }
  override map(row: any) { console.log('op: record k:' + row.at + ' ts ' + row.at); return row }
  override close() { console.log('op: close') }
}
const shown = (mark: number) =>
  mark === Number.MAX_SAFE_INTEGER ? 'MAX' : mark === Number.MIN_SAFE_INTEGER ? 'MIN' : mark
class Fired extends flink.ProcessWindowFunction<any, any, string, flink.TimeWindow> {
  process(key: string, ctx: any, rows: any, out: any) {
    const values = [...rows].map((row) => row.at)
    console.log('window: window [' + ctx.window().getStart() + ',' + ctx.window().getEnd() + ') key ' + key
      + ' count ' + values.length + ' values [' + values.join(', ') + '] watermark ' + shown(ctx.currentWatermark()))
  }
}
class Timers extends flink.KeyedProcessFunction<any, any, any> {
  processElement(row: any, ctx: any) {
    console.log('event: record k register ' + row.at + ', currentWatermark ' + shown(ctx.timerService().currentWatermark()))
    ctx.timerService().registerEventTimeTimer(row.at)
  }
  onTimer(at: number, ctx: any) {
    console.log('event: onTimer EVENT_TIME key k ts ' + at + ', currentWatermark ' + shown(ctx.timerService().currentWatermark()))
  }
}
class Hours extends flink.KeyedProcessFunction<any, any, any> {
  processElement(row: any, ctx: any) {
    ctx.timerService().registerProcessingTimeTimer(ctx.timerService().currentProcessingTime() + 3_600_000)
  }
  onTimer(at: number) { console.log('processing: onTimer ' + at) }
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const rows = env.fromSource(
  flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('rows')
    .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
  flink.WatermarkStrategy.forGenerator<any>(() => new Marks()).withTimestampAssigner((row: any) => row.at), 'Src')
  .uid('src').map(new WmLog()).uid('log').name('WmLog')
const keyed = rows.keyBy(() => 'k')
keyed.window(flink.TumblingEventTimeWindows.of(flink.Duration.ofSeconds(1))).process(new Fired()).uid('window')
keyed.process(new Timers()).uid('event')
keyed.process(new Hours()).uid('processing')
env.execute('stopping')`

const rowsOf = (...rows: readonly (readonly [at: number, mark: number | null])[]) => ({
  rows: {
    spacing: 100,
    partitions: [
      rows.map(([at, mark]) => ({
        key: null,
        value: JSON.stringify({ at, mark }),
        timestamp: null,
      })),
    ],
  },
})

const before = [
  [100, 150],
  [1_500, null],
  [900, null],
] as const
const behind = [
  [950, null],
  [1_600, 2_500],
] as const

interface Stopped {
  readonly jobStatus: string
  readonly operatorLog: readonly string[]
  readonly windowsFired: readonly string[]
  readonly eventTimers: readonly string[]
  readonly processingTimers?: readonly string[]
  readonly afterRestoreFromThatSavepoint: Stopped
}

/** Watermarks and the end are no calls of a map function; what its task did says them. */
function operatorLog(run: Simulated): readonly string[] {
  const started = run.of('tasks-scheduled')[0]
  const subtask = started?.schedule.subtasks.find(({ id }) =>
    run.of('logged').some((line) => line.subtask === id && line.text.startsWith('op: ')),
  )?.id
  return run.events.flatMap((event): readonly string[] => {
    if (!('subtask' in event) || event.subtask !== subtask) return []
    switch (event.kind) {
      case 'logged':
        return [event.text.slice('op: '.length)]
      case 'watermark-advanced':
        return [`watermark ${event.watermark === maxWatermark ? 'MAX' : event.watermark}`]
      case 'end-of-data-reached':
        return event.drain ? ['endInput', 'finish'] : []
      default:
        return []
    }
  })
}

function observed(run: Simulated): Omit<Stopped, 'afterRestoreFromThatSavepoint'> {
  const of = (who: string) =>
    run
      .of('logged')
      .filter(({ text }) => text.startsWith(`${who}: `))
      .map(({ text }) => text.slice(who.length + 2))
  const java = (line: string) =>
    line
      .replace('currentWatermark MIN', 'currentWatermark -9223372036854775808')
      .replace('currentWatermark MAX', 'currentWatermark 9223372036854775807')
  return {
    jobStatus: run.of('job-status-changed').at(-1)?.status ?? '',
    operatorLog: operatorLog(run),
    windowsFired: of('window'),
    eventTimers: of('event').map(java),
    processingTimers: of('processing'),
  }
}

test.each([
  ['n-stop-with-savepoint', 'stop'],
  ['n-stop-with-savepoint-drain', 'drain'],
] as const)('[SAV-4, SAV-8, SAV-9, CK-177, CK-178, CK-179] golden run %s', (name, then) => {
  const { afterRestoreFromThatSavepoint: restored, ...expected } = golden<Stopped>(name)
  const options = {
    config: {
      'execution.checkpointing.interval': '1 h',
      'pipeline.operator-chaining.enabled': 'false',
    },
  }
  const run = simulate(stopping, {
    ...options,
    until: 5_000,
    script: [[800, { kind: 'trigger-savepoint', label: 'stop', then }]],
    scenario: { topics: rowsOf(...before) },
  })
  expect(observed(run)).toEqual(expected)
  const again = simulate(stopping, {
    ...options,
    startAt: 6_000,
    until: 9_000,
    restoreFrom: { run, checkpoint: 1 },
    scenario: { topics: rowsOf(...before, ...behind) },
  })
  expect(observed(again)).toEqual({ ...restored, processingTimers: [] })
})
