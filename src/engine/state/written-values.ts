/**
 * How values are written that JSON has no word for: an object with one name that begins with `$`.
 * A learner's object with such a name is wrapped, so that it cannot be taken for one of these.
 */
import { bytesIn } from '../../datastream/index.ts'

/** For JSON.stringify: the form in which a value is written. */
export function toWritten(_name: string, value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return { $long: String(value) }
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $double: textOf(value) }
    case 'object':
      return value === null ? null : writtenObject(value)
    default:
      return value
  }
}

function textOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function writtenObject(value: object): unknown {
  const bytes = bytesIn(value)
  if (bytes !== null) return { $bytes: hexOf(bytes) }
  return Array.isArray(value) || specialName(value) === null
    ? value
    : { $object: Object.entries(value) }
}

/** For JSON.parse: the value of what {@link toWritten} wrote. */
export function fromWritten(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const name = specialName(value)
  if (name === null) return value
  const written: unknown = (value as Record<string, unknown>)[name]
  switch (name) {
    case '$long':
      return BigInt(written as string)
    case '$double':
      return Number(written)
    case '$bytes':
      return bytesOfHex(written as string)
    case '$object':
      return Object.fromEntries(written as readonly (readonly [string, unknown])[])
    default:
      return value
  }
}

/** The first name that begins with `$`; null: there is none. */
function specialName(value: object): string | null {
  return Object.keys(value).find((name) => name.startsWith('$')) ?? null
}

/** Two hexadecimal digits a byte. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The bytes of what {@link hexOf} wrote. */
export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  )
}
