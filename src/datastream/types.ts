/** Types at run time. Flink: org.apache.flink.api.common.typeinfo.Types and TypeInformation. */
import { MisuseError } from '../model/index.ts'
import { withRefusals } from './refusals.ts'

/** The kinds of type a value can be declared to have. Names are those of Flink's `Types`. */
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
  | 'POJO'
  | 'LIST'

/**
 * The type of a value, known at run time. Flink: TypeInformation.
 *
 * Java finds it by reflection; TypeScript's types are gone when the job runs, so it is an argument,
 * optional wherever the value itself says enough.
 */
export class TypeInformation<T> {
  /** Which type of `Types` it is. */
  readonly kind: TypeKind
  /** For `LIST`: the type of its elements. */
  readonly element: TypeInformation<unknown> | null
  /** For `POJO`: the declared fields, or null when any plain object will do. */
  readonly fields: Readonly<Record<string, TypeInformation<unknown>>> | null
  /** Exists for the compiler alone: what a value of this type is. */
  declare protected readonly typeOfValue: T

  /** @internal */
  constructor(
    kind: TypeKind,
    parts: {
      readonly element?: TypeInformation<unknown>
      readonly fields?: Readonly<Record<string, TypeInformation<unknown>>>
    } = {},
  ) {
    this.kind = kind
    this.element = parts.element ?? null
    this.fields = parts.fields ?? null
    Object.freeze(this)
  }

  /** The name as Flink prints it: `Long`, `String`, `List<Long>`. */
  toString(): string {
    if (this.element !== null) return `List<${this.element.toString()}>`
    if (this.kind === 'POJO') return 'PojoType'
    if (this.kind === 'INT') return 'Integer'
    if (this.kind === 'CHAR') return 'Character'
    return this.kind.charAt(0) + this.kind.slice(1).toLowerCase()
  }
}

const basic = <T>(kind: TypeKind): TypeInformation<T> => new TypeInformation<T>(kind)

/** The fields of a POJO type, each with its own type. */
export type PojoFields<T> = { readonly [Field in keyof T]?: TypeInformation<T[Field]> }

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
  BYTE: basic<number>('BYTE'),
  /** Java's Short: 16 bits, wraps around when stored. */
  SHORT: basic<number>('SHORT'),
  /** Java's Integer: 32 bits, wraps around when stored. */
  INT: basic<number>('INT'),
  /** Java's Long. Numbers up to 2^53 − 1 are exact; beyond that use a bigint, which wraps at 64 bits. */
  LONG: basic<number>('LONG'),
  /** Java's Float: stored values are rounded to 32 bits. */
  FLOAT: basic<number>('FLOAT'),
  /** Java's Double, which is what a JavaScript number is. */
  DOUBLE: basic<number>('DOUBLE'),
  /** Java's Character: a string of one UTF-16 code unit. */
  CHAR: basic<string>('CHAR'),
  /** A plain object, optionally with the types of its fields. Flink: Types.POJO. */
  POJO<T extends object>(fields?: PojoFields<T>): TypeInformation<T> {
    if (fields === undefined) return new TypeInformation<T>('POJO')
    const known: Record<string, TypeInformation<unknown>> = {}
    for (const [name, type] of Object.entries(fields)) {
      if (!(type instanceof TypeInformation)) {
        throw new MisuseError('type_expected', { what: `the field ${name} of Types.POJO` })
      }
      known[name] = type
    }
    return new TypeInformation<T>('POJO', { fields: known })
  },
  /** An array whose elements have one type. Flink: Types.LIST. */
  LIST<T>(element: TypeInformation<T>): TypeInformation<readonly T[]> {
    return new TypeInformation<readonly T[]>('LIST', { element })
  },
})
