/** For as long as the inline runner is at work: the globals the guest has for good. */
import { allowedGlobals, virtualGlobals, type VirtualWorld } from './guest/virtual-globals.ts'

interface Swap {
  readonly target: object
  readonly key: string
  readonly original: PropertyDescriptor | undefined
}

/**
 * Does the work with virtual globals in place and everything else hidden, then puts all back. No
 * wall: code that wants to keep something can. It makes runs in Node equal to runs in the guest.
 */
export function withVirtualGlobals<T>(world: VirtualWorld, work: () => T): T {
  const swaps: Swap[] = []
  try {
    for (const key of Object.getOwnPropertyNames(globalThis)) {
      if (!allowedGlobals.has(key)) swaps.push(...hide(key))
    }
    for (const { target, key, value } of virtualGlobals(world)) {
      swaps.push({ target, key, original: Reflect.getOwnPropertyDescriptor(target, key) })
      Object.defineProperty(target, key, { value, writable: true, configurable: true })
    }
    return work()
  } finally {
    for (const { target, key, original } of swaps.reverse()) {
      if (original === undefined) Reflect.deleteProperty(target, key)
      else Object.defineProperty(target, key, original)
    }
  }
}

function hide(key: string): Swap[] {
  const original = Reflect.getOwnPropertyDescriptor(globalThis, key)
  const gone = original?.configurable === true && Reflect.deleteProperty(globalThis, key)
  return gone ? [{ target: globalThis, key, original }] : []
}
