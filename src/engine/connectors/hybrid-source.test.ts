/** One source after the other, and what failures, restores and other parallelisms make of it. */
import { expect, test } from 'vitest'
import type { TaskManagerId } from '../../model/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import { type Simulated, simulate, type SimulateOptions } from '../testing/simulate.ts'

const kafka = (topic: string, more = '') => `flink.KafkaSource.builder<any>()
  .setBootstrapServers('broker:9092').setTopics('${topic}').setGroupId('g')${more}
  .setStartingOffsets(flink.OffsetsInitializer.earliest())
  .setValueOnlyDeserializer(new flink.SimpleStringSchema()).build()`
const files = `flink.FileSource.forRecordStreamFormat(
  new flink.TextLineInputFormat(), new flink.Path('history')).build()`
const numbers = (rate: number) => `new flink.DataGeneratorSource((n: number) => 'n' + n, 20,
  flink.RateLimiterStrategy.perSecond(${rate}))`

/** Counts its lines, each `how often: line`. */
const count = `class Count extends flink.KeyedProcessFunction<any, any, any> {
  declare seen: any
  open() {
    this.seen = this.getRuntimeContext().getState(
      new flink.ValueStateDescriptor('seen', flink.Types.LONG))
  }
  processElement(line: string, ctx: any, out: any) {
    const seen = (this.seen.value() ?? 0) + 1
    this.seen.update(seen)
    out.collect(seen + ': ' + line)
  }
}`

interface HybridJob {
  readonly sources?: readonly string[]
  readonly parallelism?: number
  readonly behind?: string
}

function hybridJob({ sources, parallelism = 2, behind = '' }: HybridJob = {}): string {
  const [first = '', ...others] = sources ?? [files, kafka('live')]
  return `import * as flink from 'flink'
${count}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromSource(flink.HybridSource.builder<any>(${first})${others.map((one) => `.addSource(${one})`).join('')}.build(),
  flink.WatermarkStrategy.noWatermarks(), 'both').uid('both').setParallelism(${parallelism})
  ${behind}.print().uid('out').setParallelism(${parallelism})
env.execute('job')`
}

const counted = `.keyBy((line: any) => line).process(new Count()).uid('count').setParallelism(2)`

const lines = (name: string, records: number) =>
  Array.from({ length: records }, (_, n) => ({ key: null, value: `${name}${n}`, timestamp: null }))

/** Two files, and a topic in which a record arrives every 100 ms. */
const topics: Scenario['topics'] = {
  history: { spacing: 0, partitions: [lines('a', 3), lines('b', 6)] },
  live: { spacing: 100, partitions: [lines('x', 20), lines('y', 20)] },
}
const cluster = { taskManagers: 2, slotsEach: 2 }

function run(job: string, options: Partial<SimulateOptions> = {}): Simulated {
  const { scenario, ...rest } = options
  return simulate(job, { until: 30_000, scenario: { topics, cluster, ...scenario }, ...rest })
}

const every = [...[...lines('a', 3), ...lines('b', 6), ...lines('x', 20), ...lines('y', 20)]].map(
  ({ value }) => value,
)

/** Lines whose count is wrong at the end: it says how often each counted in state. */
function wrong({ rows }: Simulated): readonly string[] {
  const last = new Map(rows.map((row) => row.split(': ').reverse() as [string, string]))
  return every.filter((line) => last.get(line) !== '1')
}

const succession = ['source-enumerator-started', 'source-switched', 'source-finished'] as const

test('[SRC-15] all readers go on together, when the last has read its part of the source before', () => {
  const seen = run(hybridJob(), {
    until: 200,
    scenario: { recordCosts: { both: 10 } },
  })
  expect(seen.transcript(...succession, 'partition-assigned')).toMatchInlineSnapshot(`
    "        0  Source: both reads source 1 of 2        backlog
           10  both/0  goes on to source 1
           10  both/0  reads history-0                         from 0
           10  both/1  goes on to source 1
           10  both/1  reads history-1                         from 0
           40  both/0  has read source 1
           70  both/1  has read source 1
           75  Source: both reads source 2 of 2        no backlog
           80  both/0  goes on to source 2
           80  both/0  reads live-0                            from 0
           80  both/1  goes on to source 2
           80  both/1  reads live-1                            from 0"
  `)
})

test('[SRC-15] the last source ends the job, if it ends', () => {
  const bounded = kafka('live', '.setBounded(flink.OffsetsInitializer.latest())')
  const topicsNow = { ...topics, live: { spacing: 0, partitions: [lines('x', 4)] } }
  const seen = run(hybridJob({ sources: [numbers(100), files, bounded] }), {
    scenario: { topics: topicsNow },
  })
  expect(seen.of('job-status-changed').at(-1)?.status).toBe('FINISHED')
  expect(seen.rows).toHaveLength(20 + 9 + 4)
  expect(
    seen
      .of('source-enumerator-started')
      .map(({ index, of, isProcessingBacklog }) => [index, of, isProcessingBacklog]),
  ).toEqual([
    [0, 3, true],
    [1, 3, true],
    [2, 3, false],
  ])
})

test('[SRC-15, CK-15] until the last source the interval is that of backlogs', () => {
  const seen = run(hybridJob({ sources: [numbers(2), kafka('live')] }), {
    until: 16_000,
    config: {
      'execution.checkpointing.interval': '1 s',
      'execution.checkpointing.interval-during-backlog': '4 s',
    },
  })
  const [, last] = seen.of('source-enumerator-started')
  const at = seen.of('checkpoint-triggered').map((one) => one.at)
  const apart = at.slice(1).map((one, n) => one - (at[n] ?? 0))
  const change = at.findIndex((one) => one > (last?.at ?? 0))
  expect(apart.slice(0, change - 1)).toEqual(apart.slice(0, change - 1).map(() => 4_000))
  expect(change).toBeGreaterThan(1)
  expect(apart.slice(change)).toEqual(apart.slice(change).map(() => 1_000))
  expect(at.length - change).toBeGreaterThan(3)
})

test('[SRC-15, CK-15] 0: no checkpoint while history is read', () => {
  const seen = run(hybridJob({ sources: [numbers(2), kafka('live')] }), {
    until: 12_000,
    config: {
      'execution.checkpointing.interval': '1 s',
      'execution.checkpointing.interval-during-backlog': '0 ms',
    },
  })
  const [, last] = seen.of('source-enumerator-started')
  const before = seen.of('checkpoint-triggered').filter(({ at }) => at < (last?.at ?? 0))
  expect(before.length).toBeLessThanOrEqual(1)
  expect(seen.of('checkpoint-triggered').length).toBeGreaterThan(before.length + 1)
})

const kill = (at: number, taskManager = 1) =>
  [at, { kind: 'kill-task-manager', taskManager: taskManager as TaskManagerId }] as const
const often = { 'execution.checkpointing.interval': '100 ms' }

test.each([60, 150, 250, 400, 700, 1_500])(
  '[SRC-15] a TaskManager lost at %i: every line counts once',
  (at) => {
    const seen = run(hybridJob({ behind: counted }), {
      config: often,
      script: [kill(at)],
      scenario: { recordCosts: { both: 20 } },
    })
    expect(seen.of('restart-scheduled').length).toBeGreaterThan(0)
    expect(wrong(seen)).toEqual([])
  },
)

test.each([60, 200, 1_000])(
  '[SRC-15] without a checkpoint, a job that restarts at %i begins at the first source, and goes on by itself',
  (at) => {
    const config = { 'restart-strategy.type': 'fixed-delay' }
    const seen = run(hybridJob({ behind: counted }), {
      ...{ config, script: [kill(at)] },
      scenario: { recordCosts: { both: 20 } },
    })
    expect(wrong(seen)).toEqual([])
  },
)

test('[SRC-15] a reader that restarts alone catches up source by source; the JobManager stays where it is', () => {
  // No keyBy: each reader is a region of its own.
  const seen = run(hybridJob(), {
    until: 4_000,
    config: {
      'restart-strategy.type': 'fixed-delay',
      'cluster.evenly-spread-out-slots': 'true',
      'taskmanager.load-balance.mode': 'SLOTS',
    },
    script: [kill(1_000)],
    scenario: { recordCosts: { both: 10 }, cluster: { taskManagers: 2, slotsEach: 1 } },
  })
  expect(seen.transcript(...succession, 'restart-scheduled')).toMatchInlineSnapshot(`
    "        0  Source: both reads source 1 of 2        backlog
           10  both/0  goes on to source 1
           10  both/1  goes on to source 1
           40  both/0  has read source 1
           70  both/1  has read source 1
           75  Source: both reads source 2 of 2        no backlog
           80  both/0  goes on to source 2
           80  both/1  goes on to source 2
         1000  restart 1 in 1000                       FixedDelayRestartBackoffTimeStrategy(ma…
         2010  both/0  goes on to source 1
         2040  both/0  has read source 1
         2050  both/0  goes on to source 2"
  `)
  expect(new Set(seen.rows.map((row) => row.replace(/^\d> /, ''))).size).toBe(every.length)
})

test.each([150, 400, 2_000])(
  '[SRC-15] another JobManager goes on where the newest checkpoint was: lost at %i',
  (at) => {
    const config = { ...often, 'high-availability.type': 'zookeeper' }
    const seen = run(hybridJob({ behind: counted }), {
      ...{ config, script: [[at, { kind: 'kill-job-manager' }]] },
      scenario: { recordCosts: { both: 20 } },
    })
    expect(seen.of('job-manager-started')).toHaveLength(1)
    expect(wrong(seen)).toEqual([])
  },
)

test.each([
  [60, 3],
  [60, 1],
  [130, 4],
  [600, 3],
  [600, 1],
])(
  '[SRC-15] from a savepoint at %i with parallelism %i: every line counts once',
  (at, parallelism) => {
    const stop = { kind: 'trigger-savepoint', label: 'sp', then: 'stop' } as const
    const config = { 'execution.checkpointing.savepoint-dir': 'file:///sp' }
    const before = run(hybridJob({ behind: counted }), {
      ...{ config, script: [[at, stop]] },
      scenario: { recordCosts: { both: 20 } },
    })
    expect(before.manifests).toHaveLength(1)
    const after = run(hybridJob({ behind: counted, parallelism }), {
      ...{ config, startAt: 3_000, restoreFrom: { run: before, checkpoint: 1 } },
    })
    expect(wrong({ ...after, rows: [...before.rows, ...after.rows] })).toEqual([])
  },
)

test('[SRC-15] a folder that is not there when its turn comes fails the job as a whole', () => {
  const rest = { live: topics['live'] ?? {} }
  const seen = run(hybridJob({ sources: [numbers(100), files, kafka('live')] }), {
    config: { 'restart-strategy.type': 'none' },
    scenario: { topics: rest },
  })
  expect(seen.of('job-status-changed').at(-1)).toMatchObject({ status: 'FAILED' })
  expect(seen.of('job-status-changed').at(-1)?.reason).toContain('File history does not exist')
})
