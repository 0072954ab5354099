/** How a record's key is found and checked. Flink: KeySelector, KeyedStream.validateKeyType. */
import { inferKeyType, type KeyType, limits, MisuseError } from '../model/index.ts'
import type { KeySelector, Partitioner } from './functions.ts'
import type { CustomPartition, KeyedBy } from './program.ts'
import { TypeInformation } from './types.ts'
import { copyValue } from './values.ts'

/**
 * The selector of a `keyBy` with its checks: a key is never null (KS-6) nor an array (KG-17), is
 * of the declared type and, where none is declared, always of one kind.
 */
export function keyedBy(
  selector: KeySelector<never, unknown> | ((value: never) => unknown),
  type: TypeInformation<unknown> | null,
): KeyedBy {
  const ask = askerOf(selector, 'keyBy')
  const keyType = type === null ? null : keyTypeOf(type)
  let kind: string | null = null
  const select = (value: unknown): unknown => {
    const key = ask(value)
    if (typeof key === 'string' && key.length <= limits.keyLength) {
      if (keyType === 'STRING' || (keyType === null && kind === 'string')) return key
    }
    const checked = checkedKey(key, keyType)
    if (keyType === null && kind !== typeof checked) {
      if (kind !== null) {
        throw new MisuseError('key_kinds_mixed', { before: kind, now: typeof checked })
      }
      kind = typeof checked
    }
    return checked
  }
  return { select, type: keyType }
}

/**
 * The channel a partitioner says for a record's key; a MisuseError for one there is not.
 * Flink: CustomPartitionerWrapper.
 */
export function customPartition(
  partitioner: Partitioner<never> | ((key: never, numPartitions: number) => number),
  selector: KeySelector<never, unknown> | ((value: never) => unknown),
): CustomPartition {
  const ask = askerOf(selector, 'partitionCustom')
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

function askerOf(
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

function keyTypeOf(type: TypeInformation<unknown>): KeyType {
  if (!(type instanceof TypeInformation)) {
    throw new MisuseError('type_expected', { what: 'keyBy(selector, …)' })
  }
  if (type.kind === 'LIST') throw new MisuseError('key_is_array')
  return type.kind === 'POJO' ? 'CANONICAL' : type.kind
}

function checkedKey(key: unknown, declared: KeyType | null): unknown {
  if (key === null || key === undefined) throw new MisuseError('key_is_null')
  if (Array.isArray(key)) throw new MisuseError('key_is_array')
  const copy = typeof key === 'bigint' ? key : copyValue(key, 'key')
  if (!isOfType(copy, declared ?? inferKeyType(copy))) {
    throw new MisuseError('key_not_of_type', { type: declared ?? 'LONG', got: shown(copy) })
  }
  const { length } = textOf(copy)
  if (length > limits.keyLength) {
    throw new MisuseError('key_too_long', { length, limit: limits.keyLength })
  }
  return copy
}

const bits: Partial<Record<KeyType, number>> = { BYTE: 8, SHORT: 16, INT: 32 }

function isOfType(key: unknown, type: KeyType): boolean {
  switch (type) {
    case 'STRING':
      return typeof key === 'string'
    case 'CHAR':
      return typeof key === 'string' && key.length === 1
    case 'BOOLEAN':
      return typeof key === 'boolean'
    case 'LONG':
      return typeof key === 'bigint' ? BigInt.asIntN(64, key) === key : Number.isSafeInteger(key)
    case 'FLOAT':
    case 'DOUBLE':
      return typeof key === 'number'
    case 'CANONICAL':
      return typeof key !== 'bigint'
    case 'BYTE':
    case 'SHORT':
    case 'INT': {
      const half = 2 ** ((bits[type] ?? 32) - 1)
      return Number.isInteger(key) && (key as number) >= -half && (key as number) < half
    }
  }
}

function textOf(key: unknown): string {
  return typeof key === 'bigint' ? key.toString() : JSON.stringify(key)
}

function shown(key: unknown): string {
  return typeof key === 'object' ? 'an object' : `${typeof key} ${textOf(key).slice(0, 40)}`
}
