/**
 * What a snapshot remembers of the serializer its state was written with: enough to tell, when the
 * state is restored, whether the new program can read it. Flink: TypeSerializerSnapshot.
 */
import type { KeyType } from './key.ts'

/** Serializers that have no parts, by the simple name of Flink's class. */
export const scalarSerializers = {
  STRING: 'StringSerializer',
  BOOLEAN: 'BooleanSerializer',
  BYTE: 'ByteSerializer',
  SHORT: 'ShortSerializer',
  INT: 'IntSerializer',
  LONG: 'LongSerializer',
  FLOAT: 'FloatSerializer',
  DOUBLE: 'DoubleSerializer',
  CHAR: 'CharSerializer',
  BIG_INT: 'BigIntSerializer',
  VOID: 'VoidSerializer',
} as const

export type ScalarSerializer = (typeof scalarSerializers)[keyof typeof scalarSerializers]

/** An enum constant: its name, and the value that stands for it. */
export interface SerializedConstant {
  readonly name: string
  readonly value: string | number
}

export interface PojoSerializerSnapshot {
  readonly serializer: 'PojoSerializer'
  /** Null where the class has no name: then its fields alone say what it is. */
  readonly className: string | null
  readonly fields: Readonly<Record<string, SerializerSnapshot>>
  /** What a new object has in a field; where nothing is said, Java's default. */
  readonly initial?: Readonly<Record<string, unknown>>
  /** Registered subclasses in their order. */
  readonly subclasses?: readonly string[]
}

export type SerializerSnapshot =
  | { readonly serializer: ScalarSerializer }
  /** Java's arrays of primitives, each with a serializer of its own: `IntPrimitiveArraySerializer`. */
  | { readonly serializer: `${string}PrimitiveArraySerializer` }
  /** Whatever no other serializer is made for: its content is not looked at (SE-11). */
  | { readonly serializer: 'KryoSerializer'; readonly className: string | null }
  | PojoSerializerSnapshot
  | { readonly serializer: 'TupleSerializer'; readonly fields: readonly SerializerSnapshot[] }
  | { readonly serializer: 'ListSerializer'; readonly element: SerializerSnapshot }
  | { readonly serializer: 'GenericArraySerializer'; readonly element: SerializerSnapshot }
  | { readonly serializer: 'NullableSerializer'; readonly element: SerializerSnapshot }
  | {
      readonly serializer: 'MapSerializer'
      readonly key: SerializerSnapshot
      readonly value: SerializerSnapshot
    }
  | {
      readonly serializer: 'EnumSerializer'
      readonly className: string | null
      readonly constants: readonly SerializedConstant[]
    }

const base = 'org.apache.flink.api.common.typeutils.base'
const javaTypeUtils = 'org.apache.flink.api.java.typeutils.runtime'

/** The full name of Flink's class, as its messages have it. */
export function serializerClass({ serializer }: SerializerSnapshot): string {
  switch (serializer) {
    case 'PojoSerializer':
    case 'TupleSerializer':
    case 'NullableSerializer':
      return `${javaTypeUtils}.${serializer}`
    case 'KryoSerializer':
      return `${javaTypeUtils}.kryo.${serializer}`
    default:
      return serializer.endsWith('PrimitiveArraySerializer')
        ? `${base}.array.${serializer}`
        : `${base}.${serializer}`
  }
}

/** The serializer of values whose type nobody declared. */
export const genericSerializer: SerializerSnapshot = {
  serializer: 'KryoSerializer',
  className: null,
}

/** The serializer of keys of that type. */
export function keySerializer(type: KeyType): SerializerSnapshot {
  if (type === 'CANONICAL') return { serializer: 'KryoSerializer', className: 'Object' }
  if (typeof type === 'string') return { serializer: scalarSerializers[type] }
  switch (type.kind) {
    case 'TUPLE':
      return { serializer: 'TupleSerializer', fields: type.fields.map(keySerializer) }
    case 'LIST':
      return { serializer: 'ListSerializer', element: keySerializer(type.element) }
    case 'MAP':
      return {
        serializer: 'MapSerializer',
        key: keySerializer(type.key),
        value: keySerializer(type.value),
      }
    case 'POJO': {
      const fields = type.fields.map(
        ({ name, type: field }) => [name, keySerializer(field)] as const,
      )
      const { className } = type
      return { serializer: 'PojoSerializer', className, fields: Object.fromEntries(fields) }
    }
  }
}

/** The type that a serializer is of, as Flink prints types. */
export function serializedType(snapshot: SerializerSnapshot): string {
  switch (snapshot.serializer) {
    case 'IntSerializer':
      return 'Integer'
    case 'CharSerializer':
      return 'Character'
    case 'BigIntSerializer':
      return 'BigInteger'
    case 'TupleSerializer': {
      const { fields } = snapshot
      return `Java Tuple${fields.length}<${fields.map(serializedType).join(', ')}>`
    }
    case 'PojoSerializer': {
      const { className, fields } = snapshot
      const names = Object.keys(fields).sort()
      const listed = names.map((name) => `${name}: ${serializedType(fields[name] as never)}`)
      return `PojoType<${className === null ? '' : `${className}, `}fields = [${listed.join(', ')}]>`
    }
    default:
      return composedType(snapshot)
  }
}

function composedType(snapshot: SerializerSnapshot): string {
  if ('element' in snapshot) return `List<${serializedType(snapshot.element)}>`
  if ('value' in snapshot) {
    return `Map<${serializedType(snapshot.key)}, ${serializedType(snapshot.value)}>`
  }
  if (snapshot.serializer === 'KryoSerializer') {
    const { className } = snapshot
    return `GenericType<${className ?? 'Object'}>`
  }
  return snapshot.serializer.replace('Serializer', '')
}
