/** The serializer that a snapshot of it names. Flink: TypeSerializerSnapshot.restoreSerializer. */
import { keySerializer, type KeyType, type SerializerSnapshot } from '../../../model/index.ts'
import type { ByteSink, ByteSource } from '../lsm/coding.ts'
import { TtlValue } from '../ttl/ttl-value.ts'
import {
  byteArray,
  enumeration,
  list,
  map,
  nullable,
  objectArray,
  pojo,
  tuple,
} from './composites.ts'
import { readLong, writeLong } from './data-output.ts'
import { genericKeys, genericValues } from './generic.ts'
import { longKeys, scalars } from './scalars.ts'
import type { TypeSerializer } from './type-serializer.ts'

/** Of values: what is read is what was written. */
export function valueSerializer(snapshot: SerializerSnapshot): TypeSerializer {
  return new Serializers(genericValues, scalars.LongSerializer).of(snapshot)
}

/** Of keys: equal ones have equal bytes. Null: each key has the type it shows. */
export function keyBytes(type: KeyType | null): TypeSerializer {
  if (type === null) return genericKeys
  return new Serializers(genericKeys, longKeys).of(keySerializer(type))
}

class Serializers {
  readonly #generic: TypeSerializer
  readonly #longs: TypeSerializer

  constructor(generic: TypeSerializer, longs: TypeSerializer) {
    this.#generic = generic
    this.#longs = longs
  }

  of(snapshot: SerializerSnapshot): TypeSerializer {
    switch (snapshot.serializer) {
      case 'KryoSerializer':
        return this.#generic
      case 'LongSerializer':
        return this.#longs
      case 'EnumSerializer':
        return enumeration(snapshot.constants)
      case 'PojoSerializer': {
        const fields = Object.entries(snapshot.fields)
        return pojo(fields.map(([name, field]) => [name, this.of(field)] as const))
      }
      case 'TupleSerializer':
        return tuple(snapshot.fields.map((field) => this.of(field)))
      case 'MapSerializer':
        return map(this.of(snapshot.key), this.of(snapshot.value), keyNamed(snapshot.key))
      default:
        return this.#ofElements(snapshot)
    }
  }

  #ofElements(snapshot: SerializerSnapshot): TypeSerializer {
    if ('element' in snapshot) {
      const element = this.of(snapshot.element)
      if (snapshot.serializer === 'NullableSerializer') return nullable(element)
      return snapshot.serializer === 'ListSerializer' ? list(element) : objectArray(element)
    }
    if (snapshot.serializer === 'BytePrimitiveArraySerializer') return byteArray
    const [, primitive] = /^(\w+)PrimitiveArraySerializer$/.exec(snapshot.serializer) ?? []
    const name = primitive === undefined ? snapshot.serializer : `${primitive}Serializer`
    const scalar = scalars[name as keyof typeof scalars]
    return primitive === undefined ? scalar : list(scalar)
  }
}

/** The key that a property name writes. */
function keyNamed(key: SerializerSnapshot): (name: string) => unknown {
  switch (key.serializer) {
    case 'BooleanSerializer':
      return (name) => name === 'true'
    case 'ByteSerializer':
    case 'ShortSerializer':
    case 'IntSerializer':
      return Number
    case 'LongSerializer':
      return BigInt
    case 'EnumSerializer':
      return (name) => key.constants.find(({ value }) => String(value) === name)?.value
    default:
      return (name) => name
  }
}

/** The time of the last access, then the value. Flink: TtlStateFactory.TtlSerializer. */
export function withTime(user: TypeSerializer): TypeSerializer {
  return {
    takesNull: false,
    write: (value: unknown, to: ByteSink) => {
      const { lastAccess, userValue } = value as TtlValue
      writeLong(lastAccess, to)
      user.write(userValue, to)
    },
    read: (from: ByteSource) => {
      const lastAccess = Number(readLong(from))
      return new TtlValue(lastAccess, user.read(from))
    },
  }
}
