/** The elements of a heap entry that have not expired, and how an entry gets times, or loses them. */
import { ArrayList } from '../array-list.ts'
import { JavaHashMap } from '../java-hash-map.ts'
import { TtlValue, userValueOf } from './ttl-value.ts'

export type IsExpired = (value: TtlValue) => boolean

/**
 * What incremental cleanup leaves of an entry: itself where nothing expired, null where all did; of
 * lists and maps each element counts (TTL-30). Flink: getUnexpiredOrNull.
 */
export function unexpiredPart(stored: unknown, isExpired: IsExpired): unknown {
  if (stored instanceof ArrayList) {
    const left = stored.items.filter((element) => !isExpired(element as TtlValue))
    if (left.length === stored.items.length) return stored
    return left.length === 0 ? null : new ArrayList(left)
  }
  if (stored instanceof JavaHashMap)
    return unexpiredOfMap(stored as JavaHashMap<TtlValue>, isExpired)
  return isExpired(stored as TtlValue) ? null : stored
}

function unexpiredOfMap(map: JavaHashMap<TtlValue>, isExpired: IsExpired): unknown {
  const left = new JavaHashMap<TtlValue>()
  for (const node of map.inOrder()) if (!isExpired(node.value)) left.putNode(node)
  if (left.size === map.size) return map
  return left.size === 0 ? null : left
}

/**
 * What a full snapshot writes of an entry (TTL-28): of a map its unexpired entries, of a list
 * everything from the first unexpired element on (TTL-29). Null: nothing.
 * `written` is what is written without a filter.
 */
export function filteredForSnapshot(
  kind: 'list' | 'map' | 'value',
  written: unknown,
  isExpired: IsExpired,
): unknown {
  if (kind === 'value') return isExpired(written as TtlValue) ? null : written
  if (kind === 'list') {
    const elements = written as readonly TtlValue[]
    const first = elements.findIndex((element) => !isExpired(element))
    return first < 0 ? null : elements.slice(first)
  }
  const pairs = written as readonly (readonly [unknown, TtlValue])[]
  const left = pairs.filter(([, value]) => !isExpired(value))
  return left.length === 0 ? null : left
}

/** What is written of an entry, with times where it had none or without where it had some (TTL-22). */
export function withTtl(kind: string, written: unknown, ttl: boolean, now: number): unknown {
  const element = (stored: unknown): unknown =>
    ttl ? new TtlValue(now, stored) : userValueOf(stored)
  if (kind === 'list') return (written as readonly unknown[]).map(element)
  if (kind !== 'map') return element(written)
  return (written as readonly (readonly [unknown, unknown])[]).map(([key, value]) => [
    key,
    element(value),
  ])
}
