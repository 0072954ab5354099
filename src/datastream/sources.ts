/** Sources that are not Kafka. Flink: NumberSequenceSource, DataGeneratorSource, FileSource. */
import { MisuseError } from '../model/index.ts'
import { checkWhole } from './checks.ts'
import type { RatePlan, ReaderPlan } from './connector-plans.ts'
import { installRefusals } from './refusals.ts'

/** What `fromSource` needs to know of a source. */
export interface SourceSettings {
  readonly source: 'sequence' | 'generator' | 'file' | 'hybrid'
  /** Whether it ends. Absent: it does. */
  readonly bounded?: boolean
  /** The learner's objects in it: every subtask has copies of its own. */
  readonly parts: readonly object[]
  readonly reader: (parts: readonly unknown[]) => ReaderPlan
}

const settings = new WeakMap<object, SourceSettings>()

/** The settings of one of these sources; undefined: it is none. */
export function sourceSettings(source: unknown): SourceSettings | undefined {
  return typeof source === 'object' && source !== null ? settings.get(source) : undefined
}

/** @internal */
export function setSourceSettings(source: object, its: SourceSettings): void {
  settings.set(source, its)
}

/** A source that ends. Each of its readers has a range of numbers, or files (SRC-10). Flink: Source. */
export abstract class BoundedSource<T> {
  /** Exists for the compiler alone: what the source gives. */
  declare protected readonly typeOfRecords: T
}

const most = Number.MAX_SAFE_INTEGER

/** The whole numbers from `from` to `to`, both included, in a range for each reader (SRC-10). Flink: NumberSequenceSource. */
export class NumberSequenceSource extends BoundedSource<number> {
  /** `to` must not be below `from`. */
  constructor(from: number, to: number) {
    super()
    const first = checkWhole(from, { what: 'NumberSequenceSource', least: -most, most })
    const last = checkWhole(to, { what: 'NumberSequenceSource', least: first, most })
    const make = (index: number) => first + index
    const count = last - first + 1
    const reader = (): ReaderPlan => ({ kind: 'numbered', count, make, shown: make, rate: null })
    settings.set(this, { source: 'sequence', parts: [], reader })
  }
}

/** Makes the record with that number. Flink: GeneratorFunction. */
export interface GeneratorFunction<O> {
  /** The record number `index`. It must be the same each time: after a failure it is made again. */
  map(index: number): O
}

/** How fast a generator may go (SRC-11). Flink: RateLimiterStrategy. */
export class RateLimiterStrategy {
  readonly #plan: RatePlan | null

  private constructor(plan: RatePlan | null) {
    this.#plan = plan
    Object.freeze(this)
  }

  /**
   * At most so many records a second, all subtasks together: each has the same part of it. What a subtask
   * did not make in time it may make up for, a second's worth at most.
   */
  static perSecond(recordsPerSecond: number): RateLimiterStrategy {
    if (!(recordsPerSecond > 0) || !Number.isFinite(recordsPerSecond))
      throw new MisuseError('number_too_small', {
        what: 'RateLimiterStrategy.perSecond',
        got: String(recordsPerSecond),
        least: 'more than 0',
      })
    return new RateLimiterStrategy({ kind: 'per-second', records: recordsPerSecond })
  }

  /**
   * At most so many records between two completed checkpoints, all subtasks together: each has the same
   * whole number of them, and what cannot be shared evenly is not made. It must be as many as there
   * are subtasks.
   */
  static perCheckpoint(recordsPerCheckpoint: number): RateLimiterStrategy {
    const what = 'RateLimiterStrategy.perCheckpoint'
    const records = checkWhole(recordsPerCheckpoint, { what, least: 1, most })
    return new RateLimiterStrategy({ kind: 'per-checkpoint', records })
  }

  /** As fast as the job takes them. The default. */
  static noOp(): RateLimiterStrategy {
    return new RateLimiterStrategy(null)
  }

  /** @internal */
  static make(plan: RatePlan): RateLimiterStrategy {
    return new RateLimiterStrategy(plan)
  }

  /** @internal */
  static planOf(strategy: RateLimiterStrategy): RatePlan | null {
    return strategy.#plan
  }
}

/**
 * Makes `count` records, each from its number: a record's number is its position, so that a restored
 * job makes the same ones again (SRC-11). Flink: DataGeneratorSource.
 */
export class DataGeneratorSource<O> extends BoundedSource<O> {
  /** `generatorFunction` gets the numbers 0 to `count` − 1. */
  constructor(
    generatorFunction: GeneratorFunction<O> | ((index: number) => O),
    count: number,
    rateLimiterStrategy: RateLimiterStrategy = RateLimiterStrategy.noOp(),
  ) {
    super()
    const given = generatorFunction as Partial<GeneratorFunction<O>> | null
    if (typeof generatorFunction !== 'function' && typeof given?.map !== 'function')
      throw new MisuseError('function_expected', {
        call: 'DataGeneratorSource',
        example: '(index) => ({ id: index })',
      })
    const what = 'DataGeneratorSource'
    const records = checkWhole(count, { what, least: 0, most })
    if (!(rateLimiterStrategy instanceof RateLimiterStrategy))
      throw new MisuseError('rate_limiter_expected')
    const rate = RateLimiterStrategy.planOf(rateLimiterStrategy)
    settings.set(this, {
      source: 'generator',
      parts: [generatorFunction],
      reader: ([fresh]) => ({
        kind: 'numbered',
        count: records,
        make: (index) =>
          typeof fresh === 'function'
            ? (fresh as (index: number) => O)(index)
            : (fresh as GeneratorFunction<O>).map(index),
        // The learner's function is called when the record is made, not to show it.
        shown: (index) => index,
        rate,
      }),
    })
  }
}

/** Where files are. Simplified: a topic of the scenario stands for a folder, each partition for a file (SRC-13). Flink: Path. */
export class Path {
  readonly #path: string

  /** The name of the folder. */
  constructor(path: string) {
    if (typeof path !== 'string' || path === '')
      throw new MisuseError('text_expected', { what: 'Path', got: typeof path })
    this.#path = path
  }

  /** The path as it was given. */
  getPath(): string {
    return this.#path
  }
}

/** Reads text files line by line. Flink: TextLineInputFormat. */
export class TextLineInputFormat {
  /** Exists for the compiler alone: what a line is. */
  declare protected readonly typeOfRecords: string
}

/** Reads all lines of the files of a folder, then ends (SRC-13). Flink: FileSource. */
export class FileSource<T> extends BoundedSource<T> {
  private constructor(path: string) {
    super()
    const reader = (): ReaderPlan => ({ kind: 'file', path })
    settings.set(this, { source: 'file', parts: [], reader })
  }

  /** Begins a source that reads the files below `paths` in that format. */
  static forRecordStreamFormat(
    format: TextLineInputFormat,
    ...paths: readonly Path[]
  ): FileSourceBuilder<string> {
    const [path] = paths
    if (!(format instanceof TextLineInputFormat) || !(path instanceof Path) || paths.length > 1)
      throw new MisuseError('file_source_arguments')
    return new FileSourceBuilder<string>(path.getPath())
  }

  /** @internal */
  static make<T>(path: string): FileSource<T> {
    return new FileSource<T>(path)
  }
}

/** Makes a file source. Flink: FileSource.FileSourceBuilder. */
export class FileSourceBuilder<T> {
  readonly #path: string

  /** @internal */
  constructor(path: string) {
    this.#path = path
  }

  /** The finished source. */
  build(): FileSource<T> {
    return FileSource.make<T>(this.#path)
  }
}

installRefusals(FileSourceBuilder.prototype, 'FileSourceBuilder')
