/** Types at run time. Flink: org.apache.flink.api.common.typeinfo.Types and TypeInformation. */
import { MisuseError } from '../model/index.ts'
import { withRefusals } from './refusals.ts'
import { unchanging } from './unchanging.ts'

/**
 * The kinds of type a value can be declared to have. Names are those of Flink's `Types`.
 * The type is Barrier Lab's own.
 */
export type TypeKind =
  | 'STRING'
  | 'BOOLEAN'
  | 'BYTE'
  | 'SHORT'
  | 'INT'
  | 'LONG'
  | 'FLOAT'
  | 'DOUBLE'
  | 'CHAR'
  | 'BIG_INT'
  | 'VOID'
  | 'POJO'
  | 'TUPLE'
  | 'LIST'
  | 'MAP'
  | 'ENUM'
  | 'PRIMITIVE_ARRAY'
  | 'OBJECT_ARRAY'

/** What a type consists of, beside its kind. */
interface TypeParts {
  readonly element?: TypeInformation<unknown>
  readonly fields?: Readonly<Record<string, TypeInformation<unknown>>>
  readonly components?: readonly TypeInformation<unknown>[]
  readonly constants?: readonly EnumConstant[]
  readonly className?: string | undefined
  readonly initial?: Readonly<Record<string, unknown>> | undefined
}

/** One constant of an enum: its name, and the value that stands for it in TypeScript. */
export interface EnumConstant {
  readonly name: string
  readonly value: string | number
}

/**
 * The type of a value, known at run time. Flink: TypeInformation.
 *
 * Java finds it by reflection; TypeScript's types are gone when the job runs, so it is an argument,
 * optional wherever the value itself says enough.
 */
export class TypeInformation<T> {
  /** Which type of `Types` it is. */
  readonly kind: TypeKind
  /** For `LIST` and arrays: the type of the elements. */
  readonly element: TypeInformation<unknown> | null
  /** For `POJO`: the declared fields, or null when any plain object will do. */
  readonly fields: Readonly<Record<string, TypeInformation<unknown>>> | null
  /** For `TUPLE`: the types of its fields. For `MAP`: those of keys and values. @internal */
  readonly components: readonly TypeInformation<unknown>[]
  /** For `ENUM`: the constants in their order. @internal */
  readonly constants: readonly EnumConstant[]
  /** For `POJO` and `ENUM`: what the class would be called; null where it has no name. @internal */
  readonly className: string | null
  /** For `POJO`: what fields are before anything is assigned, where that is not Java's default. @internal */
  readonly initial: Readonly<Record<string, unknown>>
  /** Exists for the compiler alone: what a value of this type is. */
  declare protected readonly typeOfValue: T

  /** @internal */
  constructor(kind: TypeKind, parts: TypeParts = {}) {
    this.kind = kind
    this.element = parts.element ?? null
    this.fields = parts.fields ?? null
    this.components = parts.components ?? []
    this.constants = parts.constants ?? []
    this.className = parts.className ?? null
    this.initial = parts.initial ?? {}
    Object.freeze(this)
  }

  /** The name as Flink prints it: `Long`, `List<Long>`, `Java Tuple2<String, Integer>`. */
  toString(): string {
    const element = String(this.element)
    const components = this.components.join(', ')
    switch (this.kind) {
      case 'POJO':
        return this.#pojoName()
      case 'LIST':
        return `List<${element}>`
      case 'MAP':
        return `Map<${components}>`
      case 'TUPLE':
        return `Java Tuple${this.components.length}<${components}>`
      case 'ENUM':
        return `EnumTypeInfo<${this.className ?? this.constants.map(({ name }) => name).join(', ')}>`
      case 'PRIMITIVE_ARRAY':
        return `${primitives[this.element?.kind ?? 'INT'] ?? ''}[]`
      case 'OBJECT_ARRAY':
        return `${this.element?.isBasic() === true ? 'Basic' : 'Object'}ArrayTypeInfo<${element}>`
      default:
        return basicNames[this.kind] ?? capitalised(this.kind)
    }
  }

  /** Whether it is one of Java's own scalar types. Flink: isBasicType. */
  isBasic(): boolean {
    return basicKinds.has(this.kind)
  }

  #pojoName(): string {
    if (this.fields === null) return 'PojoType'
    const names = Object.keys(this.fields).sort()
    const fields = names.map((name) => `${name}: ${String(this.fields?.[name])}`).join(', ')
    return `PojoType<${this.className === null ? '' : `${this.className}, `}fields = [${fields}]>`
  }
}

const basicKinds: ReadonlySet<TypeKind> = new Set<TypeKind>([
  ...(['STRING', 'BOOLEAN', 'BYTE', 'SHORT', 'INT', 'LONG', 'FLOAT'] as const),
  ...(['DOUBLE', 'CHAR', 'BIG_INT', 'VOID'] as const),
])

const basicNames: Partial<Record<TypeKind, string>> = {
  INT: 'Integer',
  CHAR: 'Character',
  BIG_INT: 'BigInteger',
}

const primitives: Partial<Record<TypeKind, string>> = {
  BOOLEAN: 'boolean',
  BYTE: 'byte',
  SHORT: 'short',
  INT: 'int',
  LONG: 'long',
  FLOAT: 'float',
  DOUBLE: 'double',
  CHAR: 'char',
}

function capitalised(kind: string): string {
  return kind.charAt(0) + kind.slice(1).toLowerCase()
}

const basic = <T>(kind: TypeKind): TypeInformation<T> => new TypeInformation<T>(kind)

/** The type, once it is seen to be one: TypeScript's own check ends where `any` begins. */
function checkType(type: unknown, what: string): TypeInformation<unknown> {
  if (type instanceof TypeInformation) return type
  throw new MisuseError('type_expected', { what })
}

/** The fields of a POJO type, each with its own type. Flink: Types.POJO. */
export type PojoFields<T> = { readonly [Field in keyof T]?: TypeInformation<T[Field]> }

/** `Types.BYTE`, told apart from the other whole numbers by the compiler. Flink: Types.BYTE. */
export type ByteType = TypeInformation<number> & {
  /** The one kind whose arrays are a Uint8Array. */
  readonly kind: 'BYTE'
}

const pojo: {
  <T extends object>(fields?: PojoFields<T>): TypeInformation<T>
  <T extends object>(
    className: string,
    fields: PojoFields<T>,
    initial?: Partial<T>,
  ): TypeInformation<T>
} = pojoOf

function pojoOf(
  first?: string | PojoFields<object>,
  second?: PojoFields<object>,
  initial?: object,
): TypeInformation<object> {
  const className = typeof first === 'string' ? first : undefined
  const fields = typeof first === 'string' ? second : first
  if (fields === undefined) return new TypeInformation('POJO', { className })
  const entries = Object.entries(fields).map(
    ([name, type]) => [name, checkType(type, `the field ${name} of Types.POJO`)] as const,
  )
  return new TypeInformation('POJO', {
    fields: Object.freeze(Object.fromEntries(entries)),
    className,
    initial: initial === undefined ? undefined : Object.freeze({ ...initial }),
  })
}

const primitiveArray: {
  (element: ByteType): TypeInformation<Uint8Array>
  <T extends number | string | boolean>(element: TypeInformation<T>): TypeInformation<readonly T[]>
} = primitiveArrayOf as never

function primitiveArrayOf(element: TypeInformation<unknown>): TypeInformation<unknown> {
  const type = checkType(element, 'Types.PRIMITIVE_ARRAY')
  if (primitives[type.kind] === undefined) {
    throw new MisuseError('type_not_allowed', {
      type: type.toString(),
      what: 'the element of Types.PRIMITIVE_ARRAY',
      allowed: 'BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE or CHAR',
    })
  }
  return new TypeInformation('PRIMITIVE_ARRAY', { element: type })
}

const mapKeys: ReadonlySet<TypeKind> = new Set<TypeKind>([
  ...(['STRING', 'CHAR', 'BOOLEAN', 'BYTE', 'SHORT', 'INT', 'LONG', 'ENUM'] as const),
])

/** A numeric enum of TypeScript has its names as values too: those are left out. */
function constantsOf(given: unknown): EnumConstant[] {
  if (typeof given !== 'object' || given === null) return []
  if (Array.isArray(given)) {
    return given.map((value: string | number) => ({ name: String(value), value }))
  }
  return Object.entries(given).flatMap(([name, value]: [string, unknown]) =>
    !/^-?\d/.test(name) && (typeof value === 'string' || typeof value === 'number')
      ? [{ name, value }]
      : [],
  )
}

/**
 * The types of keys and of state values. Flink: Types.
 *
 * A plain number without a declared type counts as `LONG` when it is an integer and as `DOUBLE`
 * otherwise. That decides its Java hash code, hence its key group (KEY-4, KEY-5).
 */
export const Types = withRefusals('Types', {
  /** Java's String; its hash code is over UTF-16 code units, as JavaScript's strings are stored. */
  STRING: basic<string>('STRING'),
  /** Java's Boolean. */
  BOOLEAN: basic<boolean>('BOOLEAN'),
  /** Java's Byte: 8 bits, wraps around when stored. */
  BYTE: basic<number>('BYTE') as ByteType,
  /** Java's Short: 16 bits, wraps around when stored. */
  SHORT: basic<number>('SHORT'),
  /** Java's Integer: 32 bits, wraps around when stored. */
  INT: basic<number>('INT'),
  /** Java's Long. Numbers up to 2^53 − 1 are exact; beyond that use a bigint, which wraps at 64 bits. */
  LONG: basic<number>('LONG'),
  /** Java's Float: stored values are rounded to 32 bits. */
  FLOAT: basic<number>('FLOAT'),
  /** Java's Double, which is what a JavaScript number is; NaN, the infinities and −0 included. */
  DOUBLE: basic<number>('DOUBLE'),
  /** Java's Character: a string of one UTF-16 code unit. */
  CHAR: basic<string>('CHAR'),
  /** Java's BigInteger: a bigint of any size. */
  BIG_INT: basic<bigint>('BIG_INT'),
  /** Java's Void: null and nothing else. */
  VOID: basic<null>('VOID'),
  /**
   * A plain object, optionally with the types of its fields (TYP-4). Flink: Types.POJO.
   *
   * `Types.POJO('Total', { sum: Types.LONG })` names the class; state is restored only into a type of
   * the same name (SCH-4). `initial` is what the constructor would set in a new object: what a field has
   * that older state does not know (SCH-3).
   */
  POJO: pojo,
  /** An array of fixed length, each place with a type of its own: `[fruit, amount]`. Flink: Types.TUPLE. */
  TUPLE<T extends readonly unknown[]>(
    ...fields: { readonly [At in keyof T]: TypeInformation<T[At]> }
  ): TypeInformation<T> {
    const components = fields.map((type, at) => checkType(type, `the field ${at} of Types.TUPLE`))
    if (components.length < 1 || components.length > 25) {
      throw new MisuseError('tuple_length', { length: components.length })
    }
    return new TypeInformation<T>('TUPLE', { components })
  },
  /** An array whose elements have one type. Flink: Types.LIST. */
  LIST<T>(element: TypeInformation<T>): TypeInformation<readonly T[]> {
    return new TypeInformation<readonly T[]>('LIST', {
      element: checkType(element, 'the element of Types.LIST'),
    })
  },
  /**
   * A plain object from keys to values of one type; a key is written as a property name, so
   * `{ '7': 'a' }` is a `MAP(LONG, STRING)`. Flink: Types.MAP.
   */
  MAP<K extends string | number | boolean, V>(
    key: TypeInformation<K>,
    value: TypeInformation<V>,
  ): TypeInformation<Readonly<Record<string, V>>> {
    const keyType = checkType(key, 'the key of Types.MAP')
    if (!mapKeys.has(keyType.kind)) {
      throw new MisuseError('type_not_allowed', {
        type: keyType.toString(),
        what: 'the key of Types.MAP',
        allowed: 'STRING, CHAR, BOOLEAN, BYTE, SHORT, INT, LONG or an ENUM',
      })
    }
    const components = [keyType, checkType(value, 'the value of Types.MAP')]
    return new TypeInformation<Readonly<Record<string, V>>>('MAP', { components })
  },
  /** A TypeScript enum, or an array of its names; one of them is the value. Flink: Types.ENUM. */
  ENUM<V extends string | number>(
    constants: readonly V[] | Readonly<Record<string, V | string>>,
    className?: string,
  ): TypeInformation<V> {
    const found = constantsOf(constants)
    if (found.length === 0) throw new MisuseError('enum_expected')
    return new TypeInformation<V>('ENUM', { constants: found, className })
  },
  /** Java's `int[]` and the like: an array; `PRIMITIVE_ARRAY(BYTE)` is a Uint8Array. Flink: Types.PRIMITIVE_ARRAY. */
  PRIMITIVE_ARRAY: primitiveArray,
  /** Java's array of objects; no key (KEY-6). Flink: Types.OBJECT_ARRAY. */
  OBJECT_ARRAY<T>(element: TypeInformation<T>): TypeInformation<readonly T[]> {
    return new TypeInformation<readonly T[]>('OBJECT_ARRAY', {
      element: checkType(element, 'the element of Types.OBJECT_ARRAY'),
    })
  },
})

unchanging(TypeInformation)
