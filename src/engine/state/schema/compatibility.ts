/**
 * Whether a program can read state that an earlier one wrote. Flink: the resolveSchemaCompatibility
 * of each TypeSerializerSnapshot (SE-1).
 */
import type {
  PojoSerializerSnapshot,
  SerializedConstant,
  SerializerSnapshot,
} from '../../../model/index.ts'

/** Flink: TypeSerializerSchemaCompatibility. */
export type Compatibility =
  | 'compatibleAsIs'
  | 'compatibleAfterMigration'
  | 'compatibleWithReconfiguredSerializer'
  | 'incompatible'

/** Which classes the new program still has, by name. Flink: its class loader. */
export type HasClass = (className: string) => boolean

type Of<S extends SerializerSnapshot['serializer']> = Extract<
  SerializerSnapshot,
  { readonly serializer: S }
>

/** Compares the serializer the program has now with the one the state was written with. */
export function resolveSchemaCompatibility(
  now: SerializerSnapshot,
  before: SerializerSnapshot,
  hasClass: HasClass = () => true,
): Compatibility {
  if (now.serializer !== before.serializer) return 'incompatible'
  switch (now.serializer) {
    case 'PojoSerializer':
      return resolvePojo(now, before as PojoSerializerSnapshot, hasClass)
    case 'EnumSerializer':
      return resolveEnum(now, before as Of<'EnumSerializer'>)
    case 'KryoSerializer':
      // What is inside is not looked at: a change goes unnoticed (SE-11).
      return isSameClass(now, before as Of<'KryoSerializer'>) ? 'compatibleAsIs' : 'incompatible'
    default:
      return resolveNested(nestedOf(now), nestedOf(before), hasClass)
  }
}

interface Named {
  readonly className: string | null
}

/** A type that was given no name says nothing of its class. */
function isSameClass(now: Named, before: Named): boolean {
  return now.className === null || before.className === null || now.className === before.className
}

/** The serializers a composite one is made of, in their order. */
function nestedOf(snapshot: SerializerSnapshot): readonly SerializerSnapshot[] {
  if ('element' in snapshot) return [snapshot.element]
  if ('value' in snapshot) return [snapshot.key, snapshot.value]
  return snapshot.serializer === 'TupleSerializer' ? snapshot.fields : []
}

/** Flink: CompositeTypeSerializerSnapshot. The number of a tuple's fields is its class. */
function resolveNested(
  now: readonly SerializerSnapshot[],
  before: readonly SerializerSnapshot[],
  hasClass: HasClass,
): Compatibility {
  if (now.length !== before.length) return 'incompatible'
  return worstOf(
    now.map((one, at) =>
      resolveSchemaCompatibility(one, before[at] as SerializerSnapshot, hasClass),
    ),
  )
}

const order: readonly Compatibility[] = [
  'compatibleAsIs',
  'compatibleWithReconfiguredSerializer',
  'compatibleAfterMigration',
  'incompatible',
]

function worstOf(results: readonly Compatibility[]): Compatibility {
  return order[Math.max(0, ...results.map((one) => order.indexOf(one)))] as Compatibility
}

/** Flink: PojoSerializerSnapshot (SE-3 to SE-8). */
function resolvePojo(
  now: PojoSerializerSnapshot,
  before: PojoSerializerSnapshot,
  hasClass: HasClass,
): Compatibility {
  if (!isSameClass(now, before)) return 'incompatible'
  const subclasses = resolveSubclasses(now.subclasses ?? [], before.subclasses ?? [], hasClass)
  const kept = Object.keys(before.fields).filter((name) => Object.hasOwn(now.fields, name))
  const readable = kept.filter((name) => isReadable(fieldOf(now, name), fieldOf(before, name)))
  const fields = readable.map((name) =>
    resolveSchemaCompatibility(fieldOf(now, name), fieldOf(before, name), hasClass),
  )
  const changed =
    readable.length < Object.keys(before.fields).length ||
    readable.length < Object.keys(now.fields).length
  return worstOf([subclasses, ...fields, changed ? 'compatibleAfterMigration' : 'compatibleAsIs'])
}

function fieldOf({ fields }: PojoSerializerSnapshot, name: string): SerializerSnapshot {
  return fields[name] as SerializerSnapshot
}

/**
 * An enum that has lost a constant cannot be loaded as it was; the field then counts as removed, and
 * the restore fails all the same ({@link lostConstant}).
 */
function isReadable(now: SerializerSnapshot, before: SerializerSnapshot): boolean {
  return !(
    now.serializer === 'EnumSerializer' &&
    before.serializer === 'EnumSerializer' &&
    missingConstant(now, before) !== undefined
  )
}

/** The old order must be a beginning of the new one (SE-8). */
function resolveSubclasses(
  now: readonly string[],
  before: readonly string[],
  hasClass: HasClass,
): Compatibility {
  if (!before.every(hasClass)) return 'incompatible'
  const isPrefix = before.every((name, at) => now[at] === name)
  return isPrefix ? 'compatibleAsIs' : 'compatibleWithReconfiguredSerializer'
}

/** Flink: EnumSerializerSnapshot. Constants are known by their names, in whatever order (SE-14). */
function resolveEnum(now: Of<'EnumSerializer'>, before: Of<'EnumSerializer'>): Compatibility {
  if (!isSameClass(now, before) || missingConstant(now, before) !== undefined) {
    return 'incompatible'
  }
  const isSame =
    now.constants.length === before.constants.length &&
    now.constants.every((constant, at) => isSameConstant(constant, before.constants[at]))
  return isSame ? 'compatibleAsIs' : 'compatibleWithReconfiguredSerializer'
}

function isSameConstant(one: SerializedConstant, other: SerializedConstant | undefined): boolean {
  return one.name === other?.name && one.value === other.value
}

function missingConstant(
  now: Of<'EnumSerializer'>,
  before: Of<'EnumSerializer'>,
): SerializedConstant | undefined {
  return before.constants.find(({ name }) => !now.constants.some((one) => one.name === name))
}

/** Why old state cannot even be loaded: an enum has lost a constant (SE-14). */
export interface LostConstant {
  readonly enumName: string
  readonly constant: string
  /** Whether it is a field of a POJO: Flink's words differ. */
  readonly inField: boolean
}

/** The first constant that was written and is no more, wherever in the type; null: none. */
export function lostConstant(
  now: SerializerSnapshot,
  before: SerializerSnapshot,
  inField = false,
): LostConstant | null {
  if (now.serializer === 'EnumSerializer' && before.serializer === 'EnumSerializer') {
    const missing = missingConstant(now, before)
    if (missing === undefined || !isSameClass(now, before)) return null
    return { enumName: before.className ?? 'enum', constant: missing.name, inField }
  }
  if (now.serializer === 'PojoSerializer' && before.serializer === 'PojoSerializer') {
    const kept = Object.keys(before.fields).filter((name) => Object.hasOwn(now.fields, name))
    return firstOf(kept, (name) => lostConstant(fieldOf(now, name), fieldOf(before, name), true))
  }
  const old = nestedOf(before)
  return firstOf(nestedOf(now), (one, at) => {
    const other = old[at]
    return other === undefined ? null : lostConstant(one, other, inField)
  })
}

function firstOf<T>(
  all: readonly T[],
  find: (one: T, at: number) => LostConstant | null,
): LostConstant | null {
  for (const [at, one] of all.entries()) {
    const found = find(one, at)
    if (found !== null) return found
  }
  return null
}
