/**
 * Drops what expired while files are compacted (TTL-27). Left out: that the time is asked for again only
 * after so many entries, since a compaction takes no time in between. Flink: RocksDbTtlCompactFiltersManager,
 * FlinkCompactionFilter.
 */
import type { KeyContext, Namespace, Peeked, StateKind, TtlDuties } from '../backend.ts'
import type { CompactionFilter, FilterDecision } from '../lsm/compaction-filter.ts'
import { ByteSource } from '../lsm/coding.ts'
import { readLong } from '../serializers/data-output.ts'
import type { TypeSerializer } from '../serializers/type-serializer.ts'
import { TtlValue } from '../ttl/ttl-value.ts'
import { elementsIn } from './rocksdb-lists.ts'

/** An entry a compaction has taken something of. */
interface Place {
  readonly under: KeyContext
  readonly namespace: Namespace
}

/** What the filter needs to know of its state. */
export interface FilteredState {
  readonly kind: StateKind
  readonly elements: TypeSerializer
  placeOf(key: Uint8Array): Place
  peek(place: Place): Peeked
}

export class TtlCompactFilter implements CompactionFilter {
  readonly #state: FilteredState
  readonly #duties: TtlDuties
  readonly #touched = new Map<string, Place>()

  constructor(state: FilteredState, duties: TtlDuties) {
    this.#state = state
    this.#duties = duties
  }

  filter(key: Uint8Array, _type: 'value' | 'merge', value: Uint8Array): FilterDecision {
    const decision = this.#decide(value)
    if (decision !== 'keep') {
      const place = this.#state.placeOf(key)
      this.#touched.set(`${place.namespace} ${place.under.encoded}`, place)
    }
    return decision
  }

  /** What was dropped may have been an old version: only now it shows what is left. */
  completed(): void {
    const places = [...this.#touched.values()]
    this.#touched.clear()
    for (const place of places) {
      const left = this.#state.peek(place)
      const { under, namespace } = place
      this.#duties.compacted(under, namespace, left.total === 0 ? null : left)
    }
  }

  #decide(value: Uint8Array): FilterDecision {
    const { kind } = this.#state
    if (kind === 'list') return this.#decideOnList(value)
    // Before an entry of a map stands whether its value is null.
    if (kind === 'map' && value[0] === 1) return 'keep'
    const lastAccess = Number(readLong(new ByteSource(value, kind === 'map' ? 1 : 0)))
    return this.#duties.isExpired(new TtlValue(lastAccess, null)) ? 'remove' : 'keep'
  }

  /** What stands before the first unexpired element goes (TTL-29). */
  #decideOnList(bytes: Uint8Array): FilterDecision {
    for (const { element, start } of elementsIn(bytes, this.#state.elements)) {
      if (this.#duties.isExpired(element as TtlValue)) continue
      return start === 0 ? 'keep' : { changed: bytes.slice(start) }
    }
    return 'remove'
  }
}
