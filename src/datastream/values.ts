/**
 * Plain data, read once. What an operator emits or keeps must be data that Flink could serialize:
 * null, booleans, finite numbers, strings, arrays and plain objects. Everything else is refused
 * with the name of the field, and what to write instead.
 *
 * The reader asks an object for each thing once, so that getters and proxies cannot answer twice
 * in different ways, and it ends: depth and size have limits.
 */
import { limits, MisuseError } from '../model/index.ts'

/** Nodes read since the present copy began; module state, since copying never nests. */
let nodes = 0

/**
 * A copy of a record, sharing nothing with the original. `where` names it in messages: `record`.
 * Negative zero becomes zero; fields that are undefined or named by symbols are left out.
 * Throws a MisuseError `value_…` for what is not plain data.
 */
export function copyValue(value: unknown, where: string): unknown {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      if (Number.isFinite(value)) return value + 0
      break
    case 'boolean':
      return value
    default:
      if (value === null) return null
  }
  nodes = 0
  try {
    return copyNode(value, 0)
  } catch (error) {
    throw error === refused ? explain(value, where) : error
  }
}

/** Thrown inside the copy; what is wrong, and where, is found out afterwards, off the fast path. */
const refused = new Error('not plain data')

function copyNode(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      if (Number.isFinite(value)) return value + 0
      throw refused
    case 'object':
      if (value === null) return null
      if (depth >= limits.valueDepth || ++nodes > limits.valueNodes) throw refused
      return Array.isArray(value) ? copyArray(value, depth) : copyObject(value, depth)
    default:
      throw refused
  }
}

function copyArray(array: readonly unknown[], depth: number): unknown[] {
  const length = array.length
  if (length > limits.valueNodes - nodes) throw refused
  const copy: unknown[] = []
  nodes += length
  for (let at = 0; at < length; at++) copy.push(copyNode(array[at], depth + 1))
  return copy
}

function copyObject(object: object, depth: number): Record<string, unknown> {
  if (!isPlainObject(object)) throw refused
  const copy: Record<string, unknown> = {}
  const names = Object.keys(object)
  nodes += names.length
  for (const name of names) {
    const inner = (object as Record<string, unknown>)[name]
    if (inner === undefined) continue
    const copied = copyNode(inner, depth + 1)
    if (name === '__proto__') define(copy, name, copied)
    else copy[name] = copied
  }
  return copy
}

/** An ordinary assignment to this name would change the object's prototype instead. */
function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

/** `{…}` or an object without prototype; also one from another realm, as tests make them. */
export function isPlainObject(object: object): boolean {
  const prototype = Object.getPrototypeOf(object) as object | null
  return (
    prototype === Object.prototype ||
    prototype === null ||
    (Object.getPrototypeOf(prototype) === null &&
      Object.prototype.toString.call(object) === '[object Object]' &&
      Object.hasOwn(prototype, 'isPrototypeOf'))
  )
}

/** Finds the first thing wrong with a refused value, and its path. */
function explain(value: unknown, where: string): MisuseError {
  nodes = 0
  const found = firstWrong(value, { path: where, ancestors: [] })
  return found ?? new MisuseError('value_changes', { path: where })
}

interface Place {
  readonly path: string
  readonly ancestors: readonly object[]
}

function firstWrong(value: unknown, { path, ancestors }: Place): MisuseError | null {
  if (typeof value !== 'object' || value === null) return wrongPrimitive(value, path)
  if (ancestors.includes(value)) return new MisuseError('value_cycle', { path })
  if (ancestors.length >= limits.valueDepth) {
    return new MisuseError('value_too_deep', { path, limit: limits.valueDepth })
  }
  const isArray = Array.isArray(value)
  nodes += 1 + (isArray ? value.length : Object.keys(value).length)
  if (nodes > limits.valueNodes) {
    return new MisuseError('value_too_large', { path, limit: limits.valueNodes })
  }
  if (isThenable(value)) return new MisuseError('value_promise', { path })
  if (!isArray && !isPlainObject(value)) return wrongObject(value, path)
  return firstWrongInside(value, { path, ancestors: [...ancestors, value] })
}

function firstWrongInside(value: object, { path, ancestors }: Place): MisuseError | null {
  const isArray = Array.isArray(value)
  for (const [name, inner] of isArray ? [...value.entries()] : Object.entries(value)) {
    if (inner === undefined && !isArray) continue
    const wrong = firstWrong(inner, { path: pathTo(path, name), ancestors })
    if (wrong !== null) return wrong
  }
  return null
}

function pathTo(path: string, name: string | number): string {
  if (typeof name === 'number') return `${path}[${name}]`
  const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(shown)
    ? `${path}.${shown}`
    : `${path}[${JSON.stringify(shown)}]`
}

function wrongPrimitive(value: unknown, path: string): MisuseError | null {
  switch (typeof value) {
    case 'undefined':
      return new MisuseError('value_undefined', { path })
    case 'number':
      return Number.isFinite(value)
        ? null
        : new MisuseError('value_not_finite', { path, got: String(value) })
    case 'bigint':
      return new MisuseError('value_bigint', { path })
    case 'symbol':
      return new MisuseError('value_symbol', { path })
    case 'function':
      return new MisuseError('value_function', { path })
    default:
      return null
  }
}

function wrongObject(value: object, path: string): MisuseError {
  const tag = Object.prototype.toString.call(value).slice(8, -1)
  switch (tag) {
    case 'Map':
      return new MisuseError('value_map', { path })
    case 'Set':
      return new MisuseError('value_set', { path })
    case 'Date':
      return new MisuseError('value_date', { path })
    case 'Promise':
      return new MisuseError('value_promise', { path })
  }
  if (ArrayBuffer.isView(value) || tag === 'ArrayBuffer') {
    return new MisuseError('value_bytes', { path, class: tag })
  }
  return new MisuseError('value_class_instance', { path, class: classOf(value) ?? tag })
}

/** Whatever has a `then` is waited for like a promise, of whatever class it is. */
function isThenable(value: object): boolean {
  return typeof (value as { readonly then?: unknown }).then === 'function'
}

/** The bytes of a Uint8Array, also of one from another realm; null for anything else. */
export function bytesIn(value: unknown): Uint8Array | null {
  if (!ArrayBuffer.isView(value)) return null
  const isBytes = Object.prototype.toString.call(value) === '[object Uint8Array]'
  return isBytes ? (value as Uint8Array) : null
}

function classOf(value: object): string | null {
  const prototype = Object.getPrototypeOf(value) as object | null
  const maker: unknown =
    prototype === null
      ? undefined
      : Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof maker === 'function' && maker.name !== '' ? maker.name.slice(0, 60) : null
}
