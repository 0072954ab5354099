/**
 * What a job runs with, from what its code sets and what config.yaml says. Code wins (Flink: the
 * environment's configuration is the file's, then each setter writes its key into it).
 */
import {
  type CheckpointingMode,
  type CheckpointSettings,
  type ClusterSettings,
  configOption,
  type ConfigEntry,
  type JobSettings,
  MisuseError,
  readConfigValue,
  type RecoveryClaimMode,
  type RestartStrategy,
} from '../model/index.ts'
import { changelogSettings } from './changelog-settings.ts'
import { rocksDbSettings } from './rocksdb-settings.ts'

/** Reads options with Flink's precedence and types. */
export class Settings {
  readonly #code: ReadonlyMap<string, string>
  readonly #file = new Map<string, string>()

  /** `code`: by present key, as setters wrote them; `file`: config.yaml, old names allowed. */
  constructor(code: ReadonlyMap<string, string>, file: readonly ConfigEntry[]) {
    this.#code = code
    for (const { key, value } of file) this.#file.set(configOption(key)?.key ?? key, value)
  }

  /** The text of a key: the code's, else the file's, else null. */
  text(key: string): string | null {
    return this.#code.get(key) ?? this.#file.get(key) ?? null
  }

  /** The value of a key, or `otherwise` where nobody set it. */
  get<T extends string | number | boolean>(key: string, otherwise: T): T {
    const text = this.text(key)
    return text === null ? otherwise : this.#read<T>(key, text)
  }

  /** Like `get`, for what the cluster decides: a job's code has no say in it. */
  ofCluster<T extends string | number | boolean>(key: string, otherwise: T): T {
    const text = this.#file.get(key)
    return text === undefined ? otherwise : this.#read<T>(key, text)
  }

  /** A number not below `least`. */
  atLeast(key: string, otherwise: number, least: number): number {
    return bounded(key, this.get(key, otherwise), least)
  }

  #read<T>(key: string, text: string): T {
    const known = configOption(key)
    if (known === null) throw new MisuseError('config_key_unknown', { key, nearest: '' })
    return readConfigValue(known, text) as T
  }
}

function bounded(key: string, value: number, least: number): number {
  if (value < least) throw new MisuseError('number_too_small', { what: key, got: value, least })
  return value
}

/** Everything the engine runs a job with. Defaults are Flink 2.x's (CF-6, CF-15, CK-246, CK-250). */
export function resolveSettings(
  code: ReadonlyMap<string, string>,
  configuration: readonly ConfigEntry[],
): JobSettings {
  const settings = new Settings(code, configuration)
  const checkpoints = checkpointSettings(settings)
  return {
    checkpoints,
    restart: restartStrategy(settings, checkpoints.interval !== null),
    ...backendSettings(settings),
    ...(settings.get<boolean>('state.changelog.enabled', false) && {
      changelog: changelogSettings(settings),
    }),
    loadBalance: settings.ofCluster<JobSettings['loadBalance']>(
      'taskmanager.load-balance.mode',
      'NONE',
    ),
    cluster: clusterSettings(settings),
    autoWatermarkInterval: settings.atLeast('pipeline.auto-watermark-interval', 200, 0),
    allowUnalignedSourceSplits: settings.get(
      'pipeline.watermark-alignment.allow-unaligned-source-splits',
      false,
    ),
  }
}

function backendSettings(settings: Settings): Pick<JobSettings, 'backend' | 'rocksDb'> {
  const backend = settings.get<JobSettings['backend']>('state.backend.type', 'hashmap')
  return backend === 'rocksdb' ? { backend, rocksDb: rocksDbSettings(settings) } : { backend }
}

/** Flink: JobManagerOptions, HighAvailabilityOptions, HeartbeatManagerOptions. */
function clusterSettings(settings: Settings): ClusterSettings {
  const duration = (key: string, otherwise: number) =>
    bounded(key, settings.ofCluster<number>(key, otherwise), 1)
  const size = (key: string, otherwise: number) =>
    bounded(key, settings.ofCluster<number>(key, otherwise), 0)
  return {
    failoverStrategy: settings.ofCluster<ClusterSettings['failoverStrategy']>(
      'jobmanager.execution.failover-strategy',
      'region',
    ),
    highAvailability: settings.ofCluster<string>('high-availability.type', 'NONE') !== 'NONE',
    heartbeatTimeout: duration('heartbeat.timeout', 50_000),
    slotRequestTimeout: duration('slot.request.timeout', 300_000),
    checkpointHistory: size('web.checkpoints.history', 10),
    exceptionHistory: size('web.exception-history-size', 16),
    debloat: debloatSettings(settings),
  }
}

/** Flink: TaskManagerOptions.BUFFER_DEBLOAT_*. */
function debloatSettings(settings: Settings): ClusterSettings['debloat'] {
  const key = (name: string) => `taskmanager.network.memory.buffer-debloat.${name}`
  if (!settings.ofCluster(key('enabled'), false)) return null
  const of = (name: string, otherwise: number) =>
    bounded(key(name), settings.ofCluster<number>(key(name), otherwise), 1)
  return {
    target: of('target', 1_000),
    period: of('period', 200),
    samples: of('samples', 20),
    threshold: of('threshold-percentages', 25),
  }
}

/** Flink: intervals below 10 ms switch periodic checkpoints off (CK-14). */
const shortestInterval = 10
const longestPause = 365 * 86_400_000

/**
 * Flink compares what is set, before min-pause raises it, and min-pause does not raise the interval
 * during backlog. Flink: CheckpointConfig.getCheckpointIntervalDuringBacklog (CK-15).
 */
function intervalDuringBacklog(
  settings: Settings,
  interval: number,
): Pick<CheckpointSettings, 'intervalDuringBacklog'> {
  const key = 'execution.checkpointing.interval-during-backlog'
  if (settings.text(key) === null) return {}
  const wanted = settings.atLeast(key, 0, 0)
  if (wanted < shortestInterval) return { intervalDuringBacklog: null }
  if (interval < shortestInterval || wanted < interval)
    throw new MisuseError('interval_during_backlog_too_short', { got: wanted, interval })
  return { intervalDuringBacklog: wanted }
}

/** Flink: StateRecoveryOptions.RESTORE_MODE, whose values are read in any case. */
function claimMode(settings: Settings): Pick<CheckpointSettings, 'claimMode'> {
  const mode = settings.get<RecoveryClaimMode>('execution.state-recovery.claim-mode', 'NO_CLAIM')
  return mode === 'NO_CLAIM' ? {} : { claimMode: mode }
}

function checkpointSettings(settings: Settings): CheckpointSettings {
  const key = (name: string) => `execution.checkpointing.${name}`
  const minPause = Math.min(settings.atLeast(key('min-pause'), 0, 0), longestPause)
  const wanted = settings.atLeast(key('interval'), 0, 0)
  const mode = settings.get<CheckpointingMode>(key('mode'), 'EXACTLY_ONCE')
  const unaligned = settings.get(key('unaligned.enabled'), false)
  const fromLocal = settings.get('execution.state-recovery.from-local', false)
  return {
    interval: wanted < shortestInterval ? null : Math.max(wanted, minPause),
    ...claimMode(settings),
    ...intervalDuringBacklog(settings, wanted),
    mode,
    // Flink warns, and goes on without (CK-76).
    unaligned: unaligned && mode === 'EXACTLY_ONCE',
    alignedTimeout: settings.atLeast(key('aligned-checkpoint-timeout'), 0, 0),
    timeout: settings.atLeast(key('timeout'), 600_000, shortestInterval),
    minPause,
    maxConcurrent: settings.atLeast(key('max-concurrent-checkpoints'), 1, 1),
    tolerableFailures: settings.atLeast(key('tolerable-failed-checkpoints'), 0, 0),
    afterTasksFinish: settings.get(key('checkpoints-after-tasks-finish'), true),
    // Flink: a fallback key of the first is the second.
    localBackup: settings.get(key('local-backup.enabled'), fromLocal),
    fromLocal,
    ...(settings.get<boolean>(key('incremental'), false) && { incremental: true as const }),
    numRetained: bounded(key('num-retained'), settings.ofCluster(key('num-retained'), 1), 1),
    retention: settings.get<CheckpointSettings['retention']>(
      key('externalized-checkpoint-retention'),
      'NO_EXTERNALIZED_CHECKPOINTS',
    ),
    ...checkpointStorage(settings),
    savepointDirectory: settings.text(key('savepoint-dir')),
  }
}

/** Flink: CheckpointStorageLoader.fromConfig (CS-3). */
function checkpointStorage(
  settings: Settings,
): Pick<CheckpointSettings, 'directory' | 'throughJobManager'> {
  const directory = settings.text('execution.checkpointing.dir')
  const wanted = settings.get<string>('execution.checkpointing.storage', '')
  if (wanted === 'filesystem' && directory === null)
    throw new MisuseError('checkpoint_directory_missing', {})
  return { directory, ...(wanted === 'jobmanager' && { throughJobManager: true as const }) }
}

function restartStrategy(settings: Settings, checkpointing: boolean): RestartStrategy {
  const kind = settings.get<string>(
    'restart-strategy.type',
    checkpointing ? 'exponential-delay' : 'none',
  )
  switch (kind) {
    case 'fixed-delay':
    case 'fixeddelay':
      return {
        kind: 'fixed-delay',
        attempts: settings.atLeast('restart-strategy.fixed-delay.attempts', 1, 0),
        delay: settings.atLeast('restart-strategy.fixed-delay.delay', 1_000, 0),
      }
    case 'failure-rate':
    case 'failurerate':
      return failureRate(settings)
    case 'exponential-delay':
    case 'exponentialdelay':
      return exponentialDelay(settings)
    default:
      return { kind: 'none' }
  }
}

function failureRate(settings: Settings): RestartStrategy {
  const key = (name: string) => `restart-strategy.failure-rate.${name}`
  return {
    kind: 'failure-rate',
    maxFailuresPerInterval: settings.atLeast(key('max-failures-per-interval'), 1, 1),
    interval: settings.atLeast(key('failure-rate-interval'), 60_000, 1),
    delay: settings.atLeast(key('delay'), 1_000, 0),
  }
}

const javaMaxInt = 2_147_483_647

function exponentialDelay(settings: Settings): RestartStrategy {
  const key = (name: string) => `restart-strategy.exponential-delay.${name}`
  const initialBackoff = settings.atLeast(key('initial-backoff'), 1_000, 1)
  const multiplier = settings.get(key('backoff-multiplier'), 1.5)
  const jitter = settings.get(key('jitter-factor'), 0.1)
  if (multiplier <= 1) {
    throw new MisuseError('backoff_multiplier_too_small', { got: multiplier })
  }
  if (jitter < 0 || jitter > 1) throw new MisuseError('jitter_out_of_range', { got: jitter })
  const attempts = settings.atLeast(key('attempts-before-reset-backoff'), javaMaxInt, 1)
  return {
    kind: 'exponential-delay',
    initialBackoff,
    maxBackoff: settings.atLeast(key('max-backoff'), 60_000, initialBackoff),
    multiplier,
    resetThreshold: settings.atLeast(key('reset-backoff-threshold'), 3_600_000, 1),
    jitter,
    attemptsBeforeReset: attempts === javaMaxInt ? null : attempts,
  }
}
