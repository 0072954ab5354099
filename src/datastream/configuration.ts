/** Keys and values set from code. Flink: Configuration, CheckpointConfig. */
import { configOption, MisuseError, readConfigValue } from '../model/index.ts'
import { checkChoice, checkWhole } from './checks.ts'
import { Duration } from './duration.ts'
import { installRefusals } from './refusals.ts'

/** What checkpoints promise. Flink: CheckpointingMode. */
export const CheckpointingMode = Object.freeze({
  /** Barriers are aligned: after a failure every record counts exactly once in state. The default. */
  EXACTLY_ONCE: 'EXACTLY_ONCE',
  /** Barriers are not waited for: after a failure records may count more than once in state. */
  AT_LEAST_ONCE: 'AT_LEAST_ONCE',
} as const)

/** One of the two modes. */
export type CheckpointingMode = (typeof CheckpointingMode)[keyof typeof CheckpointingMode]

/** What becomes of the last checkpoint when the job is cancelled. Flink: ExternalizedCheckpointRetention. */
export const ExternalizedCheckpointRetention = Object.freeze({
  /** Checkpoints are for recovery alone, and go with the job. The default. */
  NO_EXTERNALIZED_CHECKPOINTS: 'NO_EXTERNALIZED_CHECKPOINTS',
  /** Kept when the job fails, deleted when it is cancelled. */
  DELETE_ON_CANCELLATION: 'DELETE_ON_CANCELLATION',
  /** Kept in either case. */
  RETAIN_ON_CANCELLATION: 'RETAIN_ON_CANCELLATION',
} as const)

/** One of the three. */
export type ExternalizedCheckpointRetention =
  (typeof ExternalizedCheckpointRetention)[keyof typeof ExternalizedCheckpointRetention]

/** Configuration keys with their values, as in config.yaml. Flink: Configuration. */
export class Configuration {
  readonly #values = new Map<string, string>()

  /** A configuration with these keys and values. */
  static fromMap(values: Readonly<Record<string, string>>): Configuration {
    const configuration = new Configuration()
    for (const [key, value] of Object.entries(values)) configuration.setString(key, value)
    return configuration
  }

  /** Sets a key, for example `setString('restart-strategy.type', 'fixed-delay')`. */
  setString(key: string, value: string): this {
    const known = typeof key === 'string' ? configOption(key) : null
    if (known === null)
      throw new MisuseError('config_key_unknown', { key: String(key), nearest: '' })
    readConfigValue(known, String(value))
    this.#values.set(known.key, String(value))
    return this
  }

  /** @internal */
  static valuesOf(configuration: Configuration): ReadonlyMap<string, string> {
    return configuration.#values
  }
}

/** When and how checkpoints are taken. Flink: CheckpointConfig; defaults are Flink's. */
export class CheckpointConfig {
  readonly #values: Map<string, string>

  /** @internal */
  constructor(values: Map<string, string>) {
    this.#values = values
  }

  /** Time between two checkpoints, in ms; 10 at least. */
  setCheckpointInterval(interval: number): void {
    this.#set('interval', interval, 'setCheckpointInterval', 10)
  }

  /** Time between two checkpoints while a source is in backlog, in ms; 0: none then. Unless set, as ever. */
  setCheckpointIntervalDuringBacklog(interval: number): void {
    const least = interval === 0 ? 0 : 10
    this.#set('interval-during-backlog', interval, 'setCheckpointIntervalDuringBacklog', least)
  }

  /** What checkpoints promise; `EXACTLY_ONCE` unless set. */
  setCheckpointingConsistencyMode(mode: CheckpointingMode): void {
    const checked = checkChoice(mode, 'setCheckpointingConsistencyMode', CheckpointingMode)
    this.#values.set('execution.checkpointing.mode', checked)
  }

  /** How long a checkpoint may take before it is given up, in ms; 10 minutes unless set. */
  setCheckpointTimeout(timeout: number): void {
    this.#set('timeout', timeout, 'setCheckpointTimeout', 10)
  }

  /** Time from the end of one checkpoint to the start of the next, in ms; 0 unless set (CHK-6). */
  setMinPauseBetweenCheckpoints(pause: number): void {
    this.#set('min-pause', pause, 'setMinPauseBetweenCheckpoints', 0)
  }

  /** How many checkpoints may be under way at once; 1 unless set. */
  setMaxConcurrentCheckpoints(checkpoints: number): void {
    this.#set('max-concurrent-checkpoints', checkpoints, 'setMaxConcurrentCheckpoints', 1)
  }

  /** How many checkpoints in a row may fail before the job does; 0 unless set. */
  setTolerableCheckpointFailureNumber(failures: number): void {
    this.#set('tolerable-failed-checkpoints', failures, 'setTolerableCheckpointFailureNumber', 0)
  }

  /** Barriers overtake the data before them, which is part of the snapshot then; off unless set. */
  enableUnalignedCheckpoints(enabled = true): void {
    this.#flag('unaligned.enabled', enabled, 'enableUnalignedCheckpoints')
  }

  /**
   * How long a checkpoint may be aligned before it becomes unaligned; 0, which is the default: it is
   * unaligned from the start. Without unaligned checkpoints it has no effect.
   */
  setAlignedCheckpointTimeout(timeout: Duration): void {
    this.#set('aligned-checkpoint-timeout', timeout, 'setAlignedCheckpointTimeout', 0)
  }

  /** Unaligned checkpoints also with a custom partitioner; then rescaling reads all data everywhere. */
  setForceUnalignedCheckpoints(forced: boolean): void {
    this.#flag('unaligned.forced', forced, 'setForceUnalignedCheckpoints')
  }

  /** What becomes of the last checkpoint when the job is cancelled. */
  setExternalizedCheckpointRetention(retention: ExternalizedCheckpointRetention): void {
    const what = 'setExternalizedCheckpointRetention'
    const checked = checkChoice(retention, what, ExternalizedCheckpointRetention)
    this.#values.set('execution.checkpointing.externalized-checkpoint-retention', checked)
  }

  #flag(name: string, value: boolean, what: string): void {
    if (typeof value !== 'boolean')
      throw new MisuseError('one_of_expected', { what, got: String(value), allowed: 'true, false' })
    this.#values.set(`execution.checkpointing.${name}`, String(value))
  }

  #set(name: string, value: number | Duration, call: string, least: number): void {
    const given = value instanceof Duration ? value.toMillis() : value
    const checked = checkWhole(given, { what: call, least, most: Number.MAX_SAFE_INTEGER })
    this.#values.set(`execution.checkpointing.${name}`, String(checked))
  }
}

installRefusals(CheckpointConfig.prototype, 'CheckpointConfig')
