/**
 * A value that an earlier program wrote, as this program's serializer would have written it. Flink:
 * read with the old serializer, written with the new one (SE-17, HB-8).
 */
import { TtlValue } from '../ttl/ttl-value.ts'
import type { PojoSerializerSnapshot, SerializerSnapshot } from '../../../model/index.ts'
import type { StateKind } from '../backend.ts'

type Migrate = (value: unknown, now: SerializerSnapshot, before: SerializerSnapshot) => unknown

/** The value under the new serializer, which must be compatible with the old one. */
export const migrated: Migrate = (value, now, before) => {
  if (value === null || value === undefined) return value
  if (now.serializer === 'PojoSerializer' && before.serializer === 'PojoSerializer') {
    return migratedPojo(value as Readonly<Record<string, unknown>>, now, before)
  }
  if (now.serializer === 'EnumSerializer' && before.serializer === 'EnumSerializer') {
    // A constant is its name; as the key of a map its value is written as text.
    const name = before.constants.find((one) => String(one.value) === String(value as string))?.name
    return now.constants.find((one) => one.name === name)?.value ?? value
  }
  if (now.serializer === 'TupleSerializer' && before.serializer === 'TupleSerializer') {
    const fields = now.fields.map((to, at) => [to, before.fields[at] ?? to] as const)
    return fields.map(([to, from], at) => migrated((value as readonly unknown[])[at], to, from))
  }
  return migratedElements(value, now, before)
}

const migratedElements: Migrate = (value, now, before) => {
  if ('element' in now && 'element' in before) {
    const [to, from] = [now.element, before.element]
    if (now.serializer === 'NullableSerializer') return migrated(value, to, from)
    return (value as readonly unknown[]).map((inner) => migrated(inner, to, from))
  }
  if (!('value' in now) || !('value' in before)) return value
  const entries = Object.entries(value as object).map(([key, inner]) => [
    String(migrated(key, now.key, before.key) as string),
    migrated(inner, now.value, before.value),
  ])
  return Object.fromEntries(entries) as unknown
}

/** Fields by name: what is gone is dropped, what is new is as in a new object (SE-3, SE-5). */
function migratedPojo(
  value: Readonly<Record<string, unknown>>,
  now: PojoSerializerSnapshot,
  before: PojoSerializerSnapshot,
): unknown {
  const fields = Object.entries(now.fields).map(([name, serializer]) => {
    const old = before.fields[name]
    if (old !== undefined) return [name, migrated(value[name] ?? null, serializer, old)]
    const initial = now.initial?.[name]
    return [name, initial === undefined ? javaDefault(serializer) : initial]
  })
  return Object.fromEntries(fields)
}

/** What Java gives a field of that type: a declared number or boolean stands for a primitive. */
function javaDefault({ serializer }: SerializerSnapshot): unknown {
  switch (serializer) {
    case 'ByteSerializer':
    case 'ShortSerializer':
    case 'IntSerializer':
    case 'LongSerializer':
    case 'FloatSerializer':
    case 'DoubleSerializer':
      return 0
    case 'BooleanSerializer':
      return false
    case 'CharSerializer':
      return '\0'
    default:
      return null
  }
}

/** A state's kind and serializers, and whether its elements were written with their time. */
export interface EntryMigration {
  readonly kind: StateKind
  readonly ttl: boolean
  readonly now: SerializerSnapshot
  readonly before: SerializerSnapshot
}

/** An entry of a state as it is written: of a list its elements, of a map pairs. */
export function migratedEntry(written: unknown, migration: EntryMigration): unknown {
  const { kind, ttl, now, before } = migration
  const element = (one: unknown, to: SerializerSnapshot, from: SerializerSnapshot): unknown => {
    if (!ttl) return migrated(one, to, from)
    const { lastAccess, userValue } = one as TtlValue
    return new TtlValue(lastAccess, migrated(userValue, to, from))
  }
  if (kind === 'list' && 'element' in now && 'element' in before) {
    const { element: from } = before
    return (written as readonly unknown[]).map((one) => element(one, now.element, from))
  }
  if (kind === 'map' && 'value' in now && 'value' in before) {
    const pairs = written as readonly (readonly [key: unknown, value: unknown])[]
    return pairs.map(([key, value]) => [
      migrated(key, now.key, before.key),
      element(value, now.value, before.value),
    ])
  }
  return element(written, now, before)
}
