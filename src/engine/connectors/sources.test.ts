/** Sources that are not Kafka, and what a failure makes of them. */
import { expect, test } from 'vitest'
import type { TaskManagerId } from '../../model/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import { type Simulated, simulate, type SimulateOptions } from '../testing/simulate.ts'
import { rangesOf } from './splits.ts'

function run(
  stream: string,
  options: Partial<SimulateOptions> & { setup?: string } = {},
): Simulated {
  const { setup = '', ...rest } = options
  const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
${setup}
${stream}.print().uid('out').setParallelism(1)
env.execute('job')`
  return simulate(job, { until: 2_000, ...rest })
}

/** Checkpoints every 500 ms, and the only TaskManager with work killed at `at`. */
function killedAt(at: number): Partial<SimulateOptions> {
  const kill = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const
  return { config: { 'execution.checkpointing.interval': '500 ms' }, script: [[at, kill]] }
}

const cluster = { taskManagers: 1, slotsEach: 4 }

test('[SRC-10] fromData: the records in order, then the end of event time', () => {
  const seen = run("env.fromData({ n: 1 }, { n: 2 }).uid('src')")
  expect(seen.rows).toEqual(['{"n":1}', '{"n":2}'])
  expect(seen.of('watermark-advanced').at(-1)?.watermark).toBe(Number.MAX_SAFE_INTEGER)
  expect(run("env.fromData(['a', 'b']).uid('src')").rows).toEqual(['a', 'b'])
})

test('[SRC-10] fromSequence: a range for each reader, the first ones longer by one', () => {
  expect(rangesOf('s', 10, 4).map(({ offset, stop }) => [offset, stop])).toEqual([
    [0, 3],
    [3, 6],
    [6, 8],
    [8, 10],
  ])
  const { rows } = run("env.fromSequence(-2, 3).uid('src').setParallelism(2)")
  expect(rows.map(Number).sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3])
})

const generator = (rate: string) =>
  `env.fromSource(new flink.DataGeneratorSource((n: number) => 'r' + n, 20, ${rate}),
    flink.WatermarkStrategy.noWatermarks(), 'gen').uid('gen').setParallelism(2)`

test('[SRC-11] a generator makes records from their numbers, no faster than its rate', () => {
  const seen = run(generator('flink.RateLimiterStrategy.perSecond(10)'))
  const times = seen.of('record-read').filter(({ subtask }) => subtask === 0)
  expect(times.map(({ at }) => at)).toEqual([
    0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800,
  ])
  expect(seen.rows).toHaveLength(20)
})

test('[SRC-11] perCheckpoint: so many records, then the next completed checkpoint', () => {
  const seen = run(generator('flink.RateLimiterStrategy.perCheckpoint(4)'), {
    config: { 'execution.checkpointing.interval': '500 ms' },
    until: 1_400,
  })
  const completed = seen.of('checkpoint-completed').length
  expect(completed).toBeGreaterThan(0)
  expect(seen.rows).toHaveLength(4 * (completed + 1))
})

test('[SRC-11] perCheckpoint: every subtask has the same whole number, and the rest is not made', () => {
  const seen = run(generator('flink.RateLimiterStrategy.perCheckpoint(5)'), {
    config: { 'execution.checkpointing.interval': '500 ms' },
    until: 1_400,
  })
  expect(seen.rows).toHaveLength(2 * 2 * (seen.of('checkpoint-completed').length + 1))
})

test('[SRC-11] perCheckpoint with less than a record for each subtask fails the task', () => {
  const [failure] = run(generator('flink.RateLimiterStrategy.perCheckpoint(1)')).of('task-failed')
  expect(failure?.code).toBe('rate_below_parallelism')
  expect(failure?.message).toContain('gen may make 1 records a checkpoint, but has 2 subtasks')
  expect(failure?.place?.file).toBe('job.ts')
})

test('[SRC-11] perSecond: a subtask that could not emit makes up for a second at most', () => {
  const stream = `env.fromSource(new flink.DataGeneratorSource((n: number) => 'r' + n, 100,
    flink.RateLimiterStrategy.perSecond(5)), flink.WatermarkStrategy.noWatermarks(), 'gen').uid('gen')`
  const seen = run(stream, {
    until: 6_000,
    scenario: { costs: { snapshotSync: 3_000 } },
    script: [[1_100, { kind: 'trigger-checkpoint' }]],
  })
  const times = seen.of('record-read').map(({ at }) => at)
  const apart = times.slice(1).map((at, n) => at - (times[n] ?? 0))
  const pause = apart.findIndex((gap) => gap > 2_000)
  // One permit was held, five are a second's worth, one comes due with them; 5 ms later the clock rules.
  expect(apart.slice(pause + 1, pause + 8)).toEqual([1, 1, 1, 1, 1, 1, 195])
  expect(apart.slice(pause + 8, pause + 11)).toEqual([200, 200, 200])
})

test('[SRC-10, SRC-11] after a failure a source goes on behind the last checkpoint, and makes the same records', () => {
  const { rows } = run(generator('flink.RateLimiterStrategy.perSecond(10)'), {
    ...killedAt(1_250),
    until: 60_000,
    scenario: { cluster },
  })
  expect(new Set(rows).size).toBe(20)
  expect(rows.length).toBeGreaterThan(20)
})

const shaped = (rate = 'flink.RateLimiterStrategy.perSecond(10)') => ({
  setup: `const key = flink.GeneratorShapes.skewedKeys(['a', 'b', 'c'], 7)
const at = flink.GeneratorShapes.withGaps(flink.GeneratorShapes.outOfOrder(
  flink.Duration.ofMillis(100), flink.Duration.ofMillis(250), 7), 10, flink.Duration.ofSeconds(60))
const shaped = new flink.DataGeneratorSource((n: number) => ({ n, key: key(n), at: at(n) }), 30, ${rate})`,
  stream: `env.fromSource(shaped,
    flink.WatermarkStrategy.forBoundedOutOfOrderness<any>(flink.Duration.ofMillis(250))
      .withTimestampAssigner((made: any) => made.at), 'gen').uid('gen').setParallelism(2)`,
})

test('[SRC-14] the shape of the data is the same after a failure', () => {
  const { setup, stream } = shaped()
  const whole = run(stream, { setup, until: 60_000 })
  const failed = run(stream, { setup, ...killedAt(1_250), until: 60_000, scenario: { cluster } })
  expect(whole.rows).toHaveLength(30)
  expect(failed.rows.length).toBeGreaterThan(30)
  expect([...new Set(failed.rows)].sort()).toEqual([...whole.rows].sort())
})

test('[SRC-14] a burst, then a pause, in each subtask; a restore begins with a whole burst', () => {
  const { setup, stream } = shaped('flink.GeneratorShapes.bursts(4, flink.Duration.ofSeconds(1))')
  const reads = (seen: Simulated) => seen.of('record-read').filter(({ subtask }) => subtask === 0)
  const bursts = (times: readonly number[]) =>
    times.filter((at, n) => n === 0 || at - times[n - 1]! >= 1_000).length
  const seen = reads(run(stream, { setup, until: 60_000 })).map(({ at }) => at)
  expect(seen).toHaveLength(15)
  expect(bursts(seen)).toBe(4)
  const failed = run(stream, { setup, ...killedAt(1_500), until: 60_000, scenario: { cluster } })
  const [restarted] = failed.of('job-status-changed').filter(({ at }) => at > 1_500)
  const again = reads(failed).filter(({ at }) => at > (restarted?.at ?? 0))
  expect(bursts(again.slice(0, 5).map(({ at }) => at))).toBe(2)
})

const lines = (count: number): Scenario['topics'][string] => ({
  spacing: 100,
  partitions: [
    Array.from({ length: count }, (_, n) => ({ key: null, value: `line ${n}`, timestamp: 7 })),
  ],
})

test('[SRC-12] a socket cannot rewind: what came while the job was down is lost', () => {
  const socket = "env.socketTextStream('localhost', 9999).uid('socket')"
  const options = { until: 8_000, scenario: { cluster, topics: { 'localhost:9999': lines(60) } } }
  const whole = run(socket, options)
  expect(whole.rows).toEqual(Array.from({ length: 60 }, (_, n) => `line ${n}`))
  const failed = run(socket, { ...options, ...killedAt(2_050) })
  const [restarted] = failed.of('partition-assigned').slice(-1)
  expect(failed.rows.length).toBeLessThan(60)
  expect(failed.rows).not.toContain(`line ${(restarted?.offset ?? 0) - 1}`)
  expect(new Set(failed.rows).size).toBe(failed.rows.length)
  expect(failed.of('snapshot-taken').flatMap(({ content }) => content.offsets)).toEqual([])
  expect(whole.of('sink-written')[0]?.timestamp).toBeNull()
})

test('[SRC-12] nobody at the other end of a socket is an exception in the task', () => {
  const [failure] = run("env.socketTextStream('nowhere', 1).uid('socket')").of('task-failed')
  expect(failure).toMatchObject({
    code: 'connection-refused',
    message: 'Connection refused: nowhere:1',
  })
})

const files = `env.fromSource(
    flink.FileSource.forRecordStreamFormat(new flink.TextLineInputFormat(), new flink.Path('logs')).build(),
    flink.WatermarkStrategy.noWatermarks<string>(), 'files').uid('files')`

test('[SRC-13] files are read one after the other, to their end; a failure goes back to the last checkpoint', () => {
  const logs = (count: number, name: string) =>
    Array.from({ length: count }, (_, n) => ({ key: null, value: `${name}${n}`, timestamp: null }))
  const topics = { logs: { partitions: [logs(3, 'a'), logs(2, 'b')] } }
  expect(run(files, { scenario: { topics } }).rows).toEqual(['a0', 'a1', 'a2', 'b0', 'b1'])
  const many = { logs: { partitions: [logs(20, 'a'), logs(20, 'b')] } }
  const { rows } = run(files, {
    ...killedAt(1_200),
    until: 60_000,
    scenario: { cluster, topics: many, recordCosts: { files: 50 } },
  })
  expect(new Set(rows).size).toBe(40)
  expect(rows.slice(-3)).toEqual(['b17', 'b18', 'b19'])
})

test('[SRC-13] a folder that does not exist fails the task', () => {
  expect(run(files).of('task-failed')[0]).toMatchObject({ code: 'file-not-found' })
})

test('[WMK-15] a source that cannot pause splits fails, unless that is allowed', () => {
  const aligned = files.replace(
    'noWatermarks<string>()',
    `forMonotonousTimestamps<string>()
      .withTimestampAssigner((line) => Number(line))
      .withWatermarkAlignment('g', flink.Duration.ofMillis(10), flink.Duration.ofMillis(300))`,
  )
  const numbers = Array.from({ length: 40 }, (_, n) => ({
    key: null,
    value: String(n * 100),
    timestamp: null,
  }))
  const scenario = { topics: { logs: { partitions: [numbers] } }, recordCosts: { files: 50 } }
  const refused = run(aligned, { scenario })
  expect(refused.of('task-failed')[0]).toMatchObject({ code: 'splits-not-pausable' })
  const allowed = run(aligned, {
    scenario,
    config: { 'pipeline.watermark-alignment.allow-unaligned-source-splits': 'true' },
  })
  expect(allowed.of('task-failed')).toEqual([])
})
