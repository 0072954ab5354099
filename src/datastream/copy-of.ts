/**
 * A copy as a serializer makes it: written and read again. Flink: TypeSerializer.copy, which RocksDB
 * does with every access (RB-2) and the heap backend with none (HB-2).
 */
import { bytesIn } from './values.ts'

/**
 * A copy of a value that was checked before it went into state: shares nothing with the original.
 * Fields that are undefined are left out, as in a snapshot.
 */
export function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  const bytes = bytesIn(value)
  if (bytes !== null) return bytes.slice()
  const copy: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    // An ordinary assignment to `__proto__` would change the object's prototype instead.
    if (name === '__proto__') {
      const field = { value: copyOf(inner), writable: true, enumerable: true, configurable: true }
      Object.defineProperty(copy, name, field)
    } else copy[name] = copyOf(inner)
  }
  return copy
}
