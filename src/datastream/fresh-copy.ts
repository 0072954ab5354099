/**
 * A function object as Flink hands it to a subtask: serialized when the job was submitted,
 * deserialized for each attempt. Fields are copied; functions, hence everything they close over,
 * are the process's own and shared.
 */
import { MisuseError } from '../model/index.ts'
import { isUnchanging, programPartName } from './unchanging.ts'

/**
 * A copy of an instance as it is now: same classes, own fields, including Map, Set, Date, typed
 * arrays and cycles. Throws a MisuseError for a field that cannot be copied.
 */
export function freshCopy<T extends object>(original: T): T {
  return new Copying(classNameOf(original)).copy(original, '') as T
}

/** One copy in progress: what was copied already, so that shared parts and cycles stay as they are. */
class Copying {
  readonly #copies = new Map<object, object>()
  readonly #owner: string

  constructor(owner: string) {
    this.#owner = owner
  }

  copy(value: unknown, path: string): unknown {
    if (typeof value === 'function') return this.#functionField(value, path)
    if (typeof value !== 'object' || value === null || isUnchanging(value)) return value
    const known = this.#copies.get(value)
    if (known !== undefined) return known
    const copy = this.#emptyLike(value, path)
    this.#copies.set(value, copy)
    this.#fill(value, copy, path)
    for (const name of Reflect.ownKeys(value)) this.#copyField(value, copy, { name, path })
    return copy
  }

  #emptyLike(value: object, path: string): object {
    const prototype = Object.getPrototypeOf(value) as object | null
    const what = programPartName(value) ?? uncopyableName(value)
    if (what !== null)
      throw new MisuseError('field_not_copyable', { class: this.#owner, field: path, what })
    const empty = emptyBuiltIn(value)
    if (empty === null) return Object.create(prototype) as object
    if (Object.getPrototypeOf(empty) !== prototype) Object.setPrototypeOf(empty, prototype)
    return empty
  }

  #fill(value: object, copy: object, path: string): void {
    if (value instanceof Map) {
      for (const [key, inner] of Map.prototype.entries.call(value)) {
        const copied = this.copy(key, `${path}.keys`)
        Map.prototype.set.call(copy, copied, this.copy(inner, `${path}.values`))
      }
    } else if (value instanceof Set) {
      for (const inner of Set.prototype.values.call(value)) {
        Set.prototype.add.call(copy, this.copy(inner, `${path}.values`))
      }
    }
  }

  #copyField(
    value: object,
    copy: object,
    { name, path }: { readonly name: string | symbol; readonly path: string },
  ): void {
    const field = Object.getOwnPropertyDescriptor(value, name)
    if (field === undefined || (ArrayBuffer.isView(value) && typeof name === 'string')) return
    if ('value' in field) {
      field.value = this.copy(field.value, path === '' ? String(name) : `${path}.${String(name)}`)
    }
    // The length of an array is there from the start and can only be assigned.
    if (Array.isArray(copy) && name === 'length') copy.length = field.value as number
    else Object.defineProperty(copy, name, field)
  }

  /** A function that is bound to the instance it was made in would change that one for ever. */
  #functionField(value: object, path: string): object {
    if (path !== '' && isBoundToThis(value)) {
      throw new MisuseError('arrow_function_field', { class: this.#owner, field: path })
    }
    return value
  }
}

/** An arrow function that says `this`, or what `bind` has made. Methods have a name before `(`. */
function isBoundToThis(value: object): boolean {
  if (Object.hasOwn(value, 'prototype')) return false
  const text = Function.prototype.toString.call(value)
  if (/\{\s*\[native code\]\s*\}$/.test(text))
    return /^bound /.test(String(Reflect.get(value, 'name')))
  const isMethod = /^(async\s+|get\s+|set\s+|\*\s*)*[\w$[\]'"]+\s*\([^)]*\)\s*\{/.test(text)
  return !isMethod && /\b(this|super)\b/.test(text)
}

/** What nobody can look into; null: none of that. */
function uncopyableName(value: object): string | null {
  const tag = Object.prototype.toString.call(value).slice(8, -1)
  return ['Promise', 'WeakMap', 'WeakSet', 'WeakRef'].includes(tag) ? tag : null
}

function emptyBuiltIn(value: object): object | null {
  if (Array.isArray(value)) return []
  if (value instanceof Map) return new Map()
  if (value instanceof Set) return new Set()
  if (value instanceof Date) return new (dateOf(value))(value.getTime())
  if (value instanceof Error) return new Error()
  if (value instanceof RegExp) return new RegExp(value.source, value.flags)
  if (value instanceof ArrayBuffer) return value.slice(0)
  if (value instanceof DataView) return new DataView(value.buffer.slice(0))
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice()
  return null
}

/** The process's Date, which the sandbox may have put in place of the language's. */
function dateOf(value: Date): new (time: number) => Date {
  return value.constructor as new (time: number) => Date
}

function classNameOf(value: object): string {
  const maker: unknown = (value as { readonly constructor?: unknown }).constructor
  return typeof maker === 'function' && maker.name !== '' ? maker.name : 'object'
}
