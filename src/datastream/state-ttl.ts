/** How long state lives. Flink: StateTtlConfig. */
import { MisuseError } from '../model/index.ts'
import { checkChoice, checkWhole } from './checks.ts'
import { Duration } from './duration.ts'
import { checkedDuration } from './checked-duration.ts'
import { installRefusals } from './refusals.ts'
import { unchanging } from './unchanging.ts'

/** When the time to live begins anew. Flink: StateTtlConfig.UpdateType. */
const updateTypes = Object.freeze({
  /** State does not expire. */
  Disabled: 'Disabled',
  /** With every write. The default. */
  OnCreateAndWrite: 'OnCreateAndWrite',
  /** With every write and every read. */
  OnReadAndWrite: 'OnReadAndWrite',
} as const)

/** Whether expired state may still be read. Flink: StateTtlConfig.StateVisibility. */
const stateVisibilities = Object.freeze({
  /** As long as nothing has cleaned it up. */
  ReturnExpiredIfNotCleanedUp: 'ReturnExpiredIfNotCleanedUp',
  /** Never. The default. */
  NeverReturnExpired: 'NeverReturnExpired',
} as const)

/** The clock that counts. Flink: StateTtlConfig.TtlTimeCharacteristic. */
const timeCharacteristics = Object.freeze({
  /** The TaskManager's clock; there is no other. */
  ProcessingTime: 'ProcessingTime',
} as const)

/** One of {@link StateTtlConfig.UpdateType}. Flink: StateTtlConfig.UpdateType. */
export type TtlUpdateType = 'Disabled' | 'OnCreateAndWrite' | 'OnReadAndWrite'

/** One of {@link StateTtlConfig.StateVisibility}. Flink: StateTtlConfig.StateVisibility. */
export type TtlStateVisibility = 'ReturnExpiredIfNotCleanedUp' | 'NeverReturnExpired'

/** Cleanup a few entries at a time, on the heap. Flink: IncrementalCleanupStrategy. */
export interface IncrementalCleanupStrategy {
  /** How many entries are looked at with each access of the state. */
  getCleanupSize(): number
  /** Whether every record is such an access, too. */
  runCleanupForEveryRecord(): boolean
}

/** Cleanup while RocksDB compacts its files. Flink: RocksdbCompactFilterCleanupStrategy. */
export interface RocksdbCompactFilterCleanupStrategy {
  /** After how many entries the clock is asked anew. */
  getQueryTimeAfterNumEntries(): number
  /** How old a file is when it is compacted for this alone; zero: never. */
  getPeriodicCompactionTime(): Duration
}

/** How expired state goes. Flink: StateTtlConfig.CleanupStrategies. */
export interface CleanupStrategies {
  /** Whether full snapshots leave expired state out. */
  inFullSnapshot(): boolean
  /** Whether each backend cleans up by its default strategy where none was chosen. */
  isCleanupInBackground(): boolean
  /** What the heap backend does; null: nothing. */
  getIncrementalCleanupStrategy(): IncrementalCleanupStrategy | null
  /** Whether RocksDB filters while it compacts. */
  inRocksdbCompactFilter(): boolean
  /** What RocksDB does; null: nothing. */
  getRocksdbCompactFilterCleanupStrategy(): RocksdbCompactFilterCleanupStrategy | null
}

/** Java's largest int. */
const mostEntries = 0x7fffffff

interface Settings {
  ttl: Duration
  updateType: TtlUpdateType
  visibility: TtlStateVisibility
  fullSnapshot: boolean
  background: boolean
  incremental: IncrementalCleanupStrategy | null
  compactFilter: RocksdbCompactFilterCleanupStrategy | null
}

/** Configures {@link StateTtlConfig}. Flink: StateTtlConfig.Builder. */
export class StateTtlConfigBuilder {
  readonly #settings: Settings

  /** @internal */
  constructor(ttl: Duration) {
    this.#settings = {
      ttl: given(ttl, 'StateTtlConfig.newBuilder'),
      updateType: 'OnCreateAndWrite',
      visibility: 'NeverReturnExpired',
      fullSnapshot: false,
      background: true,
      incremental: null,
      compactFilter: null,
    }
  }

  /** When the time to live begins anew (TTL-8, TTL-9). */
  setUpdateType(updateType: TtlUpdateType): this {
    this.#settings.updateType = checkChoice(updateType, 'setUpdateType', updateTypes)
    return this
  }

  /** `setUpdateType(OnCreateAndWrite)`. */
  updateTtlOnCreateAndWrite(): this {
    return this.setUpdateType('OnCreateAndWrite')
  }

  /** `setUpdateType(OnReadAndWrite)`. */
  updateTtlOnReadAndWrite(): this {
    return this.setUpdateType('OnReadAndWrite')
  }

  /** Whether expired state may still be read (TTL-7). */
  setStateVisibility(visibility: TtlStateVisibility): this {
    this.#settings.visibility = checkChoice(visibility, 'setStateVisibility', stateVisibilities)
    return this
  }

  /** `setStateVisibility(ReturnExpiredIfNotCleanedUp)`. */
  returnExpiredIfNotCleanedUp(): this {
    return this.setStateVisibility('ReturnExpiredIfNotCleanedUp')
  }

  /** `setStateVisibility(NeverReturnExpired)`. */
  neverReturnExpired(): this {
    return this.setStateVisibility('NeverReturnExpired')
  }

  /** The clock that counts; there is only processing time (TTL-2). */
  setTtlTimeCharacteristic(characteristic: 'ProcessingTime'): this {
    checkChoice(characteristic, 'setTtlTimeCharacteristic', timeCharacteristics)
    return this
  }

  /** `setTtlTimeCharacteristic(ProcessingTime)`. */
  useProcessingTime(): this {
    return this
  }

  /** Full snapshots leave expired state out; the running job keeps it (TTL-28). */
  cleanupFullSnapshot(): this {
    this.#settings.fullSnapshot = true
    return this
  }

  /**
   * On the heap, each access looks at some entries and removes the expired ones (TTL-26).
   *
   * @param cleanupSize how many entries are looked at
   * @param runCleanupForEveryRecord whether every record is such an access, too
   */
  cleanupIncrementally(cleanupSize: number, runCleanupForEveryRecord: boolean): this {
    const size = checkWhole(cleanupSize, {
      what: 'cleanupIncrementally',
      least: 0,
      most: mostEntries,
    })
    this.#settings.incremental = {
      getCleanupSize: () => size,
      runCleanupForEveryRecord: () => runCleanupForEveryRecord,
    }
    return this
  }

  /**
   * RocksDB drops expired state while it compacts (TTL-27). On the heap this has no effect.
   *
   * @param queryTimeAfterNumEntries after how many entries the clock is asked anew
   * @param periodicCompactionTime how old a file is when it is compacted for this alone
   */
  cleanupInRocksdbCompactFilter(
    queryTimeAfterNumEntries: number = 1_000,
    periodicCompactionTime: Duration = Duration.ofDays(30),
  ): this {
    const entries = checkWhole(queryTimeAfterNumEntries, {
      what: 'cleanupInRocksdbCompactFilter',
      least: 0,
      most: mostEntries,
    })
    const period = given(periodicCompactionTime, 'cleanupInRocksdbCompactFilter')
    this.#settings.compactFilter = {
      getQueryTimeAfterNumEntries: () => entries,
      getPeriodicCompactionTime: () => period,
    }
    return this
  }

  /** Only what was chosen by name cleans up (TTL-25); reading expired state still removes it. */
  disableCleanupInBackground(): this {
    this.#settings.background = false
    return this
  }

  /** How long state lives. */
  setTimeToLive(ttl: Duration): this {
    this.#settings.ttl = given(ttl, 'setTimeToLive')
    return this
  }

  /** The configuration. The time to live must be positive (TTL-1). */
  build(): StateTtlConfig {
    return new StateTtlConfig({ ...this.#settings })
  }
}

/**
 * How long state lives, and what becomes of it then. Given to a descriptor's `enableTimeToLive`.
 * Flink: StateTtlConfig.
 */
export class StateTtlConfig {
  /** When the time to live begins anew. */
  static readonly UpdateType = updateTypes
  /** Whether expired state may still be read. */
  static readonly StateVisibility = stateVisibilities
  /** The clock that counts. */
  static readonly TtlTimeCharacteristic = timeCharacteristics
  readonly #settings: Readonly<Settings>

  /** @internal */
  constructor(settings: Readonly<Settings>) {
    if (settings.ttl.toMillis() <= 0)
      throw new MisuseError('ttl_not_positive', { got: settings.ttl.toMillis() })
    this.#settings = settings
    Object.freeze(this)
  }

  /** A builder for state that lives this long after its last access. */
  static newBuilder(ttl: Duration): StateTtlConfigBuilder {
    return new StateTtlConfigBuilder(ttl)
  }

  /** When the time to live begins anew. */
  getUpdateType(): TtlUpdateType {
    return this.#settings.updateType
  }

  /** Whether expired state may still be read. */
  getStateVisibility(): TtlStateVisibility {
    return this.#settings.visibility
  }

  /** How long state lives. */
  getTimeToLive(): Duration {
    return this.#settings.ttl
  }

  /** The clock that counts. */
  getTtlTimeCharacteristic(): 'ProcessingTime' {
    return 'ProcessingTime'
  }

  /** Whether state expires at all. */
  isEnabled(): boolean {
    return this.#settings.updateType !== 'Disabled'
  }

  /** How expired state goes. */
  getCleanupStrategies(): CleanupStrategies {
    const { fullSnapshot, background, incremental, compactFilter } = this.#settings
    return {
      inFullSnapshot: () => fullSnapshot,
      isCleanupInBackground: () => background,
      getIncrementalCleanupStrategy: () => incremental ?? (background ? defaultIncremental : null),
      inRocksdbCompactFilter: () => background || compactFilter !== null,
      getRocksdbCompactFilterCleanupStrategy: () =>
        compactFilter ?? (background ? defaultCompactFilter : null),
    }
  }
}

const defaultIncremental: IncrementalCleanupStrategy = {
  getCleanupSize: () => 5,
  runCleanupForEveryRecord: () => false,
}

const defaultCompactFilter: RocksdbCompactFilterCleanupStrategy = {
  getQueryTimeAfterNumEntries: () => 1_000,
  getPeriodicCompactionTime: () => Duration.ofDays(30),
}

function given(duration: Duration, call: string): Duration {
  checkedDuration(duration, call, -Infinity)
  return duration
}

installRefusals(StateTtlConfigBuilder.prototype, 'StateTtlConfigBuilder')

unchanging(StateTtlConfig)
