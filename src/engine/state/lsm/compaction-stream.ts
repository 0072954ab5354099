/**
 * What is left of sorted entries when versions nobody can see are dropped, operands are folded and the
 * filter was asked. RocksDB: CompactionIterator, MergeHelper.
 */
import { compareBytes } from './coding.ts'
import type { CompactionFilter } from './compaction-filter.ts'
import { type Entry, type EntryCursor, valueTypes } from './entry.ts'
import { mergeOf } from './lookup.ts'
import type { MergeOperator } from './merge-operator.ts'

export interface CompactionRules {
  /** Sequence numbers that someone still reads at, ascending. */
  readonly snapshots: readonly number[]
  /** Whether no older version of a key can be anywhere else. RocksDB: KeyNotExistsBeyondOutputLevel. */
  readonly isBase: (key: Uint8Array) => boolean
  readonly merge: MergeOperator | null
  /** Null: nothing is filtered, as in a flush. */
  readonly filter: CompactionFilter | null
  /** Something was filtered. */
  readonly filtered: () => void
}

/** From the first entry on. */
export function* compacted(cursor: EntryCursor, rules: CompactionRules): Iterable<Entry> {
  cursor.seek(new Uint8Array(0), Number.MAX_SAFE_INTEGER)
  while (cursor.entry !== null) yield* leftOfKey(versionsOfKey(cursor, cursor.entry), rules)
}

function versionsOfKey(cursor: EntryCursor, first: Entry): readonly Entry[] {
  const versions: Entry[] = []
  for (let { entry } = cursor; entry !== null; entry = cursor.entry) {
    if (compareBytes(entry.key, first.key) !== 0) break
    versions.push(entry)
    cursor.next()
  }
  return versions
}

function leftOfKey(versions: readonly Entry[], rules: CompactionRules): readonly Entry[] {
  const filtered = rules.filter === null ? versions : afterFilter(versions, rules)
  const left: Entry[] = []
  for (let at = 0; at < filtered.length;) {
    const end = endOfStripe(filtered, at, rules.snapshots)
    const nothingOlder = end === filtered.length
    left.push(...leftOfStripe(filtered.slice(at, end), nothingOlder, rules))
    at = end
  }
  return left
}

/** Versions between the same two snapshots: all readers see the same one of them. */
function endOfStripe(versions: readonly Entry[], at: number, snapshots: readonly number[]): number {
  const newest = (versions[at] as Entry).sequence
  const visibleFrom = snapshots.findLast((snapshot) => snapshot < newest) ?? -1
  let end = at + 1
  while (end < versions.length && (versions[end] as Entry).sequence > visibleFrom) end++
  return end
}

function leftOfStripe(
  stripe: readonly Entry[],
  nothingOlder: boolean,
  rules: CompactionRules,
): readonly Entry[] {
  const base = stripe.findIndex(({ type }) => type !== valueTypes.merge)
  const [top] = stripe as readonly [Entry, ...Entry[]]
  const isBase = nothingOlder && rules.isBase(top.key)
  if (base === 0) return top.type === valueTypes.deletion && isBase ? [] : [top]
  if (base < 0 && !isBase) return stripe
  const operands = base < 0 ? stripe : stripe.slice(0, base)
  const below = base < 0 ? undefined : stripe[base]
  const existing = below?.type === valueTypes.value ? below.value : null
  const value = mergeOf(rules.merge).fullMerge(
    existing,
    operands.map((operand) => operand.value).reverse(),
  )
  return [{ ...top, type: valueTypes.value, value }]
}

/** A value that is removed leaves a tombstone, so that no older one comes up again. */
function afterFilter(versions: readonly Entry[], { filter, filtered }: CompactionRules): Entry[] {
  return versions.flatMap((entry, at) => {
    const { key, type, value } = entry
    const isAsked = type === valueTypes.merge || (type === valueTypes.value && at === 0)
    if (!isAsked || filter === null) return [entry]
    const isOperand = type === valueTypes.merge
    const decision = filter.filter(key, isOperand ? 'merge' : 'value', value)
    if (decision === 'keep') return [entry]
    filtered()
    if (decision !== 'remove') return [{ ...entry, value: decision.changed }]
    return isOperand ? [] : [{ ...entry, type: valueTypes.deletion, value: new Uint8Array(0) }]
  })
}
