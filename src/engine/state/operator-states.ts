/**
 * The operator state of one operator of one subtask: named lists and broadcast maps, on the heap
 * whatever the keyed backend is. Flink: DefaultOperatorStateBackend, PartitionableListState,
 * HeapBroadcastState.
 */
import type {
  BroadcastState,
  ListState,
  ListStateDescriptor,
  MapStateDescriptor,
  OperatorStateStore,
  StateDescriptor,
} from '../../datastream/index.ts'
import { checkValue, installRefusals } from '../../datastream/index.ts'
import { type KeyType, limits, MisuseError, type SerializerSnapshot } from '../../model/index.ts'
import { LimitExceeded } from '../kernel/limit-exceeded.ts'
import type { OperatorSite } from '../task/operator.ts'
import { preview } from '../task/preview.ts'
import { ArrayList } from './array-list.ts'
import { JavaHashMap } from './java-hash-map.ts'
import { iterableOf, mapped } from './java-iterator.ts'
import type { OperatorStateEntries, StatePiece } from './piece.ts'
import type { DistributionMode } from './redistribute.ts'
import { migratedEntry } from './schema/migration.ts'
import { checkOperatorStateSchema } from './schema/restored-schema.ts'
import { hashOfUserKey, shownUserKey, textOfUserKey } from './user-key.ts'

/** A state's type, as people read it and as a snapshot has it. */
interface Typed {
  readonly type: string
  readonly serializer: SerializerSnapshot
}

type ListMode = Exclude<DistributionMode, 'BROADCAST'>

interface HeldList extends Typed {
  readonly mode: ListMode
  list: ArrayList
}

interface HeldMap extends Typed {
  readonly keyType: KeyType | null
  readonly map: JavaHashMap<unknown>
}

export class OperatorStates implements OperatorStateStore {
  readonly #site: OperatorSite
  readonly #lists = new Map<string, HeldList>()
  readonly #maps = new Map<string, HeldMap>()
  /** What a snapshot had and nobody has asked for yet: it goes on into the next ones (OPS-6). */
  readonly #restored = new Map<string, OperatorStateEntries>()

  constructor(site: OperatorSite) {
    this.#site = site
  }

  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T> {
    return this.#list(descriptor, 'SPLIT_DISTRIBUTE') as ListState<T>
  }

  getUnionListState<T>(descriptor: ListStateDescriptor<T>): ListState<T> {
    return this.#list(descriptor, 'UNION') as ListState<T>
  }

  getBroadcastState<K, V>(descriptor: MapStateDescriptor<K, V>): BroadcastState<K, V> {
    const name = descriptor.getName()
    const held = this.#mapOf(descriptor)
    const state = new BroadcastMap(held, descriptor, (change, key, value) => {
      this.#changed({ state: name, mode: 'BROADCAST', change, key, value, size: held.map.size })
    })
    return state as unknown as BroadcastState<K, V>
  }

  /** Nothing was ever asked for or restored: there is then nothing to snapshot. */
  get isEmpty(): boolean {
    return this.#lists.size === 0 && this.#maps.size === 0 && this.#restored.size === 0
  }

  capture(): readonly OperatorStateEntries[] {
    const lists = [...this.#lists].map(([state, { mode, type, serializer, list }]) => ({
      state,
      mode,
      type,
      serializer,
      entries: [...list.items],
    }))
    const maps = [...this.#maps].map(([state, { type, serializer, map }]) => ({
      state,
      mode: 'BROADCAST' as const,
      type,
      serializer,
      entries: map.inOrder().map(({ key, value }) => [key, value]),
    }))
    return [...lists, ...maps, ...this.#restored.values()]
  }

  /** Takes what was dealt to this subtask; answers how many entries that was. */
  restore(pieces: readonly StatePiece[]): number {
    let count = 0
    for (const { lists } of pieces)
      for (const one of lists) {
        const id = idOf(one.state, one.mode)
        const known = this.#restored.get(id)
        const entries = known === undefined ? one.entries : [...known.entries, ...one.entries]
        this.#restored.set(id, { ...one, entries })
        count += one.entries.length
      }
    return count
  }

  #list(descriptor: ListStateDescriptor<unknown>, mode: ListMode): ListState<unknown> {
    const name = descriptor.getName()
    const typed = typedBy(descriptor)
    let held = this.#lists.get(name)
    if (held !== undefined && held.mode !== mode) refuseMode(name, held.mode, mode)
    if (held === undefined) {
      const restored = this.#takeRestored(name, mode, typed)
      held = { mode, ...typed, list: new ArrayList(restored) }
      this.#lists.set(name, held)
      this.#registered(name, mode, typed.type, held.list.items)
    }
    return new OperatorList(name, held, {
      check: (value) =>
        checkValue(value, descriptor.getElementTypeInformation(), `state '${name}'`),
      changed: (change, value) => {
        const size = held.list.items.length
        this.#changed({ state: name, mode, change, key: null, value, size })
      },
    })
  }

  #takeRestored(name: string, mode: ListMode, now: Typed): readonly unknown[] {
    const other = mode === 'UNION' ? 'SPLIT_DISTRIBUTE' : 'UNION'
    if (this.#restored.has(idOf(name, other))) refuseMode(name, other, mode)
    return this.#claim(name, mode, now)
  }

  /**
   * Restored entries as the program's types have them. Throws a MisuseError `operator_state_type_changed`
   * where these cannot read them (SCH-8): the elements of a list, the keys or the values of a broadcast map.
   */
  #claim(state: string, mode: DistributionMode, now: Typed): readonly unknown[] {
    const id = idOf(state, mode)
    const restored = this.#restored.get(id)
    if (restored === undefined) return []
    const { entries, serializer, type } = restored
    if (serializer !== undefined) {
      const owner = { operator: this.#site.node.name, state }
      const before = { serializer, type }
      const found = checkOperatorStateSchema(owner, now, before)
      this.#restored.delete(id)
      if (found === 'compatibleAsIs') return entries
      const kind = mode === 'BROADCAST' ? 'map' : 'list'
      const migration = { kind, ttl: false, now: now.serializer, before: serializer } as const
      return migratedEntry(entries, migration) as readonly unknown[]
    }
    this.#restored.delete(id)
    return entries
  }

  #mapOf(descriptor: MapStateDescriptor<unknown, unknown>): HeldMap {
    const name = descriptor.getName()
    const known = this.#maps.get(name)
    if (known !== undefined) return known
    const typed = typedBy(descriptor)
    const entries = this.#claim(name, 'BROADCAST', typed) as readonly [unknown, unknown][]
    const keyType = keyTypeOf(descriptor)
    const map = new JavaHashMap<unknown>(entries.length > 0 ? entries.length : null)
    for (const [key, value] of entries)
      map.put(key, textOfUserKey(key, keyType), () => hashOfUserKey(key, keyType), value)
    const held = { ...typed, keyType, map }
    this.#maps.set(name, held)
    this.#registered(name, 'BROADCAST', held.type, entries)
    return held
  }

  #registered(
    state: string,
    mode: DistributionMode,
    type: string,
    entries: readonly unknown[],
  ): void {
    const { sim, subtask, position } = this.#site
    if (!sim.recording) return
    sim.record(
      {
        kind: 'operator-state-registered',
        subtask,
        operator: position,
        state,
        mode,
        type,
        size: entries.length,
        value: preview(entries.slice(0, shownEntries)),
      },
      this.#site.current().cause,
    )
  }

  #changed(change: {
    readonly state: string
    readonly mode: DistributionMode
    readonly change: ListChange | MapChange
    readonly key: string | null
    readonly value: unknown
    readonly size: number
  }): void {
    const { sim, subtask, position } = this.#site
    if (change.size > limits.stateEntries)
      throw new LimitExceeded('state-entries', `a run keeps at most ${limits.stateEntries} entries`)
    if (!sim.recording) {
      sim.skip()
      return
    }
    const { value, ...rest } = change
    sim.record(
      {
        kind: 'operator-state-changed',
        subtask,
        operator: position,
        ...rest,
        value: value === undefined ? null : preview(value),
      },
      this.#site.current().cause,
    )
  }
}

const shownEntries = 20

type ListChange = 'added' | 'replaced' | 'cleared'
type MapChange = 'put' | 'removed' | 'cleared'

function typedBy(descriptor: StateDescriptor): Typed {
  return { type: descriptor.describeType(), serializer: descriptor.serializer() }
}

function idOf(name: string, mode: DistributionMode): string {
  return `${mode} ${name}`
}

/** Flink: IllegalStateException "Incompatible state assignment modes." */
function refuseMode(state: string, was: DistributionMode, now: DistributionMode): never {
  throw new MisuseError('operator_state_mode', { state, was, now })
}

function keyTypeOf(descriptor: MapStateDescriptor<unknown, unknown>): KeyType | null {
  const kind = descriptor.getKeyTypeInformation()?.kind ?? null
  return kind === null ? null : kind === 'POJO' ? 'CANONICAL' : (kind as KeyType)
}

interface ListOptions {
  readonly check: (value: unknown) => unknown
  readonly changed: (change: ListChange, value: unknown) => void
}

/** Flink: PartitionableListState. Nulls are refused where they are met (OPS-5). */
class OperatorList implements ListState<unknown> {
  readonly #name: string
  readonly #held: HeldList
  readonly #options: ListOptions

  constructor(name: string, held: HeldList, options: ListOptions) {
    this.#name = name
    this.#held = held
    this.#options = options
  }

  get() {
    return iterableOf(() => this.#held.list.iterator())
  }

  add(value: unknown): void {
    if (value === null || value === undefined) this.#refuse('add(null)')
    const kept = this.#options.check(value)
    this.#held.list.add(kept)
    this.#options.changed('added', kept)
  }

  addAll(values: readonly unknown[]): void {
    if ((values as unknown) === null || values === undefined) this.#refuse('addAll(null)')
    for (const value of values) {
      if (value === null || value === undefined) this.#refuse('addAll with a null in it')
      this.add(value)
    }
  }

  /** The list is cleared first: a null among the values leaves it with those before the null. */
  update(values: readonly unknown[]): void {
    this.#held.list = new ArrayList()
    if ((values as unknown) === null || values === undefined) this.#refuse('update(null)')
    for (const value of values) {
      if (value === null || value === undefined) {
        this.#held.list = new ArrayList()
        this.#refuse('update with a null in it')
      }
      this.#held.list.add(this.#options.check(value))
    }
    this.#options.changed('replaced', this.#held.list.items.slice(0, shownEntries))
  }

  clear(): void {
    this.#held.list = new ArrayList()
    this.#options.changed('cleared', undefined)
  }

  #refuse(call: string): never {
    throw new MisuseError('list_state_null', { state: this.#name, call })
  }
}

/** Flink: HeapBroadcastState. Values are not copied. */
class BroadcastMap implements BroadcastState<unknown, unknown> {
  readonly #held: HeldMap
  readonly #descriptor: MapStateDescriptor<unknown, unknown>
  readonly #changed: (change: MapChange, key: string | null, value: unknown) => void

  constructor(
    held: HeldMap,
    descriptor: MapStateDescriptor<unknown, unknown>,
    changed: (change: MapChange, key: string | null, value: unknown) => void,
  ) {
    this.#held = held
    this.#descriptor = descriptor
    this.#changed = changed
    installRefusals(this, 'BroadcastState')
  }

  get(key: unknown): unknown {
    return this.#held.map.get(this.#text(key))?.value ?? null
  }

  contains(key: unknown): boolean {
    return this.#held.map.get(this.#text(key)) !== undefined
  }

  put(key: unknown, value: unknown): void {
    const where = `broadcast state '${this.#descriptor.getName()}'`
    const kept =
      value === null || value === undefined
        ? null
        : checkValue(value, this.#descriptor.getValueTypeInformation(), where)
    const keptKey =
      key === null || key === undefined
        ? null
        : checkValue(key, this.#descriptor.getKeyTypeInformation(), `a key of ${where}`)
    const { map, keyType } = this.#held
    map.put(keptKey, this.#text(keptKey), () => hashOfUserKey(keptKey, keyType), kept)
    this.#changed('put', shownUserKey(keptKey, keyType), kept)
  }

  putAll(map: Iterable<readonly [unknown, unknown]>): void {
    for (const [key, value] of map) this.put(key, value)
  }

  remove(key: unknown): void {
    if (this.#held.map.remove(this.#text(key)) !== undefined)
      this.#changed('removed', shownUserKey(key ?? null, this.#held.keyType), undefined)
  }

  clear(): void {
    this.#held.map.clear()
    this.#changed('cleared', null, undefined)
  }

  entries() {
    return iterableOf(() => this.iterator())
  }

  iterator() {
    return mapped(this.#held.map.iterator(), ({ key, value }) => [key, value] as const)
  }

  immutableEntries() {
    return iterableOf(() => ({
      ...this.iterator(),
      remove: () => {
        throw new MisuseError('broadcast_state_read_only', { state: this.#descriptor.getName() })
      },
    }))
  }

  #text(key: unknown): string {
    return textOfUserKey(key ?? null, this.#held.keyType)
  }
}
