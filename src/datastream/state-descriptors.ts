/** Names a state and says what it holds. Flink: StateDescriptor and its five kinds. */
import { MisuseError, type SerializerSnapshot } from '../model/index.ts'
import {
  type AggregateFunction,
  checkAggregate,
  type ReduceFunction,
  reducerOf,
} from './aggregation.ts'
import { installRefusals } from './refusals.ts'
import { listSerializer, mapSerializer, serializerOf } from './serializer.ts'
import { StateTtlConfig } from './state-ttl.ts'
import { TypeInformation } from './types.ts'
import { unchanging } from './unchanging.ts'

/**
 * What all descriptors have in common. Flink: StateDescriptor.
 *
 * The name identifies the state within its operator: asking twice gives the same state (STA-1),
 * and a restored job finds its values by operator and name.
 */
export abstract class StateDescriptor {
  readonly #name: string
  #ttl: StateTtlConfig | null = null

  /** @internal */
  protected constructor(name: string) {
    if (typeof name !== 'string' || name === '')
      throw new MisuseError('state_name_missing', { what: new.target.name })
    this.#name = name
  }

  /** The state's name within its operator. */
  getName(): string {
    return this.#name
  }

  /** State of this name expires (TTL-1). Given before the state is asked for. */
  enableTimeToLive(ttlConfig: StateTtlConfig): void {
    if (!(ttlConfig instanceof StateTtlConfig))
      throw new MisuseError('ttl_config_expected', { state: this.#name })
    this.#ttl = ttlConfig
  }

  /** How long the state lives; null: for ever. */
  getTtlConfig(): StateTtlConfig | null {
    return this.#ttl?.isEnabled() === true ? this.#ttl : null
  }

  /** @internal The declared type as people read it. */
  abstract describeType(): string

  /** @internal What the state is written with. */
  abstract serializer(): SerializerSnapshot
}

const anyPlain = 'any plain value'

function typed<T>(type: TypeInformation<T> | undefined, what: string): TypeInformation<T> | null {
  if (type !== undefined && !(type instanceof TypeInformation))
    throw new MisuseError('type_expected', { what })
  return type ?? null
}

/** Names a ValueState and says what it holds. Flink: ValueStateDescriptor. */
export class ValueStateDescriptor<T> extends StateDescriptor {
  readonly #type: TypeInformation<T> | null
  readonly #defaultValue: T | null

  /**
   * @param name unique among the states of one operator
   * @param type what the values are; without it any plain value goes
   * @param defaultValue what `value()` answers where nothing is stored; deprecated, as in Flink
   */
  constructor(name: string, type?: TypeInformation<T>, defaultValue?: T) {
    super(name)
    this.#type = typed(type, `new ValueStateDescriptor('${name}', …)`)
    this.#defaultValue = defaultValue ?? null
    Object.freeze(this)
  }

  /** The declared type of the values; null when any plain value goes. */
  getTypeInformation(): TypeInformation<T> | null {
    return this.#type
  }

  /** What `value()` answers where nothing is stored (STA-13); null without one. */
  getDefaultValue(): T | null {
    return this.#defaultValue
  }

  /** @internal */
  describeType(): string {
    return this.#type?.toString() ?? anyPlain
  }

  /** @internal */
  serializer(): SerializerSnapshot {
    return serializerOf(this.#type)
  }
}

/** Names a ListState and says what its elements are. Flink: ListStateDescriptor. */
export class ListStateDescriptor<T> extends StateDescriptor {
  readonly #element: TypeInformation<T> | null

  /**
   * @param name unique among the states of one operator
   * @param elementType what the elements are; without it any plain value goes
   */
  constructor(name: string, elementType?: TypeInformation<T>) {
    super(name)
    this.#element = typed(elementType, `new ListStateDescriptor('${name}', …)`)
    Object.freeze(this)
  }

  /** The declared type of the elements; null when any plain value goes. */
  getElementTypeInformation(): TypeInformation<T> | null {
    return this.#element
  }

  /** @internal */
  describeType(): string {
    return `List<${this.#element?.toString() ?? anyPlain}>`
  }

  /** @internal */
  serializer(): SerializerSnapshot {
    return listSerializer(serializerOf(this.#element))
  }
}

/** Names a MapState and says what its keys and values are. Flink: MapStateDescriptor. */
export class MapStateDescriptor<UK, UV> extends StateDescriptor {
  readonly #key: TypeInformation<UK> | null
  readonly #value: TypeInformation<UV> | null

  /**
   * @param name unique among the states of one operator
   * @param keyType what the user keys are; without it each has the type its value shows
   * @param valueType what the values are; without it any plain value goes
   */
  constructor(name: string, keyType?: TypeInformation<UK>, valueType?: TypeInformation<UV>) {
    super(name)
    this.#key = typed(keyType, `new MapStateDescriptor('${name}', …)`)
    this.#value = typed(valueType, `new MapStateDescriptor('${name}', …)`)
    Object.freeze(this)
  }

  /** The declared type of the user keys; null when each has the type its value shows. */
  getKeyTypeInformation(): TypeInformation<UK> | null {
    return this.#key
  }

  /** The declared type of the values; null when any plain value goes. */
  getValueTypeInformation(): TypeInformation<UV> | null {
    return this.#value
  }

  /** @internal */
  describeType(): string {
    return `Map<${this.#key?.toString() ?? 'any key'}, ${this.#value?.toString() ?? anyPlain}>`
  }

  /** @internal */
  serializer(): SerializerSnapshot {
    return mapSerializer(serializerOf(this.#key), serializerOf(this.#value))
  }
}

/** Names a ReducingState and says how values are reduced. Flink: ReducingStateDescriptor. */
export class ReducingStateDescriptor<T> extends StateDescriptor {
  readonly #reduce: ReduceFunction<T>
  readonly #type: TypeInformation<T> | null

  /**
   * @param name unique among the states of one operator
   * @param reduceFunction makes one value of two; a ReduceFunction or a lambda
   * @param type what the values are; without it any plain value goes
   */
  constructor(
    name: string,
    reduceFunction: ReduceFunction<T> | ((value1: T, value2: T) => T),
    type?: TypeInformation<T>,
  ) {
    super(name)
    this.#reduce = reducerOf(reduceFunction, `new ReducingStateDescriptor('${name}', …)`)
    this.#type = typed(type, `new ReducingStateDescriptor('${name}', …)`)
    Object.freeze(this)
  }

  /** How two values become one. */
  getReduceFunction(): ReduceFunction<T> {
    return this.#reduce
  }

  /** The declared type of the values; null when any plain value goes. */
  getTypeInformation(): TypeInformation<T> | null {
    return this.#type
  }

  /** @internal */
  describeType(): string {
    return this.#type?.toString() ?? anyPlain
  }

  /** @internal */
  serializer(): SerializerSnapshot {
    return serializerOf(this.#type)
  }
}

/** Names an AggregatingState and says how values are aggregated. Flink: AggregatingStateDescriptor. */
export class AggregatingStateDescriptor<IN, ACC, OUT> extends StateDescriptor {
  readonly #aggregate: AggregateFunction<IN, ACC, OUT>
  readonly #type: TypeInformation<ACC> | null

  /**
   * @param name unique among the states of one operator
   * @param aggFunction adds values to an accumulator
   * @param accumulatorType what the accumulator is; without it any plain value goes
   */
  constructor(
    name: string,
    aggFunction: AggregateFunction<IN, ACC, OUT>,
    accumulatorType?: TypeInformation<ACC>,
  ) {
    super(name)
    this.#aggregate = checkAggregate(aggFunction, `new AggregatingStateDescriptor('${name}', …)`)
    this.#type = typed(accumulatorType, `new AggregatingStateDescriptor('${name}', …)`)
    Object.freeze(this)
  }

  /** How values are added to the accumulator. */
  getAggregateFunction(): AggregateFunction<IN, ACC, OUT> {
    return this.#aggregate
  }

  /** The declared type of the accumulator; null when any plain value goes. */
  getTypeInformation(): TypeInformation<ACC> | null {
    return this.#type
  }

  /** @internal */
  describeType(): string {
    return this.#type?.toString() ?? anyPlain
  }

  /** @internal */
  serializer(): SerializerSnapshot {
    return serializerOf(this.#type)
  }
}

installRefusals(StateDescriptor.prototype, 'StateDescriptor')

unchanging(StateDescriptor)
