/**
 * State made again from a materialisation and the log behind it: what each entry and each timer is after
 * all changes. Flink: ChangelogBackendRestoreOperation, ChangelogBackendLogApplier (CK-169).
 */
import { assert } from '../../../base/index.ts'
import type { KeyGroup, KeyGroupRange } from '../../../model/index.ts'
import type { StateMeta } from '../backend.ts'
import type { KeyedEntry, KeyedPiece, TimerEntry } from '../piece.ts'
import { TtlValue } from '../ttl/ttl-value.ts'
import { textOfUserKey } from '../user-key.ts'
import { decodeChange, type EntryChange, type TimerChange } from './state-change.ts'

type Pair = readonly [userKey: unknown, value: unknown]

/** One entry while changes are applied: of a map by the text of its keys. */
interface Cell {
  readonly place: Omit<KeyedEntry, 'value'>
  value: unknown
  list: unknown[] | null
  map: Map<string, Pair> | null
}

interface State {
  meta: StateMeta
  readonly cells: Map<string, Cell>
}

export class Replay {
  readonly #states = new Map<string, State>()
  readonly #timers = new Map<string, TimerEntry>()

  /** What was materialised of these key groups. */
  base(keyed: readonly KeyedPiece[], timers: readonly TimerEntry[], range: KeyGroupRange): void {
    for (const { entries, ...meta } of keyed) {
      const state = this.#stateOf(meta)
      for (const { value, ...place } of entries)
        if (isIn(place.keyGroup, range)) this.#set(state, place, value)
    }
    for (const timer of timers)
      if (isIn(timer.keyGroup, range)) this.#timers.set(idOfTimer(timer), timer)
  }

  /** Changes of these key groups, as they were written, oldest first. */
  apply(changes: readonly string[], range: KeyGroupRange): void {
    for (const text of changes) {
      const change = decodeChange(text)
      if (change.op === 'METADATA') this.#stateOf(change.meta)
      else if ('timer' in change) this.#timer(change, range)
      else if (isIn(change.under.keyGroup, range)) this.#entry(change)
    }
  }

  get keyed(): readonly KeyedPiece[] {
    return [...this.#states.values()].map(({ meta, cells }) => ({
      ...meta,
      entries: [...cells.values()].map((cell) => ({ ...cell.place, value: valueOf(cell) })),
    }))
  }

  get timers(): readonly TimerEntry[] {
    return [...this.#timers.values()]
  }

  #stateOf(meta: StateMeta): State {
    const known = this.#states.get(meta.state)
    if (known === undefined) {
      const made = { meta, cells: new Map<string, Cell>() }
      this.#states.set(meta.state, made)
      return made
    }
    known.meta = meta
    return known
  }

  #timer({ op, timer }: TimerChange, range: KeyGroupRange): void {
    if (!isIn(timer.keyGroup, range)) return
    if (op === 'ADD_ELEMENT') this.#timers.set(idOfTimer(timer), timer)
    else this.#timers.delete(idOfTimer(timer))
  }

  #entry({ op, state: name, under, namespace, userKey, value }: EntryChange): void {
    const state = this.#states.get(name)
    assert(state !== undefined, 'the log says what a state is before it changes')
    const place = { namespace, ...under }
    const id = idOf(place)
    switch (op) {
      case 'SET':
        this.#set(state, place, timed(state.meta, value))
        return
      case 'CLEAR':
        state.cells.delete(id)
        return
      case 'ADD':
        this.#add(state, place, timed(state.meta, value) as readonly unknown[])
        return
      case 'ADD_OR_UPDATE_ELEMENT': {
        const element = state.meta.ttl ? TtlValue.fromJSON(value) : value
        this.#add(state, place, [[userKey, element]])
        return
      }
      case 'REMOVE_ELEMENT': {
        const { map } = state.cells.get(id) ?? { map: null }
        map?.delete(textOfUserKey(userKey, state.meta.userKeyType))
        if (map?.size === 0) state.cells.delete(id)
      }
    }
  }

  #set(state: State, place: Cell['place'], value: unknown): void {
    const { kind } = state.meta
    const cell: Cell = { place, value: null, list: null, map: null }
    state.cells.set(idOf(place), cell)
    if (kind === 'list') cell.list = [...(value as readonly unknown[])]
    else if (kind === 'map') cell.map = mapOf(state.meta, value as readonly Pair[])
    else cell.value = value
    if (cell.list?.length === 0) state.cells.delete(idOf(place))
  }

  #add(state: State, place: Cell['place'], elements: readonly unknown[]): void {
    const cell = state.cells.get(idOf(place))
    if (cell === undefined) {
      this.#set(state, place, elements)
      return
    }
    cell.list?.push(...elements)
    for (const [text, pair] of cell.map === null ? [] : mapOf(state.meta, elements as Pair[]))
      cell.map?.set(text, pair)
  }
}

function valueOf({ value, list, map }: Cell): unknown {
  return list ?? (map === null ? value : [...map.values()])
}

function mapOf({ userKeyType }: StateMeta, pairs: readonly Pair[]): Map<string, Pair> {
  return new Map(pairs.map((pair) => [textOfUserKey(pair[0], userKeyType), pair]))
}

/** With time-to-live each element stands as time and value. */
function timed({ kind, ttl }: StateMeta, value: unknown): unknown {
  if (!ttl) return value
  if (kind === 'list') return (value as readonly unknown[]).map(TtlValue.fromJSON)
  if (kind !== 'map') return TtlValue.fromJSON(value)
  return (value as readonly Pair[]).map(([key, element]) => [key, TtlValue.fromJSON(element)])
}

function isIn(keyGroup: KeyGroup, { start, end }: KeyGroupRange): boolean {
  return keyGroup >= start && keyGroup <= end
}

function idOf({ namespace, encoded }: Pick<KeyedEntry, 'namespace' | 'encoded'>): string {
  return `${namespace}\0${encoded}`
}

function idOfTimer({ domain, timestamp, namespace, encoded }: TimerEntry): string {
  return `${domain} ${timestamp} ${namespace}\0${encoded}`
}
