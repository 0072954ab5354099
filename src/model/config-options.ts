/**
 * Flink's configuration keys that concern state, checkpoints and restarts, with their types and
 * older names (CK-316). Flink: CheckpointingOptions, StateBackendOptions, RestartStrategyOptions,
 * PipelineOptions, StateRecoveryOptions.
 */
import { isCoreOfGuest } from '../base/index.ts'
import {
  parseBoolean,
  parseDuration,
  parseFraction,
  parseMemory,
  parseWhole,
} from './config-value.ts'
import { MisuseError } from './misuse-words.ts'

/** How the text of an option is read. */
export type ConfigType = 'duration' | 'int' | 'double' | 'boolean' | 'memory' | 'string' | 'enum'

/** One configuration key of Flink. */
export interface ConfigOption {
  readonly key: string
  readonly type: ConfigType
  /** Names of older versions that are still read. */
  readonly old: readonly string[]
  /** Whether this engine acts on it. Otherwise it is known, and said to be without effect. */
  readonly modelled: boolean
  /** For enums: Flink's values; only these. Others are refused. */
  readonly values: readonly string[]
  /** Values that Flink has and this engine does not have yet. */
  readonly later: readonly string[]
}

type Details = Partial<Pick<ConfigOption, 'old' | 'values' | 'later'>>

const option = (key: string, type: ConfigType, details: Details = {}): ConfigOption => ({
  key,
  type,
  old: [],
  values: [],
  later: [],
  modelled: true,
  ...details,
})

const unmodelled = (key: string, type: ConfigType, ...old: string[]): ConfigOption => ({
  ...option(key, type, { old }),
  modelled: false,
})

const restartTypes = [
  ...['none', 'off', 'disable', 'fixed-delay', 'fixeddelay', 'failure-rate', 'failurerate'],
  ...['exponential-delay', 'exponentialdelay'],
]

const checkpointing: readonly ConfigOption[] = [
  option('execution.checkpointing.interval', 'duration'),
  option('execution.checkpointing.interval-during-backlog', 'duration'),
  option('execution.checkpointing.mode', 'enum', { values: ['EXACTLY_ONCE', 'AT_LEAST_ONCE'] }),
  option('execution.checkpointing.timeout', 'duration'),
  option('execution.checkpointing.min-pause', 'duration'),
  option('execution.checkpointing.incremental', 'boolean', { old: ['state.backend.incremental'] }),
  option('execution.checkpointing.max-concurrent-checkpoints', 'int'),
  option('execution.checkpointing.tolerable-failed-checkpoints', 'int'),
  option('execution.checkpointing.checkpoints-after-tasks-finish', 'boolean', {
    old: ['execution.checkpointing.checkpoints-after-tasks-finish.enabled'],
  }),
  option('execution.checkpointing.externalized-checkpoint-retention', 'enum', {
    values: ['NO_EXTERNALIZED_CHECKPOINTS', 'DELETE_ON_CANCELLATION', 'RETAIN_ON_CANCELLATION'],
    old: ['execution.checkpointing.externalized-checkpoint-retention-mode'],
  }),
  option('execution.checkpointing.local-backup.enabled', 'boolean'),
  // The old name set both; what is written follows what is read.
  option('execution.state-recovery.from-local', 'boolean', {
    old: ['state.backend.local-recovery'],
  }),
  option('execution.state-recovery.claim-mode', 'enum', {
    values: ['CLAIM', 'NO_CLAIM', 'LEGACY'],
    old: ['execution.savepoint-restore-mode'],
  }),
  option('execution.checkpointing.num-retained', 'int', {
    old: ['state.checkpoints.num-retained'],
  }),
  option('execution.checkpointing.dir', 'string', {
    old: ['state.checkpoints.dir', 'state.backend.fs.checkpointdir'],
  }),
  option('execution.checkpointing.savepoint-dir', 'string', {
    old: ['state.savepoints.dir', 'savepoints.state.backend.fs.dir'],
  }),
  option('execution.checkpointing.unaligned.enabled', 'boolean', {
    old: ['execution.checkpointing.unaligned'],
  }),
  option('execution.checkpointing.unaligned.forced', 'boolean'),
  option('execution.checkpointing.aligned-checkpoint-timeout', 'duration', {
    old: ['execution.checkpointing.alignment-timeout'],
  }),
  option('state.backend.type', 'string', {
    old: ['state.backend'],
    // In Flink the name of any factory class may stand here; the second is such a backend of ours.
    values: ['hashmap', 'copying-hashmap', 'rocksdb'],
    later: ['forst'],
  }),
  option('state.changelog.enabled', 'boolean', { old: ['state.backend.changelog.enabled'] }),
]

const jobs: readonly ConfigOption[] = [
  option('restart-strategy.type', 'string', { old: ['restart-strategy'], values: restartTypes }),
  option('restart-strategy.fixed-delay.attempts', 'int'),
  option('restart-strategy.fixed-delay.delay', 'duration'),
  option('restart-strategy.failure-rate.max-failures-per-interval', 'int'),
  option('restart-strategy.failure-rate.failure-rate-interval', 'duration'),
  option('restart-strategy.failure-rate.delay', 'duration'),
  option('restart-strategy.exponential-delay.initial-backoff', 'duration'),
  option('restart-strategy.exponential-delay.max-backoff', 'duration'),
  option('restart-strategy.exponential-delay.backoff-multiplier', 'double'),
  option('restart-strategy.exponential-delay.reset-backoff-threshold', 'duration'),
  option('restart-strategy.exponential-delay.jitter-factor', 'double'),
  option('restart-strategy.exponential-delay.attempts-before-reset-backoff', 'int'),
  option('taskmanager.load-balance.mode', 'enum', { values: ['NONE', 'SLOTS'], later: ['tasks'] }),
  option('parallelism.default', 'int'),
  option('pipeline.name', 'string'),
  option('pipeline.max-parallelism', 'int'),
  option('pipeline.auto-generate-uids', 'boolean'),
  option('pipeline.auto-watermark-interval', 'duration'),
  option('pipeline.watermark-alignment.allow-unaligned-source-splits', 'boolean'),
  option('pipeline.operator-chaining.enabled', 'boolean', { old: ['pipeline.operator-chaining'] }),
]

const cluster: readonly ConfigOption[] = [
  option('jobmanager.execution.failover-strategy', 'string', { values: ['region', 'full'] }),
  option('high-availability.type', 'enum', {
    values: ['NONE', 'ZOOKEEPER', 'KUBERNETES'],
    old: ['high-availability'],
  }),
  option('heartbeat.timeout', 'duration'),
  option('taskmanager.network.memory.buffer-debloat.enabled', 'boolean'),
  option('taskmanager.network.memory.buffer-debloat.target', 'duration'),
  option('taskmanager.network.memory.buffer-debloat.period', 'duration'),
  option('taskmanager.network.memory.buffer-debloat.samples', 'int'),
  option('taskmanager.network.memory.buffer-debloat.threshold-percentages', 'int'),
  option('slot.request.timeout', 'duration'),
  option('web.checkpoints.history', 'int', { old: ['jobmanager.web.checkpoints.history'] }),
  option('web.exception-history-size', 'int'),
]

const rocksDb: readonly ConfigOption[] = [
  option('state.backend.rocksdb.writebuffer.size', 'memory'),
  option('state.backend.rocksdb.writebuffer.count', 'int'),
  option('state.backend.rocksdb.block.blocksize', 'memory'),
  option('state.backend.rocksdb.block.cache-size', 'memory'),
  option('state.backend.rocksdb.compaction.level.target-file-size-base', 'memory'),
  option('state.backend.rocksdb.compaction.level.max-size-level-base', 'memory'),
  option('state.backend.rocksdb.use-bloom-filter', 'boolean'),
  option('state.backend.rocksdb.bloom-filter.bits-per-key', 'double'),
  option('state.backend.rocksdb.memory.managed', 'boolean'),
  option('state.backend.rocksdb.memory.fixed-per-slot', 'memory'),
  option('state.backend.rocksdb.memory.fixed-per-tm', 'memory'),
  option('state.backend.rocksdb.memory.write-buffer-ratio', 'double'),
  option('taskmanager.memory.managed.size', 'memory'),
  option('state.backend.rocksdb.timer-service.factory', 'enum', { values: ['ROCKSDB', 'HEAP'] }),
]

const stateStorage: readonly ConfigOption[] = [
  option('execution.checkpointing.storage', 'string', {
    old: ['state.checkpoint-storage'],
    values: ['jobmanager', 'filesystem'],
  }),
  option('state.changelog.storage', 'string', {
    old: ['state.backend.changelog.storage'],
    values: ['memory', 'filesystem'],
  }),
  option('state.changelog.periodic-materialize.enabled', 'boolean', {
    old: ['state.backend.changelog.periodic-materialize.enabled'],
  }),
  option('state.changelog.periodic-materialize.interval', 'duration', {
    old: ['state.backend.changelog.periodic-materialize.interval'],
  }),
  option('state.changelog.max-failures-allowed', 'int', {
    old: ['state.backend.changelog.max-failures-allowed'],
  }),
  option('state.changelog.dstl.dfs.base-path', 'string'),
  option('state.changelog.dstl.dfs.preemptive-persist-threshold', 'memory'),
  option('state.changelog.dstl.dfs.batch.persist-delay', 'duration'),
]

/** Known, and without effect here. */
const withoutEffect: readonly ConfigOption[] = [
  unmodelled('execution.checkpointing.create-subdir', 'boolean', 'state.checkpoints.create-subdir'),
  unmodelled(
    'execution.checkpointing.data-inline-threshold',
    'memory',
    ...['state.storage.fs.memory-threshold', 'state.backend.fs.memory-threshold'],
  ),
  unmodelled(
    'execution.checkpointing.write-buffer-size',
    'int',
    ...['state.storage.fs.write-buffer-size', 'state.backend.fs.write-buffer-size'],
  ),
  unmodelled(
    'execution.checkpointing.cleaner.parallel-mode',
    'boolean',
    'state.checkpoint.cleaner.parallel-mode',
  ),
  unmodelled('execution.checkpointing.unaligned.interruptible-timers.enabled', 'boolean'),
  unmodelled('execution.checkpointing.unaligned.max-subtasks-per-channel-state-file', 'int'),
  unmodelled('execution.checkpointing.file-merging.enabled', 'boolean'),
  unmodelled(
    'execution.checkpointing.local-backup.dirs',
    'string',
    'taskmanager.state.local.root-dirs',
  ),
  unmodelled('execution.state-recovery.path', 'string', 'execution.savepoint.path'),
  unmodelled(
    'execution.state-recovery.ignore-unclaimed-state',
    'boolean',
    'execution.savepoint.ignore-unclaimed-state',
  ),
  unmodelled('execution.runtime-mode', 'string'),
  unmodelled('execution.buffer-timeout.interval', 'duration', 'execution.buffer-timeout'),
  unmodelled('state.changelog.dstl.dfs.batch.persist-size-threshold', 'memory'),
  unmodelled('state.changelog.dstl.dfs.compression.enabled', 'boolean'),
  unmodelled('state.changelog.dstl.dfs.upload.max-in-flight', 'memory'),
  unmodelled('state.changelog.dstl.dfs.upload.max-attempts', 'int'),
  unmodelled('state.changelog.dstl.dfs.upload.next-attempt-delay', 'duration'),
  unmodelled('state.changelog.dstl.dfs.upload.retry-policy', 'string'),
  unmodelled('state.changelog.dstl.dfs.upload.timeout', 'duration'),
  unmodelled('state.backend.rocksdb.memory.high-prio-pool-ratio', 'double'),
  unmodelled('state.backend.rocksdb.localdir', 'string'),
  unmodelled('state.latency-track.keyed-state-enabled', 'boolean'),
  unmodelled('jobmanager.scheduler', 'string'),
  unmodelled('jobmanager.rpc.address', 'string'),
  unmodelled('jobmanager.rpc.port', 'int'),
  unmodelled('jobmanager.memory.process.size', 'memory'),
  unmodelled('taskmanager.numberOfTaskSlots', 'int'),
  unmodelled('taskmanager.memory.process.size', 'memory'),
  unmodelled('taskmanager.memory.flink.size', 'memory'),
  unmodelled('taskmanager.memory.managed.fraction', 'double'),
  unmodelled('taskmanager.network.detailed-metrics', 'boolean'),
  unmodelled('pipeline.object-reuse', 'boolean'),
  unmodelled('pipeline.generic-types', 'boolean'),
  unmodelled('pipeline.jars', 'string'),
  unmodelled('heartbeat.interval', 'duration'),
  unmodelled('metrics.latency.interval', 'duration'),
  unmodelled('sink.committer.retries', 'int'),
  unmodelled('rest.port', 'int'),
  unmodelled('rest.address', 'string'),
]

/** Every key this product knows. */
export const configOptions: readonly ConfigOption[] = [
  ...checkpointing,
  ...jobs,
  ...cluster,
  ...(isCoreOfGuest ? [] : [...rocksDb, ...stateStorage, ...withoutEffect]),
]

const byName = new Map<string, ConfigOption>(
  configOptions.flatMap((known) => [known.key, ...known.old].map((name) => [name, known])),
)

/** The option of a key, by its present or an older name. */
export function configOption(key: string): ConfigOption | null {
  return byName.get(key) ?? null
}

/**
 * The value of an option's text. Durations are ms, memory is bytes, enums are upper case.
 * Throws a MisuseError for what Flink would refuse, and for what this engine does not have yet.
 */
export function readConfigValue(known: ConfigOption, text: string): string | number | boolean {
  const value = readers[known.type](text)
  if (value === null) {
    throw new MisuseError('config_value_malformed', {
      key: known.key,
      got: text.slice(0, 80),
      expected: expectations[known.type],
    })
  }
  const name = String(value)
  if (known.later.includes(name.toLowerCase())) {
    throw new MisuseError('not_yet', { name: `${known.key}: ${name}` })
  }
  if (known.values.length > 0 && !known.values.includes(name)) {
    throw new MisuseError('one_of_expected', {
      what: known.key,
      got: name.slice(0, 80),
      allowed: [...known.values, ...known.later].join(', '),
    })
  }
  return value
}

const readers: Readonly<Record<ConfigType, (text: string) => string | number | boolean | null>> = {
  duration: parseDuration,
  int: parseWhole,
  double: parseFraction,
  boolean: parseBoolean,
  memory: parseMemory,
  string: (text) => text.trim(),
  enum: (text) => text.trim().toUpperCase(),
}

const expectations: Readonly<Record<ConfigType, string>> = {
  duration: 'a duration such as 10 s, 5 min or 250 ms',
  int: 'a whole number',
  double: 'a number such as 1.5',
  boolean: 'true or false',
  memory: 'a size such as 64 mb or 20 kb',
  string: 'text',
  enum: 'one of its values',
}
