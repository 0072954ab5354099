/** A map per key. Flink: UserFacingMapState over HeapMapState. */
import type { MapEntry, MapState, StateIterable, StateIterator } from '../../datastream/index.ts'
import { MisuseError } from '../../model/index.ts'
import type { MapAccess } from './access.ts'
import type { MapCell } from './backend.ts'
import { iterableOf, mapped } from './java-iterator.ts'
import type { Check } from './kinds.ts'

export interface MapChecks {
  readonly name: string
  readonly key: Check
  readonly value: Check
}

export class KeyedMapState implements MapState<unknown, unknown> {
  readonly #access: MapAccess
  readonly #checks: MapChecks

  constructor(access: MapAccess, checks: MapChecks) {
    this.#access = access
    this.#checks = checks
  }

  get(key: unknown): unknown {
    return this.#access.get(key ?? null) ?? null
  }

  put(key: unknown, value: unknown): void {
    this.#access.put(this.#key(key), this.#value(value))
  }

  putAll(map: Iterable<readonly [unknown, unknown]>): void {
    if ((map as unknown) === null || map === undefined) {
      if (this.#access.ignoresNullMaps) return
      throw new MisuseError('map_state_null', { state: this.#checks.name })
    }
    const entries = Array.from(map, ([key, value]) => [this.#key(key), this.#value(value)] as const)
    this.#access.putAll(entries)
  }

  remove(key: unknown): void {
    this.#access.removeKey(key ?? null)
  }

  contains(key: unknown): boolean {
    return this.#access.contains(key ?? null)
  }

  entries(): StateIterable<MapEntry<unknown, unknown>> {
    return iterableOf(() => this.iterator())
  }

  keys(): StateIterable<unknown> {
    return iterableOf(() => mapped(this.#access.iterator(), ({ key }) => key))
  }

  values(): StateIterable<unknown> {
    return iterableOf(() => mapped(this.#access.iterator(), ({ value }) => value))
  }

  iterator(): StateIterator<MapEntry<unknown, unknown>> {
    return mapped(this.#access.iterator(), (cell) => entryOf(cell, (value) => this.#value(value)))
  }

  isEmpty(): boolean {
    return this.#access.isEmpty()
  }

  clear(): void {
    this.#access.remove()
  }

  #key(key: unknown): unknown {
    return key === null || key === undefined ? null : this.#checks.key(key)
  }

  #value(value: unknown): unknown {
    return value === null || value === undefined ? null : this.#checks.value(value)
  }
}

/** `[key, value]` with the methods of Java's Map.Entry, which nobody sees who takes it for a pair. */
function entryOf(cell: MapCell, check: Check): MapEntry<unknown, unknown> {
  const pair: [unknown, unknown] = [cell.key, cell.value]
  const methods = {
    getKey: () => pair[0],
    getValue: () => pair[1],
    setValue: (value: unknown): unknown => {
      const [, before] = pair
      const checked = check(value)
      cell.setValue(checked)
      pair[1] = checked
      return before
    },
  }
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(pair, name, { value })
  return pair as unknown as MapEntry<unknown, unknown>
}
