/** Writes to a topic of the simulated broker. Flink: org.apache.flink.connector.kafka.sink. */
import { MisuseError, type TransactionsPlan } from '../model/index.ts'
import { installRefusals } from './refusals.ts'
import { KafkaRecordSerializationSchema } from './serialization.ts'

/** What a sink promises. Flink: DeliveryGuarantee. */
export const DeliveryGuarantee = Object.freeze({
  /** Records may be lost or written twice. */
  NONE: 'NONE',
  /** Nothing is lost; what is replayed after a failure is written again. */
  AT_LEAST_ONCE: 'AT_LEAST_ONCE',
  /** In transactions that are committed when a checkpoint has completed. */
  EXACTLY_ONCE: 'EXACTLY_ONCE',
} as const)

/** One of the three guarantees. */
export type DeliveryGuarantee = (typeof DeliveryGuarantee)[keyof typeof DeliveryGuarantee]

/** Virtual ms. Flink: KafkaSinkBuilder.DEFAULT_KAFKA_TRANSACTION_TIMEOUT (CK-273). */
const hour = 3_600_000
const timeoutProperty = 'transaction.timeout.ms'

const guarantees = {
  NONE: 'none',
  AT_LEAST_ONCE: 'at-least-once',
  EXACTLY_ONCE: 'exactly-once',
} as const

/** What a finished builder has agreed on. */
interface KafkaSinkSettings<T> {
  readonly guarantee: 'none' | 'at-least-once' | 'exactly-once'
  /** Null unless it is `exactly-once`. */
  readonly transactions: TransactionsPlan | null
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
  #guarantee: KafkaSinkSettings<T>['guarantee'] = 'none'
  #prefix: string | null = null
  #timeout = hour
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
    if (!Object.values<unknown>(DeliveryGuarantee).includes(guarantee)) {
      throw new MisuseError('one_of_expected', {
        what: 'setDeliveryGuarantee',
        got: String(guarantee),
        allowed: Object.keys(DeliveryGuarantee).join(', '),
      })
    }
    this.#guarantee = guarantees[guarantee]
    return this
  }

  /** Begins the names of transactions: no two sinks may have the same. Needed with `EXACTLY_ONCE`. */
  setTransactionalIdPrefix(prefix: string): this {
    if (typeof prefix !== 'string' || prefix === '') {
      throw new MisuseError('text_expected', {
        what: 'setTransactionalIdPrefix',
        got: typeof prefix,
      })
    }
    this.#prefix = prefix
    return this
  }

  /**
   * A property of Kafka's producer. Simplified: all but `transaction.timeout.ms` are taken, and without effect.
   * That one is an hour unless it is set, more than a broker allows by default: 900000 ms.
   */
  setProperty(name: string, value: string): this {
    if (name !== timeoutProperty) return this
    const timeout = Number(value)
    if (!Number.isInteger(timeout) || timeout < 1)
      throw new MisuseError('number_too_small', { what: name, got: value, least: 1 })
    this.#timeout = timeout
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
    return KafkaSink.make({
      guarantee: this.#guarantee,
      serializer: this.#serializer,
      transactions: this.#transactions(),
    })
  }

  /** Flink: KafkaSinkBuilder.sanityCheck. */
  #transactions(): TransactionsPlan | null {
    if (this.#guarantee !== 'exactly-once') return null
    if (this.#prefix === null) throw new MisuseError('transactional_id_prefix_missing')
    return { prefix: this.#prefix, timeout: this.#timeout }
  }
}

installRefusals(KafkaSinkBuilder.prototype, 'KafkaSinkBuilder')
