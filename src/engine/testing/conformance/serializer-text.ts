/** Types as the vector files write them, in Java's words, as snapshots of their serializers. */
import {
  genericSerializer,
  type ScalarSerializer,
  type SerializedConstant,
  type SerializerSnapshot,
} from '../../../model/index.ts'

/** The classes and enums a case speaks of, by name; those of the old program stay unless it changes them. */
export interface Declarations {
  /** Fields as written: `int a`, `long c = 42`. Null: a class that is no POJO. */
  readonly classes: ReadonlyMap<string, readonly string[] | null>
  readonly enums: ReadonlyMap<string, readonly string[]>
  /** Flink 1.x writes collections in POJOs with Kryo. */
  readonly collectionsAreGeneric: boolean
}

export const noDeclarations: Declarations = {
  classes: new Map(),
  enums: new Map(),
  collectionsAreGeneric: false,
}

const written = /\b(class |enum |POJO )?([A-Z]\w*)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g

/** What a text declares, over what was declared before. */
export function declarationsIn(text: string, before: Declarations): Declarations {
  const classes = new Map(before.classes)
  const enums = new Map(before.enums)
  for (const [, keyword, name = '', body = ''] of text.matchAll(written)) {
    if (keyword === 'enum ') enums.set(name, listOf(body))
    else classes.set(name, fieldsIn(name, body))
  }
  describeInWords(text, classes)
  const is1x = /Flink 1\.x/.test(text) || (before.collectionsAreGeneric && !/Flink 2/.test(text))
  return { classes, enums, collectionsAreGeneric: is1x }
}

/** Classes that are only named, or of which only the change is said. */
function describeInWords(text: string, classes: Map<string, readonly string[] | null>): void {
  for (const [, name = ''] of text.matchAll(/\bPOJO ([A-Z]\w*)(?!\w|\s*\{)/g)) {
    if (!classes.has(name)) classes.set(name, ['int x'])
  }
  for (const [, name = ''] of text.matchAll(/\bclass ([A-Z]\w*) without no-arg constructor/g)) {
    classes.set(name, null)
  }
  for (const [, name = '', change = ''] of text.matchAll(/\b([A-Z]\w*) (gained|lost) a field/g)) {
    const fields = classes.get(name) ?? []
    classes.set(name, change === 'gained' ? [...fields, 'int added'] : fields.slice(1))
  }
}

/** The type a text is about: its first class or enum, what is in the brackets of a state, or itself. */
export function rootOf(text: string): string {
  const plain = text.replace(/,\s*stored.*$/, '').trim()
  const isExpression = /^[A-Z]\w*<.*>$/.test(plain)
  const declared = /\bclass\s+([A-Z]\w*)/.exec(text) ?? /\benum\s+([A-Z]\w*)/.exec(text)
  return isExpression ? plain : (declared?.[1] ?? plain)
}

/** The serializer of a type: `Tuple2<Integer,N>`, `List<N>`, `int[]`, `IntSerializer`, `A`. */
export function serializerIn(text: string, known: Declarations): SerializerSnapshot | null {
  const type = text.trim().replace(/^(enum|class|POJO)\s+/, '')
  const wrapped = /^NullableSerializer\.wrap\((.*)\)$/.exec(type)?.[1]
  if (wrapped !== undefined) return composite('NullableSerializer', [wrapped], known)
  if (type.endsWith('[]')) return arrayOf(type.slice(0, -2), known)
  const [, outer = '', inner = ''] = /^([A-Z]\w*)<(.*)>$/.exec(type) ?? []
  if (outer !== '') return composite(outer, partsOf(inner, ','), known)
  const scalar = scalars[type.replace(/Serializer$/, '')]
  return scalar === undefined
    ? declared(type.replace(/\s*\{.*$/, ''), known)
    : { serializer: scalar }
}

function declared(name: string, known: Declarations): SerializerSnapshot | null {
  const constants = known.enums.get(name)
  if (constants !== undefined) return enumOf(name, constants)
  const fields = known.classes.get(name)
  // A single letter that nobody declared stands for any type at all.
  if (fields === undefined) return /^[A-Z]$/.test(name) ? genericSerializer : null
  return fields === null
    ? { serializer: 'KryoSerializer', className: name }
    : pojo(name, fields, known)
}

function composite(
  outer: string,
  inner: readonly string[],
  known: Declarations,
): SerializerSnapshot | null {
  const parts = inner.map((part) => serializerIn(part, known))
  if (!parts.every((part) => part !== null)) return null
  const [first = genericSerializer, second = genericSerializer] = parts
  if (/^Tuple\d+$/.test(outer)) return { serializer: 'TupleSerializer', fields: parts }
  if (outer === 'ValueState') return first
  if (outer === 'NullableSerializer') return { serializer: 'NullableSerializer', element: first }
  const isState = outer.endsWith('State')
  if (known.collectionsAreGeneric && !isState) {
    return { serializer: 'KryoSerializer', className: outer }
  }
  return /^Map/.test(outer)
    ? { serializer: 'MapSerializer', key: first, value: second }
    : { serializer: 'ListSerializer', element: first }
}

function arrayOf(element: string, known: Declarations): SerializerSnapshot | null {
  if (/^[a-z]/.test(element)) {
    const name = element.charAt(0).toUpperCase() + element.slice(1)
    return { serializer: `${name}PrimitiveArraySerializer` }
  }
  const inner = serializerIn(element, known)
  return inner === null ? null : { serializer: 'GenericArraySerializer', element: inner }
}

function enumOf(className: string, names: readonly string[]): SerializerSnapshot {
  // Flink writes ordinals: what stands for a constant changes with the order.
  const constants = names.map((name, value): SerializedConstant => ({ name, value }))
  return { serializer: 'EnumSerializer', className, constants }
}

function pojo(
  className: string,
  written: readonly string[],
  known: Declarations,
): SerializerSnapshot | null {
  const fields: Record<string, SerializerSnapshot> = {}
  const initial: Record<string, unknown> = {}
  for (const field of written) {
    const [, type = '', name = '', value] = /^(.+?)\s+(\w+)(?:\s*=\s*(.+))?$/.exec(field) ?? []
    const serializer = serializerIn(type, known)
    if (serializer === null) return null
    fields[name] = serializer
    if (value !== undefined) initial[name] = JSON.parse(value.replace(/[LlFfDd]$/, ''))
  }
  return { serializer: 'PojoSerializer', className, fields, initial }
}

/** A public constructor is no field; without one the class would be no POJO. */
function fieldsIn(name: string, body: string): readonly string[] {
  return body
    .replace(new RegExp(`(public\\s+)?${name}\\s*\\([^)]*\\)\\s*\\{[^}]*\\}`), '')
    .split(';')
    .map((field) => field.replace(/\b(public|private|final)\s+/g, '').trim())
    .filter((field) => field !== '')
}

/** `X,Y` → `X`, `Y`. */
export function listOf(text: string): readonly string[] {
  return partsOf(text, ',').filter((part) => part !== '')
}

function partsOf(text: string, separator: string): readonly string[] {
  const parts = ['']
  let depth = 0
  for (const char of text) {
    if ('<{('.includes(char)) depth++
    if ('>})'.includes(char)) depth--
    if (char === separator && depth === 0) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${char}`)
  }
  return parts.map((part) => part.trim())
}

const scalars: Readonly<Record<string, ScalarSerializer>> = {
  String: 'StringSerializer',
  ...{ int: 'IntSerializer', Integer: 'IntSerializer', Int: 'IntSerializer' },
  ...{ long: 'LongSerializer', Long: 'LongSerializer' },
  ...{ short: 'ShortSerializer', Short: 'ShortSerializer' },
  ...{ byte: 'ByteSerializer', Byte: 'ByteSerializer' },
  ...{ double: 'DoubleSerializer', Double: 'DoubleSerializer' },
  ...{ float: 'FloatSerializer', Float: 'FloatSerializer' },
  ...{ boolean: 'BooleanSerializer', Boolean: 'BooleanSerializer' },
  ...{ char: 'CharSerializer', Character: 'CharSerializer', Char: 'CharSerializer' },
  ...{ BigInteger: 'BigIntSerializer', BigInt: 'BigIntSerializer', Void: 'VoidSerializer' },
}
