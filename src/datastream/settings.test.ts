import { expect, test } from 'vitest'
import * as flink from './flink.ts'
import { codeOf } from './testing/misuse.ts'
import { inProgram, nothing, numbers, submit } from './testing/submit.ts'

const { CheckpointingMode, Configuration } = flink
type Env = flink.StreamExecutionEnvironment

const settings = (program: (env: Env) => void, config: Record<string, string> = {}) =>
  submit((env) => {
    program(env)
    numbers(env).print()
  }, config).settings

test('[CF-6, CK-246] without a word, checkpointing is off and the first failure is the last', () => {
  expect(settings(nothing)).toEqual({
    checkpoints: {
      interval: null,
      mode: 'EXACTLY_ONCE',
      timeout: 600_000,
      minPause: 0,
      maxConcurrent: 1,
      tolerableFailures: 0,
      afterTasksFinish: true,
      unaligned: false,
      alignedTimeout: 0,
      numRetained: 1,
      retention: 'NO_EXTERNALIZED_CHECKPOINTS',
      directory: null,
      savepointDirectory: null,
      localBackup: false,
      fromLocal: false,
    },
    restart: { kind: 'none' },
    backend: 'hashmap',
    autoWatermarkInterval: 200,
    allowUnalignedSourceSplits: false,
    loadBalance: 'NONE',
    cluster: {
      failoverStrategy: 'region',
      highAvailability: false,
      heartbeatTimeout: 50_000,
      slotRequestTimeout: 300_000,
      checkpointHistory: 10,
      exceptionHistory: 16,
      debloat: null,
    },
  })
})

test('[CK-246, CK-250] with checkpointing, restarts back off exponentially', () => {
  const { restart } = settings((env) => env.enableCheckpointing(1_000))
  expect(restart).toEqual({
    kind: 'exponential-delay',
    initialBackoff: 1_000,
    maxBackoff: 60_000,
    multiplier: 1.5,
    resetThreshold: 3_600_000,
    jitter: 0.1,
    attemptsBeforeReset: null,
  })
})

test('[LOC-2, CF-5] copies on the disks of TaskManagers follow who reads them, where nothing else is said', () => {
  const of = (config: Readonly<Record<string, string>>) => {
    const { localBackup, fromLocal } = settings(nothing, config).checkpoints
    return { localBackup, fromLocal }
  }
  expect(of({})).toEqual({ localBackup: false, fromLocal: false })
  const both = { localBackup: true, fromLocal: true }
  expect(of({ 'execution.state-recovery.from-local': 'true' })).toEqual(both)
  expect(of({ 'state.backend.local-recovery': 'true' })).toEqual(both)
  expect(of({ 'execution.checkpointing.local-backup.enabled': 'true' })).toEqual({
    localBackup: true,
    fromLocal: false,
  })
})

test('what code sets wins over config.yaml', () => {
  const { checkpoints } = settings(
    (env) => {
      env.enableCheckpointing(2_000, CheckpointingMode.AT_LEAST_ONCE)
      env.getCheckpointConfig().setMinPauseBetweenCheckpoints(500)
    },
    {
      'execution.checkpointing.interval': '10 s',
      'execution.checkpointing.min-pause': '9 s',
      'execution.checkpointing.timeout': '1 min',
    },
  )
  expect(checkpoints).toMatchObject({
    interval: 2_000,
    mode: 'AT_LEAST_ONCE',
    minPause: 500,
    timeout: 60_000,
  })
})

test('every setter of the checkpoint configuration has its key', () => {
  const { checkpoints } = settings((env) => {
    const config = env.getCheckpointConfig()
    config.setCheckpointInterval(5_000)
    config.setCheckpointingConsistencyMode(CheckpointingMode.AT_LEAST_ONCE)
    config.setCheckpointTimeout(20_000)
    config.setMaxConcurrentCheckpoints(2)
    config.setTolerableCheckpointFailureNumber(4)
    config.setExternalizedCheckpointRetention(
      flink.ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION,
    )
  })
  expect(checkpoints).toMatchObject({
    interval: 5_000,
    mode: 'AT_LEAST_ONCE',
    timeout: 20_000,
    maxConcurrent: 2,
    tolerableFailures: 4,
    retention: 'RETAIN_ON_CANCELLATION',
  })
})

test('[CK-15] the interval during backlog: not below the interval, 0 for none', () => {
  const key = 'execution.checkpointing.interval-during-backlog'
  const of = (during: string, interval = '1 s') =>
    settings(nothing, { 'execution.checkpointing.interval': interval, [key]: during }).checkpoints
  expect(of('1 s').intervalDuringBacklog).toBe(1_000)
  expect(of('0').intervalDuringBacklog).toBeNull()
  expect(of('9').intervalDuringBacklog).toBeNull()
  expect(settings(nothing, {}).checkpoints).not.toHaveProperty('intervalDuringBacklog')
  expect(codeOf(() => of('999 ms'))).toBe('interval_during_backlog_too_short')
  expect(codeOf(() => of('1 min', '0'))).toBe('interval_during_backlog_too_short')
  const byCode = (ms: number) =>
    settings((env) => {
      env.enableCheckpointing(500)
      env.getCheckpointConfig().setCheckpointIntervalDuringBacklog(ms)
    }).checkpoints.intervalDuringBacklog
  expect([byCode(0), byCode(2_000)]).toEqual([null, 2_000])
  expect(codeOf(() => byCode(9))).toBe('number_too_small')
})

test('[CK-14] intervals below 10 ms: refused in code, off in config.yaml; min-pause raises the interval', () => {
  expect(inProgram((_, env) => env.enableCheckpointing(9))).toBe('number_too_small')
  const interval = (config: Record<string, string>) =>
    settings(nothing, config).checkpoints.interval
  expect(interval({ 'execution.checkpointing.interval': '9' })).toBeNull()
  const paused = {
    'execution.checkpointing.interval': '1 s',
    'execution.checkpointing.min-pause': '3 s',
  }
  expect(interval(paused)).toBe(3_000)
})

test('[CK-316] older names count', () => {
  expect(
    settings(nothing, { 'state.checkpoints.num-retained': '3', 'state.backend': 'hashmap' })
      .checkpoints.numRetained,
  ).toBe(3)
  expect(settings(nothing, { 'restart-strategy': 'fixeddelay' }).restart).toEqual({
    kind: 'fixed-delay',
    attempts: 1,
    delay: 1_000,
  })
})

test('how many checkpoints are retained is the cluster’s to say, not the job’s', () => {
  const inCode = (env: Env) => {
    env.configure(Configuration.fromMap({ 'execution.checkpointing.num-retained': '2' }))
  }
  expect(settings(inCode).checkpoints.numRetained).toBe(1)
})

test('a Configuration in code does what config.yaml does', () => {
  const { restart } = settings((env) => {
    const values = {
      'restart-strategy.type': 'failure-rate',
      'restart-strategy.failure-rate.delay': '2 s',
    }
    env.configure(Configuration.fromMap(values))
  })
  expect(restart).toEqual({
    kind: 'failure-rate',
    maxFailuresPerInterval: 1,
    interval: 60_000,
    delay: 2_000,
  })
  expect(codeOf(() => Configuration.fromMap({ 'restart-stratgy': 'none' }))).toBe(
    'config_key_unknown',
  )
  expect(codeOf(() => Configuration.fromMap({ 'pipeline.max-parallelism': 'many' }))).toBe(
    'config_value_malformed',
  )
  expect(
    inProgram((_, env) => {
      env.configure({} as never)
    }),
  ).toBe('configuration_expected')
})

test('[CK-317] what Flink refuses when the job is created is refused', () => {
  const refused = (config: Record<string, string>) => codeOf(() => settings(nothing, config))
  const exponential = (name: string, value: string) =>
    refused({
      'restart-strategy.type': 'exponential-delay',
      [`restart-strategy.exponential-delay.${name}`]: value,
    })
  expect(exponential('backoff-multiplier', '1')).toBe('backoff_multiplier_too_small')
  expect(exponential('jitter-factor', '1.1')).toBe('jitter_out_of_range')
  expect(exponential('max-backoff', '10 ms')).toBe('number_too_small')
  expect(refused({ 'execution.checkpointing.num-retained': '0' })).toBe('number_too_small')
  expect(refused({ 'execution.checkpointing.tolerable-failed-checkpoints': '-1' })).toBe(
    'number_too_small',
  )
  expect(refused({ 'state.backend.type': 'forst' })).toBe('not_yet')
})

const withUnaligned = { 'execution.checkpointing.unaligned.enabled': 'true' }

test('[BAR-20, CK-8, CK-77] unaligned checkpoints, from code and from the file', () => {
  const fromCode = settings((env) => {
    env.enableCheckpointing(1_000)
    env.getCheckpointConfig().enableUnalignedCheckpoints()
    env.getCheckpointConfig().setAlignedCheckpointTimeout(flink.Duration.ofMillis(250))
  })
  expect(fromCode.checkpoints).toMatchObject({ unaligned: true, alignedTimeout: 250 })
  const fromFile = settings((env) => env.enableCheckpointing(1_000), {
    'execution.checkpointing.unaligned': 'true',
    'execution.checkpointing.alignment-timeout': '3 s',
  })
  expect(fromFile.checkpoints).toMatchObject({ unaligned: true, alignedTimeout: 3_000 })
})

test('[BAR-20, CK-76] in mode AT_LEAST_ONCE they are switched off', () => {
  const { checkpoints } = settings((env) => {
    env.enableCheckpointing(1_000, CheckpointingMode.AT_LEAST_ONCE)
    env.getCheckpointConfig().setMaxConcurrentCheckpoints(2)
  }, withUnaligned)
  expect(checkpoints.unaligned).toBe(false)
})

test('[BAR-20, CK-77] several at once, and partitionCustom, are refused with their reason', () => {
  const concurrent = () =>
    settings((env) => {
      env.enableCheckpointing(1_000)
      env.getCheckpointConfig().setMaxConcurrentCheckpoints(2)
    }, withUnaligned)
  expect(codeOf(concurrent)).toBe('unaligned_and_concurrent')
  const custom = (config: Record<string, string>) =>
    submit((env) => {
      env.enableCheckpointing(1_000)
      const byItself = (n: number) => n
      numbers(env)
        .partitionCustom((key: number, channels: number) => key % channels, byItself)
        .print()
    }, config).settings.checkpoints
  expect(codeOf(() => custom(withUnaligned))).toBe('unaligned_and_partition_custom')
  const forced = { ...withUnaligned, 'execution.checkpointing.unaligned.forced': 'true' }
  expect(custom(forced).unaligned).toBe(true)
  expect(custom({}).unaligned).toBe(false)
})

test('what is not true or false is no switch', () => {
  const wrong = () =>
    settings((env) => {
      env.getCheckpointConfig().enableUnalignedCheckpoints('yes' as never)
    })
  expect(codeOf(wrong)).toBe('one_of_expected')
})

test('[CLG-2] a log in files needs a place for them; nothing else has to be set', () => {
  const of = (config: Readonly<Record<string, string>>) => settings(nothing, config).changelog
  expect(of({})).toBeUndefined()
  expect(of({ 'state.backend.changelog.enabled': 'true' })).toEqual({
    storage: 'memory',
    basePath: null,
    materializeInterval: 600_000,
    maxFailuresAllowed: 3,
    preemptivePersistThreshold: 5 * 1024 * 1024,
    persistDelay: 10,
  })
  const files = { 'state.changelog.enabled': 'true', 'state.changelog.storage': 'filesystem' }
  expect(codeOf(() => of(files))).toBe('changelog_base_path_missing')
  const periodic = { 'state.changelog.periodic-materialize.enabled': 'false' }
  const place = { 'state.changelog.dstl.dfs.base-path': 's3://log' }
  expect(of({ ...files, ...place, ...periodic })).toMatchObject({
    basePath: 's3://log',
    materializeInterval: null,
  })
})

test('[STO-1] state goes to a directory where there is one, unless it is to go through the JobManager', () => {
  const of = (config: Readonly<Record<string, string>>) => settings(nothing, config).checkpoints
  const dir = { 'execution.checkpointing.dir': 's3://ckpt' }
  const storage = (name: string) => ({ 'execution.checkpointing.storage': name })
  expect(of(dir)).toMatchObject({ directory: 's3://ckpt' })
  expect(of(dir)).not.toHaveProperty('throughJobManager')
  expect(of({ ...dir, ...storage('filesystem') })).toEqual(of(dir))
  expect(of({ ...dir, 'state.checkpoint-storage': 'jobmanager' })).toMatchObject({
    directory: 's3://ckpt',
    throughJobManager: true,
  })
  expect(codeOf(() => of(storage('filesystem')))).toBe('checkpoint_directory_missing')
  expect(codeOf(() => of(storage('rocksdb')))).toBe('one_of_expected')
})
