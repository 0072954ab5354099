/** A map, each entry with its time (TTL-6). Flink: TtlMapState. */
import type { StateIterator } from '../../../datastream/index.ts'
import { MisuseError } from '../../../model/index.ts'
import type { MapAccess } from '../access.ts'
import type { MapCell } from '../backend.ts'
import type { Ttl } from './ttl.ts'
import type { TtlValue } from './ttl-value.ts'

export class TtlMap implements MapAccess {
  /** Flink's wrapper returns silently (KS-20). */
  readonly ignoresNullMaps = true
  readonly #ttl: Ttl
  readonly #original: MapAccess

  constructor(ttl: Ttl, original: MapAccess) {
    this.#ttl = ttl
    this.#original = original
  }

  get(userKey: unknown): unknown {
    return this.#read(userKey)?.userValue
  }

  put(userKey: unknown, value: unknown): void {
    this.#ttl.accessed()
    this.#original.put(userKey, this.#ttl.wrap(value))
  }

  /** All with one time, and one access. */
  putAll(entries: readonly (readonly [unknown, unknown])[]): void {
    this.#ttl.accessed()
    this.#original.putAll(entries.map(([key, value]) => [key, this.#ttl.wrap(value)]))
  }

  removeKey(userKey: unknown): void {
    this.#ttl.accessed()
    this.#original.removeKey(userKey)
  }

  /** A read as any other (TTL-15). */
  contains(userKey: unknown): boolean {
    return this.#read(userKey) !== undefined
  }

  /** Of what is stored, expired or not (TTL-16). */
  isEmpty(): boolean {
    this.#ttl.accessed()
    return this.#original.isEmpty()
  }

  iterator(): StateIterator<MapCell> {
    this.#ttl.accessed()
    const entries = this.#original.iterator()
    let next: MapCell | null = null
    let rightAfterNext = false
    const find = (): void => {
      rightAfterNext = false
      while (next === null && entries.hasNext()) next = this.#visited(entries.next(), entries)
    }
    return {
      hasNext: () => {
        find()
        return next !== null
      },
      next: () => {
        find()
        if (next === null) throw new MisuseError('iterator_at_end')
        const found = next
        next = null
        rightAfterNext = true
        return found
      },
      remove: () => {
        if (!rightAfterNext) throw new MisuseError('iterator_remove_without_next')
        entries.remove()
      },
    }
  }

  remove(): void {
    this.#original.remove()
    this.#ttl.accessed()
  }

  #read(userKey: unknown): TtlValue | undefined {
    this.#ttl.accessed()
    return this.#ttl.read(
      this.#original.get(userKey),
      (renewed) => {
        this.#original.put(userKey, renewed)
      },
      () => {
        this.#ttl.scope.expired('read', userKey)
        this.#original.removeKey(userKey)
      },
    )
  }

  /** What a walk meets: an entry of its own, to which `setValue` does nothing more (TTL-17). */
  #visited({ key, value }: MapCell, entries: StateIterator<MapCell>): MapCell | null {
    const read = this.#ttl.read(
      value,
      (renewed) => {
        this.#original.put(key, renewed)
      },
      () => {
        this.#ttl.scope.expired('read', key)
        entries.remove()
      },
    )
    if (read === undefined) return null
    return { key, value: read.userValue, setValue: () => undefined }
  }
}
