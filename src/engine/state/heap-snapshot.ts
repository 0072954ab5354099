/** An entry of a heap table as a snapshot has it, and back: TTL's times, lists and maps as arrays. */
import { ArrayList } from './array-list.ts'
import type { StateMeta } from './backend.ts'
import { JavaHashMap } from './java-hash-map.ts'
import { hashOfUserKey, textOfUserKey } from './user-key.ts'

/** What is written of a live entry; the elements themselves are still the live ones. */
export function captured(value: unknown): unknown {
  if (value instanceof ArrayList) return [...value.items]
  if (value instanceof JavaHashMap)
    return (value as JavaHashMap<unknown>).inOrder().map((node) => [node.key, node.value])
  return value
}

/** What was stored, elements of an entry: one of a value, several of a list or a map. */
export function elementsIn(meta: StateMeta, written: unknown): number {
  return meta.kind === 'list' || meta.kind === 'map' ? (written as readonly unknown[]).length : 0
}

/** The live entry of what {@link captured} wrote. A map has room for what is in it (KS-24). */
export function revived(meta: StateMeta, written: unknown): unknown {
  if (meta.kind === 'list') return new ArrayList(written as readonly unknown[])
  if (meta.kind !== 'map') return written
  const pairs = written as readonly (readonly [key: unknown, value: unknown])[]
  const map = new JavaHashMap(pairs.length)
  const type = meta.userKeyType
  for (const [key, value] of pairs)
    map.put(key, textOfUserKey(key, type), () => hashOfUserKey(key, type), value)
  return map
}
