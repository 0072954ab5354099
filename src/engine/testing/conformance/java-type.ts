/** The Java types that vector files name, as the types the hash functions know. */
import type { JavaType, KeyShape } from '../../../model/java-hash.ts'
import type { ScalarKeyType } from '../../../model/index.ts'

/** Scalars the playground's own keys have, by the name of their Java class. */
export const keyTypeOf: Readonly<Record<string, ScalarKeyType>> = {
  String: 'STRING',
  Boolean: 'BOOLEAN',
  Byte: 'BYTE',
  Short: 'SHORT',
  Integer: 'INT',
  Long: 'LONG',
  Float: 'FLOAT',
  Double: 'DOUBLE',
  Character: 'CHAR',
  BigInteger: 'BIG_INT',
}

/** A key of such a type, from the form it has in JSON. */
export function keyFromJson(key: unknown, type: ScalarKeyType): unknown {
  switch (type) {
    case 'LONG': {
      const long = BigInt(key as string)
      return Number.isSafeInteger(Number(long)) ? Number(long) : long
    }
    case 'BIG_INT':
      return BigInt(key as string)
    case 'BYTE':
    case 'SHORT':
    case 'INT':
    case 'FLOAT':
    case 'DOUBLE':
      return Number(key)
    case 'BOOLEAN':
    case 'STRING':
    case 'CHAR':
      return key
  }
}

const scalars = [
  ...['String', 'Character', 'Boolean', 'Double', 'Float', 'Byte', 'Short', 'Integer', 'Long'],
  ...['BigInteger', 'BigDecimal', 'UUID', 'LocalDate', 'LocalDateTime', 'Instant'],
]

/** `Tuple2<String,List<Long>>` and the like; null: a type nobody here knows. */
export function parseJavaType(name: string, key?: unknown): JavaType | null {
  if (scalars.includes(name)) return { kind: name } as JavaType
  // A wildcard stands for null alone, which every type hashes alike.
  if (name === '?') return { kind: 'String' }
  const hashed = /^POJO\{[^;]*; hashCode=Objects\.hash\((.*)\)\}$/.exec(name)?.[1]
  if (hashed !== undefined)
    return {
      kind: 'Objects.hash',
      fields: splitTopLevel(hashed).map((_, at) => fieldType(key, at)),
    }
  const [, outer, inner = ''] = /^([A-Z][A-Za-z.]*)\d*<(.*)>$/.exec(name) ?? []
  const parts = splitTopLevel(inner).map((part) => parseJavaType(part))
  if (outer === undefined || !parts.every((part) => part !== null)) return null
  return generics[outer]?.(parts) ?? null
}

/** The files name the fields of a POJO and not their types: a value shows its own. */
function fieldType(key: unknown, at: number): JavaType {
  const value: unknown = (Array.isArray(key) ? key : Object.values(Object(key) as object))[at]
  if (typeof value === 'boolean') return { kind: 'Boolean' }
  if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'Integer' : 'Double' }
  return { kind: 'String' }
}

/** Types with parameters, from what stands between the brackets. */
const generics: Readonly<Record<string, (parts: readonly JavaType[]) => JavaType | undefined>> = {
  Tuple: (fields) => ({ kind: 'Tuple', fields }),
  Row: (fields) => ({ kind: 'Objects.hash', fields }),
  List: ([element]) => element && { kind: 'List', element },
  Map: ([key, value]) => key && value && { kind: 'Map', key, value },
  'Either.Left': ([left]) => left,
  'Either.Right': ([, right]) => right,
}

/** What keyBy looks at, of a type named in Java or in words. */
export function parseKeyShape(name: string): KeyShape {
  if (name.endsWith('[]') || name.startsWith('any array')) return { kind: 'Array' }
  if (/^enum\b/i.test(name)) return { kind: 'Enum' }
  if (name.startsWith('POJO')) {
    return { kind: 'Pojo', overridesHashCode: !name.includes('without hashCode') }
  }
  const [, fields] = /^(?:Tuple\d+|Row)<(.*)>$/.exec(name) ?? []
  if (fields === undefined) return { kind: 'Other' }
  return { kind: 'Tuple', fields: splitTopLevel(fields).map(parseKeyShape) }
}

/** `A,B<C,D>` → `A`, `B<C,D>`. */
function splitTopLevel(list: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const char of list) {
    if (char === '<') depth++
    if (char === '>') depth--
    if (char === ',' && depth === 0) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${char}`)
  }
  return parts.map((part) => part.trim())
}
