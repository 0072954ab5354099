/** Which serializer a type has. Flink: TypeInformation.createSerializer. */
import { genericSerializer, scalarSerializers, type SerializerSnapshot } from '../model/index.ts'
import type { TypeInformation } from './types.ts'

type Type = TypeInformation<unknown>

/** The snapshot of the type's serializer; of no type at all, the one that takes any plain value. */
export function serializerOf(type: TypeInformation<unknown> | null): SerializerSnapshot {
  if (type === null) return genericSerializer
  const [first, second] = type.components as [Type, Type]
  switch (type.kind) {
    case 'POJO':
      return pojoSerializer(type)
    case 'TUPLE':
      return { serializer: 'TupleSerializer', fields: type.components.map(serializerOf) }
    case 'LIST':
      return { serializer: 'ListSerializer', element: serializerOf(type.element) }
    case 'MAP':
      return mapSerializer(serializerOf(first), serializerOf(second))
    case 'ENUM': {
      const { className, constants } = type
      return { serializer: 'EnumSerializer', className, constants }
    }
    case 'OBJECT_ARRAY':
      return { serializer: 'GenericArraySerializer', element: serializerOf(type.element) }
    case 'PRIMITIVE_ARRAY': {
      const { kind = 'INT' } = type.element ?? {}
      const name = kind.charAt(0) + kind.slice(1).toLowerCase()
      return { serializer: `${name}PrimitiveArraySerializer` }
    }
    default:
      return { serializer: scalarSerializers[type.kind] }
  }
}

/** Of a list state, whose elements are of one type. */
export function listSerializer(element: SerializerSnapshot): SerializerSnapshot {
  return { serializer: 'ListSerializer', element }
}

/** Of a map state. */
export function mapSerializer(
  key: SerializerSnapshot,
  value: SerializerSnapshot,
): SerializerSnapshot {
  return { serializer: 'MapSerializer', key, value }
}

/** Without declared fields there is nothing to compare: Flink's GenericTypeInfo. */
function pojoSerializer({ className, fields, initial }: Type): SerializerSnapshot {
  if (fields === null) return { serializer: 'KryoSerializer', className }
  const named = Object.entries(fields).map(([name, field]) => [name, serializerOf(field)] as const)
  const snapshot = {
    serializer: 'PojoSerializer' as const,
    className,
    fields: Object.fromEntries(named),
  }
  return Object.keys(initial).length === 0 ? snapshot : { ...snapshot, initial }
}
