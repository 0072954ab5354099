/**
 * What the learner's code finds instead of clock, chance, console and locale: virtual time, the
 * seed's chance, facts in the trace, and one locale. The guest puts these in place for good, the
 * inline runner for as long as it is at work.
 */
import type { Random } from '../../base/index.ts'
import type { Ambient } from '../../engine/index.ts'
import { makeConsole } from './virtual-console.ts'
import { makePrepareStackTrace } from './virtual-stack.ts'
import { makeVirtualDate } from './virtual-date.ts'

/** One property of one object, and what stands there from now on. */
export interface Patch {
  readonly target: object
  readonly key: string
  readonly value: unknown
}

/**
 * The global names that learner code may know: what ECMAScript 2024 gives every program, without
 * what depends on place (Intl), moment (FinalizationRegistry) or machine (WebAssembly, threads).
 */
export const allowedGlobals: ReadonlySet<string> = new Set([
  ...['globalThis', 'Infinity', 'NaN', 'undefined', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...['Object', 'Function', 'Boolean', 'Symbol', 'Number', 'BigInt', 'Math', 'String', 'RegExp'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError'],
  ...['TypeError', 'URIError', 'Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Iterator'],
  ...['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array'],
  ...['Uint16Array', 'Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array'],
  ...['Float32Array', 'Float64Array', 'JSON', 'Promise', 'Proxy', 'Reflect', 'eval'],
  ...['Date', 'console', 'performance'],
])

/** What the replacements answer from. */
export interface VirtualWorld {
  readonly ambient: Ambient
  /** Chance while no operator is running. */
  readonly building: Random
  /** The learner's files, by the names their scripts have in stacks. */
  readonly files: ReadonlyMap<string, string>
}

/** Everything that is replaced. */
export function virtualGlobals({ ambient, building, files }: VirtualWorld): Patch[] {
  const performance = Object.freeze({ now: () => ambient.now, timeOrigin: 0 })
  const random = { random: () => (ambient.random ?? building).fraction() }.random
  return [
    { target: globalThis, key: 'Date', value: makeVirtualDate(() => ambient.now) },
    { target: globalThis, key: 'performance', value: performance },
    { target: globalThis, key: 'console', value: makeConsole(ambient) },
    { target: Math, key: 'random', value: random },
    { target: Error, key: 'prepareStackTrace', value: makePrepareStackTrace(files) },
    ...oneLocale(),
  ]
}

/** What asks the locale answers as for en-US, by our own rules: ICU's data differ between browsers. */
function oneLocale(): Patch[] {
  const text = {
    /** The order of UTF-16 code units, which is Java's `String.compareTo` too. */
    localeCompare(this: unknown, other: unknown): number {
      const [a, b] = [String(this), String(other)]
      return a < b ? -1 : a > b ? 1 : 0
    },
    toLocaleLowerCase(this: unknown): string {
      return String(this).toLowerCase()
    },
    toLocaleUpperCase(this: unknown): string {
      return String(this).toUpperCase()
    },
  }
  const number = {
    toLocaleString(this: unknown): string {
      return grouped(Number(this))
    },
  }
  const bigint = {
    toLocaleString(this: unknown): string {
      return groupDigits(String(this))
    },
  }
  const list = {
    toLocaleString(this: ArrayLike<unknown>): string {
      return Array.from(this, (item) =>
        item === null || item === undefined
          ? ''
          : (item as { toLocaleString(): string }).toLocaleString(),
      ).join(',')
    },
  }
  const typedArray = Object.getPrototypeOf(Int8Array.prototype) as object
  return [
    ...patchesOf(String.prototype, text),
    ...patchesOf(Number.prototype, number),
    ...patchesOf(BigInt.prototype, bigint),
    ...patchesOf(Array.prototype, list),
    ...patchesOf(typedArray, list),
  ]
}

function patchesOf(target: object, methods: object): Patch[] {
  return Object.entries(methods).map(([key, value]) => ({ target, key, value: value as unknown }))
}

/** At most three digits after the point, groups of three before it. */
function grouped(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value < 0 ? '-∞' : '∞'
  if (Math.abs(value) >= 1e21) return String(value)
  const [whole = '', fraction = ''] = value.toFixed(3).split('.')
  const rest = fraction.replace(/0+$/, '')
  return groupDigits(whole) + (rest === '' ? '' : `.${rest}`)
}

function groupDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Puts the values in place for good. */
export function install(patches: readonly Patch[]): void {
  for (const { target, key, value } of patches) {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    })
  }
}
