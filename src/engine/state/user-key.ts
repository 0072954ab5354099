/** Keys inside a MapState: of the declared type, or of the type each of them shows. */
import { encodeKey, inferKeyType, javaHashCode, type KeyType } from '../../model/index.ts'

/** Null is a key of its own on the heap (KS-19); no other key has this text. */
const nullText = '\0null'

/** Equal keys, as Java's `equals` has it, have equal texts. */
export function textOfUserKey(key: unknown, type: KeyType | null): string {
  if (key === null) return nullText
  // Without a declared type, 1 and '1' are two keys.
  if (type === null && typeof key !== 'string') return `\0${encodeKey(key, inferKeyType(key))}`
  return encodeKey(key, type ?? 'STRING')
}

export function hashOfUserKey(key: unknown, type: KeyType | null): number {
  return key === null ? 0 : javaHashCode(key, type ?? inferKeyType(key))
}

/** As people read it. */
export function shownUserKey(key: unknown, type: KeyType | null): string {
  return key === null ? 'null' : encodeKey(key, type ?? inferKeyType(key))
}
