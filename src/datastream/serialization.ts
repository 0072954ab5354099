/** Text ↔ records. Flink: DeserializationSchema, SerializationSchema and Kafka's own kinds of them. */
import { MisuseError } from '../model/index.ts'
import type { Collector } from './functions.ts'
import { installRefusals } from './refusals.ts'

/**
 * Makes a record of a message. Flink: DeserializationSchema.
 * Simplified: a message is text here, bytes in Flink.
 */
export interface DeserializationSchema<T> {
  /** The record, or null to leave the message out. What it throws fails the task (REC-7). */
  deserialize(message: string): T | null
}

/** Makes a message of a record. Flink: SerializationSchema. Simplified: text instead of bytes. */
export interface SerializationSchema<T> {
  /** The message's text. */
  serialize(element: T): string
}

/** A record of the simulated broker, as a deserializer sees it. Java: Kafka's ConsumerRecord. */
export interface ConsumerRecord {
  /** The topic it was read from. */
  readonly topic: string
  /** The partition it was read from. */
  readonly partition: number
  /** Its position in the partition, counted from 0. */
  readonly offset: number
  /** Its key as text, or null. */
  readonly key: string | null
  /** Its value as text. */
  readonly value: string
  /** Its timestamp in ms, from the producer or the broker. */
  readonly timestamp: number
}

/** Makes any number of records of a Kafka record. Flink: KafkaRecordDeserializationSchema. */
export interface KafkaRecordDeserializationSchema<T> {
  /** Emits what `record` becomes into `out`. What it throws fails the task (REC-7). */
  deserialize(record: ConsumerRecord, out: Collector<T>): void
}

/** Ready-made ones. Flink: KafkaRecordDeserializationSchema's static methods. */
export const KafkaRecordDeserializationSchema = Object.freeze({
  /** Reads the value alone with `schema`. */
  valueOnly<T>(schema: DeserializationSchema<T>): KafkaRecordDeserializationSchema<T> {
    return new ValueOnly(schema)
  },
})

/** Flink: KafkaValueOnlyDeserializationSchemaWrapper. A class, so that its schema is copied with it. */
class ValueOnly<T> implements KafkaRecordDeserializationSchema<T> {
  readonly schema: DeserializationSchema<T>

  constructor(schema: DeserializationSchema<T>) {
    this.schema = schema
  }

  deserialize(record: ConsumerRecord, out: Collector<T>): void {
    const value = this.schema.deserialize(record.value)
    if (value !== null && value !== undefined) out.collect(value)
  }
}

/** The message is the record, a string. Flink: SimpleStringSchema. */
export class SimpleStringSchema
  implements DeserializationSchema<string>, SerializationSchema<string>
{
  /** The message itself. */
  deserialize(message: string): string {
    return message
  }

  /** The record itself, which must be a string. */
  serialize(element: string): string {
    if (typeof element !== 'string') {
      throw new MisuseError('text_expected', { what: 'SimpleStringSchema', got: typeof element })
    }
    return element
  }
}

/**
 * The message is the record as JSON. Flink: JsonDeserializationSchema and JsonSerializationSchema.
 * A message that is not JSON fails the task, as in Flink.
 */
export function json<T>(): DeserializationSchema<T> & SerializationSchema<T> {
  return jsonSchema as DeserializationSchema<T> & SerializationSchema<T>
}

const jsonSchema: DeserializationSchema<unknown> & SerializationSchema<unknown> = Object.freeze({
  deserialize(message: string): unknown {
    try {
      return JSON.parse(message) as unknown
    } catch {
      // What the browser says about it differs from browser to browser, so it is not repeated.
      throw new MisuseError('message_not_json', { message: message.slice(0, 80) })
    }
  },
  serialize(element: unknown): string {
    const text = JSON.stringify(element) as string | undefined
    if (text === undefined) throw new MisuseError('value_undefined', { path: 'record' })
    return text
  },
})

/**
 * Makes a Kafka record of a record. Flink: KafkaRecordSerializationSchema; made by its builder.
 */
export class KafkaRecordSerializationSchema<T> {
  /** Exists for the compiler alone: what the schema writes. */
  declare protected readonly takesRecords: (record: T) => void
  /** @internal */
  readonly topic: string
  /** @internal */
  readonly keys: SerializationSchema<T> | null
  /** @internal */
  readonly values: SerializationSchema<T>

  /** @internal */
  constructor(topic: string, keys: SerializationSchema<T> | null, values: SerializationSchema<T>) {
    this.topic = topic
    this.keys = keys
    this.values = values
  }

  /** Begins a schema: say the topic and how values are written. */
  static builder<T>(): KafkaRecordSerializationSchemaBuilder<T> {
    return new KafkaRecordSerializationSchemaBuilder<T>()
  }
}

/**
 * Makes a schema: say the topic, and how keys and values are written. Flink: KafkaRecordSerializationSchemaBuilder.
 */
export class KafkaRecordSerializationSchemaBuilder<T> {
  #topic: string | null = null
  #keys: SerializationSchema<T> | null = null
  #values: SerializationSchema<T> | null = null

  /** The topic every record goes to. */
  setTopic(topic: string): this {
    if (typeof topic !== 'string' || topic === '') {
      throw new MisuseError('text_expected', { what: 'setTopic', got: typeof topic })
    }
    this.#topic = topic
    return this
  }

  /** How the Kafka record's key is made; without it there is none. */
  setKeySerializationSchema(schema: SerializationSchema<T>): this {
    this.#keys = serializer(schema, 'setKeySerializationSchema')
    return this
  }

  /** How the Kafka record's value is made. */
  setValueSerializationSchema(schema: SerializationSchema<T>): this {
    this.#values = serializer(schema, 'setValueSerializationSchema')
    return this
  }

  /** The finished schema. Flink refuses one without topic or value schema. */
  build(): KafkaRecordSerializationSchema<T> {
    const builder = 'KafkaRecordSerializationSchema.builder()'
    if (this.#topic === null) {
      throw new MisuseError('builder_incomplete', { builder, missing: 'setTopic(…)' })
    }
    if (this.#values === null) {
      const missing = 'setValueSerializationSchema(…)'
      throw new MisuseError('builder_incomplete', { builder, missing })
    }
    return new KafkaRecordSerializationSchema(this.#topic, this.#keys, this.#values)
  }
}

installRefusals(
  KafkaRecordSerializationSchemaBuilder.prototype,
  'KafkaRecordSerializationSchemaBuilder',
)

/** The schema, once it is seen to be one. */
function serializer<T>(schema: SerializationSchema<T>, call: string): SerializationSchema<T> {
  if (typeof (schema as Partial<SerializationSchema<T>> | null)?.serialize !== 'function') {
    throw new MisuseError('schema_expected', { call, example: 'json()' })
  }
  return schema
}

/** The schema, once it is seen to be one; `call` names who asked. */
export function deserializer<S extends { deserialize: unknown }>(schema: S, call: string): S {
  if (typeof (schema as Partial<S> | null)?.deserialize !== 'function') {
    throw new MisuseError('schema_expected', { call, example: 'json()' })
  }
  return schema
}
