/**
 * What the heap backend says when a program asks for restored state with another type. Flink:
 * HeapKeyedStateBackend.tryRegisterStateTable, HeapRestoreOperation.
 */
import { MisuseError, serializerClass, type SerializerSnapshot } from '../../../model/index.ts'
import { type Compatibility, lostConstant, resolveSchemaCompatibility } from './compatibility.ts'

/** A serializer, and the type as people read it. */
export interface Written {
  readonly serializer: SerializerSnapshot
  readonly type: string
}

/** A state's serializer, and whether it writes the time of the last access with each element. */
export interface WrittenState extends Written {
  readonly ttl: boolean
}

/** Whose state it is, and how its backend begins what it says: for the message. */
export interface StateOwner {
  readonly the?: 'The' | 'For heap backends, the'
  readonly operator: string
  readonly state: string
}

/**
 * How restored state can be read by the program (SE-2). Throws a MisuseError `state_type_changed`
 * where it cannot, `enum_constant_removed` where its type cannot even be loaded.
 */
export function checkStateSchema(
  { operator, state, the = 'For heap backends, the' }: StateOwner,
  now: WrittenState,
  before: WrittenState,
): Compatibility {
  const lost = lostConstant(now.serializer, before.serializer)
  if (lost !== null) {
    const { enumName, constant, inField } = lost
    const why = inField
      ? 'field serializer snapshots should be present.'
      : `Could not create a restore serializer for enum class ${enumName}. Probably because an enum value was removed.`
    throw new MisuseError('enum_constant_removed', {
      operator,
      state,
      constant,
      enum: enumName,
      why,
    })
  }
  const found = resolveSchemaCompatibility(now.serializer, before.serializer)
  if (found === 'incompatible') {
    throw new MisuseError('state_type_changed', { operator, state, the, ...bothOf(now, before) })
  }
  // Flink: TtlAwareSerializerSnapshot, since 2.2 on the heap.
  return now.ttl === before.ttl ? found : 'compatibleAfterMigration'
}

/**
 * As {@link checkStateSchema}, for a list or broadcast map of an operator, whose elements, keys and
 * values may all migrate. Flink: DefaultOperatorStateBackend. Throws `operator_state_type_changed`.
 */
export function checkOperatorStateSchema(
  { operator, state }: StateOwner,
  now: Written,
  before: Written,
): Compatibility {
  const found = resolveSchemaCompatibility(now.serializer, before.serializer)
  if (found === 'incompatible') {
    const values = { operator, state, now: now.type, before: before.type }
    throw new MisuseError('operator_state_type_changed', {
      ...values,
      what: incompatiblePart(now.serializer, before.serializer),
    })
  }
  return found
}

/** In Flink's words. */
function incompatiblePart(now: SerializerSnapshot, before: SerializerSnapshot): string {
  if (!('value' in now) || !('value' in before)) return 'state typeSerializer for operator state'
  const keys = resolveSchemaCompatibility(now.key, before.key)
  const part = keys === 'incompatible' ? 'key' : 'value'
  return `${part} typeSerializer for broadcast state`
}

/**
 * Keys never migrate (SE-15): their serializer is the same, or reconfigured. Throws a MisuseError
 * `key_type_changed` otherwise.
 */
export function checkKeySchema(operator: string, now: Written, before: Written): void {
  if (isReadInPlace(resolveSchemaCompatibility(now.serializer, before.serializer))) return
  throw new MisuseError('key_type_changed', { operator, ...bothOf(now, before) })
}

/** What keys and namespaces are held to: they are found by their bytes, so none is rewritten (SE-15). */
export function isReadInPlace(found: Compatibility): boolean {
  return found === 'compatibleAsIs' || found === 'compatibleWithReconfiguredSerializer'
}

function bothOf(now: Written, before: Written) {
  return {
    now: now.type,
    before: before.type,
    newSerializer: serializerClass(now.serializer),
    oldSerializer: serializerClass(before.serializer),
  }
}
