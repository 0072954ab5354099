/** Reads a topic of the simulated broker. Flink: org.apache.flink.connector.kafka.source. */
import { MisuseError } from '../model/index.ts'
import { installRefusals } from './refusals.ts'
import {
  type DeserializationSchema,
  deserializer,
  KafkaRecordDeserializationSchema,
} from './serialization.ts'

/** Where a source starts, or stops, in each partition. Flink: OffsetsInitializer. */
export class OffsetsInitializer {
  /** @internal */
  readonly position: 'earliest' | 'latest'

  private constructor(position: 'earliest' | 'latest') {
    this.position = position
    Object.freeze(this)
  }

  /** The first record there is. The default (SRC-6). */
  static earliest(): OffsetsInitializer {
    return new OffsetsInitializer('earliest')
  }

  /** Behind the last record there is when the job starts. */
  static latest(): OffsetsInitializer {
    return new OffsetsInitializer('latest')
  }
}

installRefusals(OffsetsInitializer, 'OffsetsInitializer')

/** What a finished builder has agreed on. */
interface KafkaSourceSettings<T> {
  readonly topics: readonly string[]
  readonly groupId: string | null
  readonly start: 'earliest' | 'latest'
  readonly bounded: boolean
  readonly schema: KafkaRecordDeserializationSchema<T>
}

/**
 * Reads a topic; its offsets are part of every checkpoint, so that a restored job reads on where
 * the checkpoint was (SRC-3). Flink: KafkaSource.
 */
export class KafkaSource<T> {
  /** Exists for the compiler alone: what the source gives. */
  declare protected readonly typeOfRecords: T
  readonly #settings: KafkaSourceSettings<T>

  private constructor(settings: KafkaSourceSettings<T>) {
    this.#settings = settings
  }

  /** Begins a source: say the broker, the topics and how values are read. */
  static builder<T>(): KafkaSourceBuilder<T> {
    return new KafkaSourceBuilder<T>()
  }

  /** @internal */
  static make<T>(settings: KafkaSourceSettings<T>): KafkaSource<T> {
    return new KafkaSource(settings)
  }

  /** @internal */
  static settingsOf<T>(source: KafkaSource<T>): KafkaSourceSettings<T> {
    return source.#settings
  }
}

/**
 * Makes a Kafka source: say the broker, the topics, where to start, and how values are read. Flink: KafkaSourceBuilder.
 */
export class KafkaSourceBuilder<T> {
  #servers: string | null = null
  #topics: readonly string[] = []
  #groupId: string | null = null
  #start = OffsetsInitializer.earliest()
  #bounded = false
  #schema: KafkaRecordDeserializationSchema<T> | null = null

  /** The broker's address. Simplified: there is one simulated broker, whatever the address. */
  setBootstrapServers(servers: string): this {
    this.#servers = text(servers, 'setBootstrapServers')
    return this
  }

  /** The topics to read. */
  setTopics(...topics: readonly (string | readonly string[])[]): this {
    this.#topics = topics.flat().map((topic) => text(topic, 'setTopics'))
    return this
  }

  /** The consumer group, under which offsets are committed when a checkpoint completes (SRC-4). */
  setGroupId(groupId: string): this {
    this.#groupId = text(groupId, 'setGroupId')
    return this
  }

  /** Where to start when there is no snapshot to restore; a restored job ignores it (SRC-3). */
  setStartingOffsets(offsets: OffsetsInitializer): this {
    this.#start = offsetsInitializer(offsets, 'setStartingOffsets')
    return this
  }

  /** Ends the source at these offsets, instead of waiting for more records. */
  setBounded(offsets: OffsetsInitializer): this {
    const { position } = offsetsInitializer(offsets, 'setBounded')
    if (position === 'earliest') throw new MisuseError('bounded_at_earliest')
    this.#bounded = true
    return this
  }

  /** How each value becomes a record. */
  setValueOnlyDeserializer(schema: DeserializationSchema<T>): this {
    const checked = deserializer(schema, 'setValueOnlyDeserializer')
    this.#schema = KafkaRecordDeserializationSchema.valueOnly(checked)
    return this
  }

  /** How each Kafka record, with its key, partition and offset, becomes records. */
  setDeserializer(schema: KafkaRecordDeserializationSchema<T>): this {
    this.#schema = deserializer(schema, 'setDeserializer')
    return this
  }

  /** A property of Kafka's consumer. Simplified: taken, and without effect. */
  setProperty(name: string, value: string): this {
    text(name, 'setProperty')
    text(value, 'setProperty')
    return this
  }

  /** The finished source. Flink refuses one without broker, topics or deserializer. */
  build(): KafkaSource<T> {
    const missing = (call: string) =>
      new MisuseError('builder_incomplete', { builder: 'KafkaSource.builder()', missing: call })
    if (this.#servers === null) throw missing('setBootstrapServers(…)')
    if (this.#topics.length === 0) throw missing('setTopics(…)')
    if (this.#schema === null) throw missing('setValueOnlyDeserializer(json())')
    return KafkaSource.make({
      topics: this.#topics,
      groupId: this.#groupId,
      start: this.#start.position,
      bounded: this.#bounded,
      schema: this.#schema,
    })
  }
}

installRefusals(KafkaSourceBuilder.prototype, 'KafkaSourceBuilder')

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') {
    throw new MisuseError('text_expected', {
      what,
      got: value === '' ? 'an empty string' : typeof value,
    })
  }
  return value
}

function offsetsInitializer(value: OffsetsInitializer, call: string): OffsetsInitializer {
  if (!(value instanceof OffsetsInitializer)) {
    throw new MisuseError('offsets_expected', { call })
  }
  return value
}
