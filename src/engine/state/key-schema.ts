/**
 * What type the keys of an operator's state are of: as the program declared, or as they show
 * themselves. Restored ones must be of the same (SE-15).
 */
import {
  inferKeyType,
  keySerializer,
  type KeyType,
  MisuseError,
  serializedType,
  serializerClass,
  type SerializerSnapshot,
} from '../../model/index.ts'
import { checkKeySchema } from './schema/restored-schema.ts'

/** Keys of undeclared type that were whole numbers as well as others. */
const numbers: SerializerSnapshot = { serializer: 'KryoSerializer', className: 'Number' }

export class KeySchema {
  readonly #operator: string
  /** Null: each key has the type its value shows. */
  readonly declared: KeyType | null
  /** Of undeclared keys, the types that were met. */
  readonly #met = new Set<KeyType>()
  #restored: SerializerSnapshot | null = null

  constructor(operator: string, declared: KeyType | null) {
    this.#operator = operator
    this.declared = declared
  }

  /** The type of a key. Throws a MisuseError `key_type_changed` if restored keys are of another. */
  typeOf(key: unknown): KeyType {
    if (this.declared !== null) return this.declared
    const type = inferKeyType(key)
    if (!this.#met.has(type)) {
      this.#compare(type)
      this.#met.add(type)
    }
    return type
  }

  /** What the keys are written with; undefined where no key has shown its type yet. */
  get serializer(): SerializerSnapshot | undefined {
    if (this.declared !== null) return keySerializer(this.declared)
    const [first] = this.#met
    if (first === undefined) return this.#restored ?? undefined
    return this.#met.size === 1 && this.#restored !== numbers ? keySerializer(first) : numbers
  }

  /** Throws a MisuseError `key_type_changed` where restored keys are of another type than declared. */
  restore(before: SerializerSnapshot | undefined): void {
    if (before === undefined) return
    if (this.declared === null) {
      this.#restored = isNumbers(before) || this.#restored === numbers ? numbers : before
      return
    }
    const now = keySerializer(this.declared)
    checkKeySchema(
      this.#operator,
      { serializer: now, type: serializedType(now) },
      { serializer: before, type: serializedType(before) },
    )
  }

  /** An undeclared key shows only now whether it is of the type of those before. */
  #compare(type: KeyType): void {
    const before = this.#restored
    if (before === null) return
    const isNumber = type === 'LONG' || type === 'DOUBLE'
    if (isNumber && before === numbers) return
    const now = keySerializer(type)
    if (now.serializer === before.serializer) return
    if (isNumber && ['LongSerializer', 'DoubleSerializer'].includes(before.serializer)) return
    throw new MisuseError('key_type_changed', {
      operator: this.#operator,
      now: serializedType(now),
      before: serializedType(before),
      newSerializer: serializerClass(now),
      oldSerializer: serializerClass(before),
    })
  }
}

function isNumbers(snapshot: SerializerSnapshot): boolean {
  return snapshot.serializer === 'KryoSerializer' && 'className' in snapshot
    ? snapshot.className === 'Number'
    : false
}
