/** Where a program begins and where it is handed over. Flink: StreamExecutionEnvironment. */
import { MisuseError, type SourcePart } from '../model/index.ts'
import { checkChoice, checkParallelism, checkWhole } from './checks.ts'
import { CheckpointConfig, CheckpointingMode, Configuration } from './configuration.ts'
import { submitting } from './evaluation.ts'
import type { HybridSource } from './hybrid-source.ts'
import { KafkaSource } from './kafka-source.ts'
import { readerOperator, sourceOperator } from './operators.ts'
import { Plan } from './plan.ts'
import type { PartPlan, ReaderPlan } from './connector-plans.ts'
import {
  type BoundedSource,
  NumberSequenceSource,
  sourceSettings,
  type SourceSettings,
} from './sources.ts'
import { copyValue } from './values.ts'
import { installRefusals } from './refusals.ts'
import { partOfProgram } from './unchanging.ts'
import { DataStreamSource } from './stream.ts'
import { WatermarkStrategy } from './watermark-strategy.ts'

/** Where a program begins and where it is handed over to Flink. Flink: StreamExecutionEnvironment. */
export class StreamExecutionEnvironment {
  readonly #plan = new Plan()
  /** What the code has set, by configuration key; it wins over config.yaml. */
  readonly #values = new Map<string, string>()
  readonly #checkpoints = new CheckpointConfig(this.#values)

  private constructor() {
    // Made by getExecutionEnvironment alone.
  }

  /** The environment of this job; `configuration` adds to config.yaml, and wins over it. */
  static getExecutionEnvironment(configuration?: Configuration): StreamExecutionEnvironment {
    submitting('StreamExecutionEnvironment.getExecutionEnvironment')
    const environment = new StreamExecutionEnvironment()
    if (configuration !== undefined) environment.configure(configuration)
    return environment
  }

  /** Sets configuration keys from code. */
  configure(configuration: Configuration): void {
    if (!(configuration instanceof Configuration)) {
      throw new MisuseError('configuration_expected', { call: 'configure' })
    }
    for (const [key, value] of Configuration.valuesOf(configuration)) this.#values.set(key, value)
  }

  /** Takes a checkpoint every `interval` ms (10 at least), in the given mode. */
  enableCheckpointing(interval: number, mode?: CheckpointingMode): this {
    const most = Number.MAX_SAFE_INTEGER
    const checked = checkWhole(interval, { what: 'enableCheckpointing', least: 10, most })
    this.#values.set('execution.checkpointing.interval', String(checked))
    if (mode !== undefined) {
      const chosen = checkChoice(mode, 'enableCheckpointing', CheckpointingMode)
      this.#values.set('execution.checkpointing.mode', chosen)
    }
    return this
  }

  /** When and how checkpoints are taken. */
  getCheckpointConfig(): CheckpointConfig {
    return this.#checkpoints
  }

  /** How many subtasks operators have that do not say it themselves; 1 unless set. */
  setParallelism(parallelism: number): this {
    this.#values.set('parallelism.default', String(checkParallelism(parallelism, 'setParallelism')))
    return this
  }

  /** How many key groups operators have that do not say it themselves. */
  setMaxParallelism(maxParallelism: number): this {
    const checked = checkParallelism(maxParallelism, 'setMaxParallelism')
    this.#values.set('pipeline.max-parallelism', String(checked))
    return this
  }

  /** Runs every operator in a task of its own. */
  disableOperatorChaining(): this {
    this.#values.set('pipeline.operator-chaining.enabled', 'false')
    return this
  }

  /** A stream of what `source` reads. */
  fromSource<T>(
    source: KafkaSource<T> | BoundedSource<T> | HybridSource<T>,
    watermarkStrategy: WatermarkStrategy<T>,
    sourceName: string,
  ): DataStreamSource<T> {
    const known = sourceSettings(source)
    if (known === undefined && !(source instanceof KafkaSource))
      throw new MisuseError('source_expected')
    if (!(watermarkStrategy instanceof WatermarkStrategy)) {
      throw new MisuseError('watermark_strategy_expected')
    }
    if (typeof sourceName !== 'string' || sourceName === '') {
      throw new MisuseError('text_expected', { what: 'fromSource', got: typeof sourceName })
    }
    if (known !== undefined) return this.#source(known, watermarkStrategy, sourceName)
    const { topics, groupId, start, bounded } = KafkaSource.settingsOf(source as KafkaSource<T>)
    const watermarks = WatermarkStrategy.planOf(watermarkStrategy)
    const operator = this.#plan.add({
      name: sourceName,
      shownName: (name) => `Source: ${name}`,
      role: { kind: 'kafka-source', topics, groupId, start, bounded, watermarks },
      inputs: [],
      maker: sourceOperator(source as KafkaSource<T>, watermarkStrategy),
    })
    return new DataStreamSource<T>(this.#plan, operator)
  }

  /**
   * A stream of these records, or of those of one array, by one subtask (SRC-10). Flink: fromData,
   * which wants at least one record and no null.
   *
   * @throws from_data_empty, from_data_null
   */
  fromData<T>(...data: readonly T[] | readonly [readonly T[]]): DataStreamSource<T> {
    const [first] = data
    const records = (data.length === 1 && Array.isArray(first) ? first : data) as readonly T[]
    if (records.length === 0) throw new MisuseError('from_data_empty')
    if (records.some((record) => record === null || record === undefined))
      throw new MisuseError('from_data_null')
    const kept = records.map((record) => copyValue(record, 'record'))
    const reader = (): ReaderPlan => ({
      kind: 'numbered',
      count: kept.length,
      make: (index) => kept[index],
      shown: (index) => kept[index],
      rate: null,
    })
    const strategy = WatermarkStrategy.forMonotonousTimestamps<T>()
    const settings = { source: 'data', parts: [], reader } as const
    return this.#source(settings, strategy, 'Collection Source').setParallelism(1)
  }

  /** The whole numbers from `from` to `to`, both included, in parallel (SRC-10). Flink: fromSequence. */
  fromSequence(from: number, to: number): DataStreamSource<number> {
    const source = new NumberSequenceSource(from, to)
    return this.fromSource(source, WatermarkStrategy.noWatermarks<number>(), 'Sequence Source')
  }

  /**
   * The lines that arrive at a socket from now on, by one subtask. It cannot rewind: what arrives
   * while the job is down is lost, and what was read after the last checkpoint is not read again
   * (SRC-12). Here the scenario's topic `hostname:port` is at the other end. Flink: socketTextStream.
   */
  socketTextStream(hostname: string, port: number): DataStreamSource<string> {
    if (typeof hostname !== 'string' || hostname === '')
      throw new MisuseError('text_expected', { what: 'socketTextStream', got: typeof hostname })
    checkWhole(port, { what: 'socketTextStream', least: 1, most: 65_535 })
    const address = `${hostname}:${port}`
    const reader = (): ReaderPlan => ({ kind: 'socket', address })
    const strategy = WatermarkStrategy.noWatermarks<string>()
    const settings = { source: 'socket', parts: [], reader } as const
    return this.#source(settings, strategy, 'Socket Stream').setParallelism(1)
  }

  #source<T>(
    settings: Pick<SourceSettings, 'parts' | 'reader' | 'bounded'> & {
      readonly source: SourceSettings['source'] | 'data' | 'socket'
    },
    strategy: WatermarkStrategy<T>,
    sourceName: string,
  ): DataStreamSource<T> {
    const { source } = settings
    const reader = settings.reader(settings.parts)
    const place =
      reader.kind === 'socket' ? reader.address : reader.kind === 'file' ? reader.path : null
    const operator = this.#plan.add({
      name: sourceName,
      shownName: (name) => `Source: ${name}`,
      role: {
        kind: 'source',
        source,
        place,
        bounded: source !== 'socket' && settings.bounded !== false,
        ...(reader.kind === 'hybrid' && { parts: reader.readers.map(partOf) }),
        watermarks: WatermarkStrategy.planOf(strategy),
      },
      inputs: [],
      maker: readerOperator(settings, strategy),
    })
    return new DataStreamSource<T>(this.#plan, operator)
  }

  /**
   * Hands the program over to Flink. Simplified: Flink waits here until the job has ended; this
   * engine runs the job after the program's last line.
   *
   * @throws execute_twice
   */
  execute(jobName?: string): void {
    if (jobName !== undefined && (typeof jobName !== 'string' || jobName === '')) {
      throw new MisuseError('text_expected', { what: 'execute', got: typeof jobName })
    }
    submitting('execute').submit({
      plan: this.#plan,
      values: this.#values,
      jobName: jobName ?? null,
    })
  }
}

/** What the JobManager needs to know of one of the sources of a hybrid source. */
function partOf(reader: PartPlan): SourcePart {
  switch (reader.kind) {
    case 'kafka': {
      const { topics, groupId, start, bounded } = reader
      return { source: 'kafka', topics, groupId, start, bounded }
    }
    case 'file':
      return { source: 'file', place: reader.path }
    case 'numbered':
      return { source: 'generator', count: reader.count }
  }
}

partOfProgram(StreamExecutionEnvironment, 'StreamExecutionEnvironment')
installRefusals(StreamExecutionEnvironment.prototype, 'StreamExecutionEnvironment')
