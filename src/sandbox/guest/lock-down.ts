/**
 * The globals the learner's code finds: an allow-list, everything else deleted; what is left is
 * frozen, so that nothing the engine relies on can be replaced. Runs once, before any code of the
 * learner's; whoever needs more than the list took a private reference before.
 */
import { allowedGlobals, install, virtualGlobals, type VirtualWorld } from './virtual-globals.ts'

/** Thrown when a browser would not let go of something: then nothing of the learner's runs. */
class LockDownError extends Error {
  override readonly name = 'LockDownError'
}

/** `shared`: what learner code can reach besides the globals; frozen with them. */
export function lockDown(world: VirtualWorld, shared: unknown): void {
  const errors = [Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError]
  const moreErrors = [TypeError, URIError]
  const overridable = [Object, ...errors, ...moreErrors].map(({ prototype }) => prototype as object)
  const realDate = Date
  removeUnlisted(globalThis)
  install(virtualGlobals(world))
  removeBackDoors(realDate)
  overridable.forEach(allowOverride)
  const reached = new Set<object>([globalThis])
  const prototype: unknown = Object.getPrototypeOf(globalThis)
  for (const root of [...listedValues(), ...hiddenIntrinsics(), prototype, shared])
    freezeReachable(root, reached)
  for (const name of allowedGlobals) fixGlobal(name)
}

/** The last step, once the learner's modules are defined: no new global, for anyone. */
export function closeGlobal(): void {
  Object.preventExtensions(globalThis)
}

/** What is not on the list, on the global object and on the prototypes that only it has. */
function removeUnlisted(global: object): void {
  for (let target: object | null = global; hasOwnMembers(target);) {
    for (const key of Reflect.ownKeys(target)) {
      if (target === global && typeof key === 'string' && allowedGlobals.has(key)) continue
      if (!Reflect.deleteProperty(target, key)) mustBeHarmless(target, key)
    }
    target = Object.getPrototypeOf(target) as object | null
  }
}

/** Constants of an interface cannot be removed; a number leads nowhere. */
function mustBeHarmless(target: object, key: PropertyKey): void {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key)
  const value: unknown = descriptor?.value
  const isPrimitive = Object(value) !== value
  if (descriptor?.get !== undefined || !isPrimitive)
    throw new LockDownError(`${String(key)} cannot be removed`)
}

function hasOwnMembers(target: object | null): target is object {
  return target !== null && target !== Object.prototype
}

/** What would still lead to the machine's clock, or to texts another piece of code matched last. */
function removeBackDoors(realDate: DateConstructor): void {
  Object.defineProperty(realDate.prototype, 'constructor', { value: Date })
  const kept = new Set<PropertyKey>(['prototype', 'escape', 'length', 'name', Symbol.species])
  for (const key of Reflect.ownKeys(RegExp)) {
    if (!kept.has(key)) Reflect.deleteProperty(RegExp, key)
  }
}

/**
 * A frozen data property of a prototype may not be assigned to on an object that inherits it, and
 * `this.name = 'MyError'` must go on working: such properties become accessors that define the
 * assigned value on the object itself.
 */
function allowOverride(prototype: object): void {
  for (const key of Reflect.ownKeys(prototype)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(prototype, key)
    if (!descriptor || !('value' in descriptor) || !descriptor.configurable) continue
    const value: unknown = descriptor.value
    Object.defineProperty(prototype, key, {
      get: () => value,
      set(this: object, assigned: unknown) {
        if (this === prototype) throw new TypeError(`${String(key)} is read-only`)
        Object.defineProperty(this, key, {
          value: assigned,
          writable: true,
          enumerable: true,
          configurable: true,
        })
      },
      enumerable: descriptor.enumerable ?? false,
      configurable: false,
    })
  }
}

function listedValues(): unknown[] {
  return [...allowedGlobals].map((name) => (globalThis as Record<string, unknown>)[name])
}

/** Intrinsics that have no global name. */
function hiddenIntrinsics(): unknown[] {
  const prototypeOf = (value: unknown): unknown => Object.getPrototypeOf(value)
  const iterators = [
    [][Symbol.iterator](),
    new Map().entries(),
    new Set().values(),
    ''[Symbol.iterator](),
    'a'.matchAll(/a/g),
  ]
  const functions = [function* () {}, async function () {}, async function* () {}]
  return [...iterators, ...functions].map(prototypeOf)
}

/** Freezes the value and all it leads to; the engine's own objects are in closures and not reached. */
function freezeReachable(root: unknown, reached: Set<object>): void {
  const waiting: unknown[] = [root]
  while (waiting.length > 0) {
    const value = waiting.pop()
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
    if (!isObject || reached.has(value)) continue
    reached.add(value)
    Object.freeze(value)
    waiting.push(Object.getPrototypeOf(value))
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key)
      waiting.push(descriptor?.value, descriptor?.get, descriptor?.set)
    }
  }
}

function fixGlobal(name: string): void {
  const descriptor = Reflect.getOwnPropertyDescriptor(globalThis, name)
  if (descriptor?.configurable !== true) return
  Object.defineProperty(globalThis, name, { writable: false, configurable: false })
}
