/** All entries of a state, in the form that every backend's snapshots have. Flink: RocksStatesPerKeyGroupMergeIterator. */
import { ByteSource } from '../lsm/coding.ts'
import type { KeyedEntry } from '../piece.ts'
import { keyBytes } from '../serializers/serializer-of.ts'
import type { CompositeKeys, ParsedKey } from './composite-key.ts'
import { listIn } from './rocksdb-lists.ts'
import type { RocksDbTable } from './rocksdb-table.ts'

/** By key group and the bytes of the key; of a map all entries of a key are one. */
export function entriesOf(table: RocksDbTable, keys: CompositeKeys): KeyedEntry[] {
  const { kind } = table.meta
  const entries: KeyedEntry[] = []
  for (const [key, value] of pairsOf(table)) {
    const parsed = keys.parse(key)
    if (kind === 'map') addToMap(table, entries, { ...keyed(parsed, keys), parsed, value })
    else
      entries.push({
        ...keyed(parsed, keys),
        value: kind === 'list' ? listIn(value, table.elements) : table.elementIn(value),
      })
  }
  return entries
}

function keyed(parsed: ParsedKey, keys: CompositeKeys) {
  return { ...keys.contextOf(parsed), namespace: parsed.namespace }
}

interface MapPart extends Omit<KeyedEntry, 'value'> {
  readonly parsed: ParsedKey
  readonly value: Uint8Array
}

function addToMap(table: RocksDbTable, entries: KeyedEntry[], part: MapPart): void {
  const { parsed, value, ...place } = part
  const source = new ByteSource(value)
  const isNull = source.byte() === 1
  const pair = [
    keyBytes(table.meta.userKeyType).read(parsed.rest),
    isNull ? null : table.elements.read(source),
  ]
  const last = entries.at(-1)
  const isSame = last?.encoded === place.encoded && last.namespace === place.namespace
  if (isSame) (last.value as unknown[]).push(pair)
  else entries.push({ ...place, value: [pair] })
}

function* pairsOf({ db, family }: RocksDbTable): Iterable<[key: Uint8Array, value: Uint8Array]> {
  const iterator = db.store.iterator(family, { isCounted: false })
  for (iterator.seek(new Uint8Array(0)); iterator.key !== null; iterator.next())
    yield [iterator.key, iterator.value]
  iterator.close()
}
