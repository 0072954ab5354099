/** How a record's key is found and checked. Flink: KeySelector, KeyedStream.validateKeyType. */
import {
  inferKeyType,
  isKeyable,
  isKeyOfType,
  type KeyShape,
  type KeyType,
  limits,
  MisuseError,
  type ScalarKeyType,
} from '../model/index.ts'
import { copyOf } from './copy-of.ts'
import type { KeySelector, Partitioner } from './functions.ts'
import { type CallSite, callSite } from './plan.ts'
import type { CustomPartition, KeyedBy } from './program.ts'
import { checkValue } from './state-values.ts'
import { TypeInformation } from './types.ts'
import { copyValue } from './values.ts'

type Type = TypeInformation<unknown>

/**
 * The selector of a `keyBy` with its checks: a key is never null (KS-6) nor an array (KG-17), is
 * of the declared type and, where none is declared, always of one kind. A type that Flink refuses
 * as key is refused here, when the job is built (KG-19).
 */
export function keyedBy(
  selector: KeySelector<never, unknown> | ((value: never) => unknown),
  type: TypeInformation<unknown> | null,
): KeyedBy {
  const ask = keySelectorOf(selector, 'keyBy')
  const site = callSite()
  if (type === null) return { select: blamedOn(site, inferringSelect(ask)), type: null }
  const keyType = declaredKeyType(type)
  const check = typeof keyType === 'string' && keyType !== 'CANONICAL' ? checkScalar : checkOther
  const select = (value: unknown): unknown => {
    const key = ask(value)
    if (keyType === 'STRING' && typeof key === 'string' && key.length <= limits.keyLength) {
      return key
    }
    refuseNull(key)
    return check(key, type, keyType)
  }
  return { select: blamedOn(site, select), type: keyType }
}

/** What is wrong with a key is told of the call that selects it: no code of the learner's runs any more. */
function blamedOn(
  site: CallSite,
  select: (value: unknown) => unknown,
): (value: unknown) => unknown {
  return (value) => {
    try {
      return select(value)
    } catch (error) {
      if (error instanceof MisuseError) error.stack = site.stack
      throw error
    }
  }
}

/**
 * The channel a partitioner says for a record's key; a MisuseError for one there is not.
 * Flink: CustomPartitionerWrapper.
 */
export function customPartition(
  partitioner: Partitioner<never> | ((key: never, numPartitions: number) => number),
  selector: KeySelector<never, unknown> | ((value: never) => unknown),
): CustomPartition {
  const ask = keySelectorOf(selector, 'partitionCustom')
  const choose = chooserOf(partitioner)
  return (value, channels) => {
    const channel = choose(ask(value), channels)
    if (!Number.isInteger(channel) || channel < 0 || channel >= channels) {
      throw new MisuseError('partition_out_of_range', { got: String(channel), last: channels - 1 })
    }
    return channel
  }
}

function chooserOf(
  partitioner: Partitioner<never> | ((key: never, numPartitions: number) => number),
): (key: unknown, numPartitions: number) => number {
  type Choose = (key: unknown, numPartitions: number) => number
  if (typeof partitioner === 'function') return partitioner as Choose
  const given = partitioner as unknown as Partial<Partitioner<unknown>> | null
  if (typeof given?.partition !== 'function') {
    throw new MisuseError('function_expected', {
      call: 'partitionCustom',
      example: '(key, channels) => key % channels',
    })
  }
  return (key, channels) => (given as Partitioner<unknown>).partition(key, channels)
}

/** A key selector as a function, whichever way it was given; the caller checks the keys. */
export function keySelectorOf(
  selector: KeySelector<never, unknown> | ((value: never) => unknown),
  call: string,
): (value: unknown) => unknown {
  if (typeof selector === 'function') return selector as (value: unknown) => unknown
  const keys = selector as unknown as Partial<KeySelector<unknown, unknown>> | null
  if (typeof keys?.getKey !== 'function') {
    throw new MisuseError('function_expected', { call, example: '(order) => order.fruit' })
  }
  return (value) => (keys as KeySelector<unknown, unknown>).getKey(value)
}

// --- Declared types -------------------------------------------------------------------------------

/** Flink: KeyedStream.validateKeyType, which throws an InvalidProgramException. */
function declaredKeyType(type: Type): KeyType {
  if (!(type instanceof TypeInformation)) {
    throw new MisuseError('type_expected', { what: 'keyBy(selector, …)' })
  }
  const unsupported = unsupportedIn(type)
  if (unsupported.length > 0) {
    throw new MisuseError('key_type_unsupported', {
      type: type.toString(),
      unsupported: unsupported.join(', '),
    })
  }
  return keyTypeOf(type)
}

/** The types within a key type that cannot be part of one: of a tuple its fields count (KG-20). */
function unsupportedIn(type: Type): readonly Type[] {
  if (type.kind === 'TUPLE') return type.components.flatMap(unsupportedIn)
  return isKeyable(shapeOf(type)) ? [] : [type]
}

function shapeOf({ kind, components }: Type): KeyShape {
  switch (kind) {
    case 'TUPLE':
      return { kind: 'Tuple', fields: components.map(shapeOf) }
    case 'PRIMITIVE_ARRAY':
    case 'OBJECT_ARRAY':
      return { kind: 'Array' }
    case 'ENUM':
      return { kind: 'Enum' }
    case 'POJO':
      // A plain object stands for a class with a hashCode over its fields (KG-16).
      return { kind: 'Pojo', overridesHashCode: true }
    default:
      return { kind: 'Other' }
  }
}

/** How Java hashes and compares values of a type: the keys of a stream, and those inside a MapState. */
export function keyTypeOf(type: Type): KeyType {
  const [first, second] = type.components as [Type, Type]
  switch (type.kind) {
    case 'TUPLE':
      return { kind: 'TUPLE', fields: type.components.map(keyTypeOf) }
    case 'POJO': {
      if (type.fields === null) return 'CANONICAL'
      const fields = Object.entries(type.fields)
      return {
        kind: 'POJO',
        className: type.className,
        fields: fields.map(([name, field]) => ({ name, type: keyTypeOf(field) })),
      }
    }
    case 'LIST':
      return { kind: 'LIST', element: keyTypeOf(type.element as Type) }
    case 'MAP': {
      const key = first.kind === 'ENUM' ? 'STRING' : (first.kind as ScalarKeyType)
      return { kind: 'MAP', key, value: keyTypeOf(second) }
    }
    case 'ENUM':
    case 'VOID':
    case 'PRIMITIVE_ARRAY':
    case 'OBJECT_ARRAY':
      // Within a class or a list Flink takes them, and their hash codes differ from JVM to JVM.
      return 'CANONICAL'
    default:
      return type.kind
  }
}

function checkScalar(key: unknown, _type: Type, keyType: KeyType): unknown {
  // Java narrows where a variable is assigned; a key selector that answers too much is a mistake.
  if (!isKeyOfType(key, keyType)) {
    throw new MisuseError('key_not_of_type', { type: keyType as string, got: shown(key) })
  }
  return checkLength(key)
}

function checkOther(key: unknown, type: Type): unknown {
  return checkLength(copyOf(checkValue(key, type, 'key')))
}

// --- Without a declared type ----------------------------------------------------------------------

function inferringSelect(ask: (value: unknown) => unknown): (value: unknown) => unknown {
  let kind: string | null = null
  return (value) => {
    const key = ask(value)
    if (typeof key === 'string' && kind === 'string' && key.length <= limits.keyLength) return key
    const checked = inferredKey(key)
    if (kind !== typeof checked) {
      if (kind !== null) {
        throw new MisuseError('key_kinds_mixed', { before: kind, now: typeof checked })
      }
      kind = typeof checked
    }
    return checked
  }
}

function inferredKey(key: unknown): unknown {
  refuseNull(key)
  if (Array.isArray(key)) throw new MisuseError('key_is_array')
  const copy = typeof key === 'bigint' ? key : copyValue(key, 'key')
  const type = inferKeyType(copy)
  if (type !== 'CANONICAL' && !isKeyOfType(copy, type)) {
    throw new MisuseError('key_not_of_type', { type, got: shown(copy) })
  }
  return checkLength(copy)
}

function refuseNull(key: unknown): void {
  if (key === null || key === undefined) throw new MisuseError('key_is_null')
}

function checkLength(key: unknown): unknown {
  const { length } = textOf(key)
  if (length > limits.keyLength) {
    throw new MisuseError('key_too_long', { length, limit: limits.keyLength })
  }
  return key
}

function textOf(key: unknown): string {
  if (typeof key === 'bigint') return key.toString()
  const text = JSON.stringify(key, (_, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  )
  return text ?? typeof key
}

function shown(key: unknown): string {
  if (typeof key === 'object') return Array.isArray(key) ? 'an array' : 'an object'
  return `${typeof key} ${textOf(key).slice(0, 40)}`
}
