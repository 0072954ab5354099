/** Writes to a topic of the simulated broker. Flink: org.apache.flink.connector.kafka.sink. */
import { MisuseError } from '../model/index.ts'
import { installRefusals } from './refusals.ts'
import { KafkaRecordSerializationSchema } from './serialization.ts'

/** What a sink promises. Flink: DeliveryGuarantee. */
export const DeliveryGuarantee = Object.freeze({
  /** Records may be lost or written twice. */
  NONE: 'NONE',
  /** Nothing is lost; what is replayed after a failure is written again. */
  AT_LEAST_ONCE: 'AT_LEAST_ONCE',
  /** In transactions that end with a checkpoint; comes in a later version. */
  EXACTLY_ONCE: 'EXACTLY_ONCE',
} as const)

/** One of the three guarantees. */
export type DeliveryGuarantee = (typeof DeliveryGuarantee)[keyof typeof DeliveryGuarantee]

/** What a finished builder has agreed on. */
interface KafkaSinkSettings<T> {
  readonly guarantee: 'none' | 'at-least-once'
  readonly serializer: KafkaRecordSerializationSchema<T>
}

/** Writes every record to a topic. Flink: KafkaSink. */
export class KafkaSink<T> {
  /** Exists for the compiler alone: what the sink takes. */
  declare protected readonly takesRecords: (record: T) => void
  readonly #settings: KafkaSinkSettings<T>

  private constructor(settings: KafkaSinkSettings<T>) {
    this.#settings = settings
  }

  /** Begins a sink: say the broker, the serializer and the guarantee. */
  static builder<T>(): KafkaSinkBuilder<T> {
    return new KafkaSinkBuilder<T>()
  }

  /** @internal */
  static make<T>(settings: KafkaSinkSettings<T>): KafkaSink<T> {
    return new KafkaSink(settings)
  }

  /** @internal */
  static settingsOf<T>(sink: KafkaSink<T>): KafkaSinkSettings<T> {
    return sink.#settings
  }
}

/**
 * Makes a Kafka sink: say the broker, how records are written, and the guarantee. Flink: KafkaSinkBuilder.
 */
export class KafkaSinkBuilder<T> {
  #servers: string | null = null
  #guarantee: 'none' | 'at-least-once' = 'none'
  #serializer: KafkaRecordSerializationSchema<T> | null = null

  /** The broker's address. Simplified: there is one simulated broker, whatever the address. */
  setBootstrapServers(servers: string): this {
    if (typeof servers !== 'string' || servers === '') {
      throw new MisuseError('text_expected', { what: 'setBootstrapServers', got: typeof servers })
    }
    this.#servers = servers
    return this
  }

  /** Which topic records go to and how they are written. */
  setRecordSerializer(serializer: KafkaRecordSerializationSchema<T>): this {
    if (!(serializer instanceof KafkaRecordSerializationSchema)) {
      const example = 'KafkaRecordSerializationSchema.builder()…build()'
      throw new MisuseError('schema_expected', { call: 'setRecordSerializer', example })
    }
    this.#serializer = serializer
    return this
  }

  /** What the sink promises; `NONE` unless set, as in Flink. */
  setDeliveryGuarantee(guarantee: DeliveryGuarantee): this {
    if (guarantee === DeliveryGuarantee.EXACTLY_ONCE) {
      throw new MisuseError('not_yet', { name: 'DeliveryGuarantee.EXACTLY_ONCE' })
    }
    if (!Object.values<unknown>(DeliveryGuarantee).includes(guarantee)) {
      throw new MisuseError('one_of_expected', {
        what: 'setDeliveryGuarantee',
        got: String(guarantee),
        allowed: Object.keys(DeliveryGuarantee).join(', '),
      })
    }
    this.#guarantee = guarantee === DeliveryGuarantee.AT_LEAST_ONCE ? 'at-least-once' : 'none'
    return this
  }

  /** Begins the names of transactions; used with `EXACTLY_ONCE` only. */
  setTransactionalIdPrefix(prefix: string): this {
    if (typeof prefix !== 'string' || prefix === '') {
      throw new MisuseError('text_expected', {
        what: 'setTransactionalIdPrefix',
        got: typeof prefix,
      })
    }
    return this
  }

  /** A property of Kafka's producer. Simplified: taken, and without effect. */
  setProperty(_name: string, _value: string): this {
    return this
  }

  /** The finished sink. Flink refuses one without broker or serializer. */
  build(): KafkaSink<T> {
    const builder = 'KafkaSink.builder()'
    if (this.#servers === null) {
      throw new MisuseError('builder_incomplete', { builder, missing: 'setBootstrapServers(…)' })
    }
    if (this.#serializer === null) {
      throw new MisuseError('builder_incomplete', { builder, missing: 'setRecordSerializer(…)' })
    }
    return KafkaSink.make({ guarantee: this.#guarantee, serializer: this.#serializer })
  }
}

installRefusals(KafkaSinkBuilder.prototype, 'KafkaSinkBuilder')
