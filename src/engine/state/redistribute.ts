/**
 * Who gets which state when a job restarts with another parallelism.
 * Flink: StateAssignmentOperation (keyed state, CK-215), RoundRobinOperatorStateRepartitioner
 * (operator state, CK-216 to CK-221).
 */
import { assert } from '../../base/index.ts'
import { type KeyGroupRange, keyGroupRange } from '../../model/index.ts'
import { inJavaHashOrder } from './java-hash-order.ts'

/** What a new subtask reads of an old one's keyed state. */
export interface KeyGroupShare {
  readonly fromOldSubtask: number
  readonly keyGroups: KeyGroupRange
}

/** The key groups both ranges have; null: none. */
export function intersection(a: KeyGroupRange, b: KeyGroupRange): KeyGroupRange | null {
  const start = Math.max(a.start, b.start)
  const end = Math.min(a.end, b.end)
  return start <= end ? { start, end } : null
}

/** For each new subtask, whose key groups it takes over, old subtasks in ascending order. CK-215. */
export function reassignKeyGroups(
  maxParallelism: number,
  oldParallelism: number,
  newParallelism: number,
): readonly (readonly KeyGroupShare[])[] {
  const rangesOf = (parallelism: number): readonly KeyGroupRange[] =>
    Array.from({ length: parallelism }, (_, at) => keyGroupRange(at, maxParallelism, parallelism))
  const oldRanges = rangesOf(oldParallelism)
  return rangesOf(newParallelism).map((range) =>
    oldRanges.flatMap((old, fromOldSubtask) => {
      const keyGroups = intersection(old, range)
      return keyGroups === null ? [] : [{ fromOldSubtask, keyGroups }]
    }),
  )
}

/** How operator state is redistributed. Flink: OperatorStateHandle.Mode. */
export type DistributionMode = 'SPLIT_DISTRIBUTE' | 'UNION' | 'BROADCAST'

/** One named operator state in one handle; of broadcast state the entries are one copy. */
export interface NamedEntries<E> {
  readonly mode: DistributionMode
  readonly entries: readonly E[]
}

/** What a subtask wrote, or shall read: entries by state name. Flink: OperatorStateHandle. */
export interface OperatorStatePiece<E> {
  /** Names the bytes the entries are in; pieces of one handle are merged by it. */
  readonly handle: string
  readonly states: ReadonlyMap<string, NamedEntries<E>>
}

/** Deals the operator state of old subtasks out to new ones; pieces in no particular order. */
export function repartitionOperatorState<E>(
  old: readonly (readonly OperatorStatePiece<E>[])[],
  newParallelism: number,
): readonly (readonly OperatorStatePiece<E>[])[] {
  assert(newParallelism > 0, 'there is someone to take the state')
  if (newParallelism !== old.length) {
    const hands = new Hands<E>(Array.from({ length: newParallelism }, () => []))
    hands.split(statesByName(old, 'SPLIT_DISTRIBUTE'))
    hands.union(statesByName(old, 'UNION'))
    hands.broadcast(statesByName(old, 'BROADCAST'))
    return hands.pieces()
  }
  // Split lists stay where they are; broadcast copies, too, if each subtask has reported its own.
  const hands = new Hands(old)
  hands.union(statesByName(old, 'UNION'))
  hands.broadcast(statesByName(old, 'BROADCAST'))
  return hands.pieces()
}

interface Located<E> {
  readonly handle: string
  readonly state: NamedEntries<E>
}

type StatesByName<E> = ReadonlyMap<string, readonly Located<E>[]>

/** All states of a mode, names in the order in which Flink walks them (CK-218). */
function statesByName<E>(
  old: readonly (readonly OperatorStatePiece<E>[])[],
  mode: DistributionMode,
): StatesByName<E> {
  const byName = new Map<string, Located<E>[]>()
  for (const { handle, states } of old.flat()) {
    for (const name of inJavaHashOrder([...states.keys()])) {
      const state = states.get(name)
      if (state?.mode !== mode) continue
      const known = byName.get(name)
      if (known === undefined) byName.set(name, [{ handle, state }])
      else known.push({ handle, state })
    }
  }
  return new Map(inJavaHashOrder([...byName.keys()]).map((name) => [name, byName.get(name) ?? []]))
}

/** What each new subtask holds while state is dealt out. */
class Hands<E> {
  readonly #hands: readonly Map<string, Map<string, NamedEntries<E>>>[]

  constructor(start: readonly (readonly OperatorStatePiece<E>[])[]) {
    this.#hands = start.map(
      (pieces) => new Map(pieces.map(({ handle, states }) => [handle, new Map(states)])),
    )
  }

  /** CK-217: equal shares in old order, and the odd ones go round from state to state. */
  split(byName: StatesByName<E>): void {
    const parallelism = this.#hands.length
    let start = 0
    for (const [name, located] of byName) {
      const total = located.reduce((sum, { state }) => sum + state.entries.length, 0)
      const base = Math.floor(total / parallelism)
      const remainder = total % parallelism
      const stack = new Stack(located)
      for (let turn = 0; turn < parallelism; turn++) {
        const subtask = (start + turn) % parallelism
        for (const { handle, entries } of stack.take(base + (turn < remainder ? 1 : 0))) {
          this.#give(subtask, handle, name, { mode: 'SPLIT_DISTRIBUTE', entries })
        }
      }
      // The first that got no odd one is the first of the next state.
      start = (start + remainder) % parallelism
    }
  }

  /** CK-219: everything to everyone. */
  union(byName: StatesByName<E>): void {
    for (const subtask of this.#hands.keys()) {
      for (const [name, located] of byName) {
        for (const { handle, state } of located) this.#give(subtask, handle, name, state)
      }
    }
  }

  /** CK-220: the copies that were reported, in turn. */
  broadcast(byName: StatesByName<E>): void {
    for (const subtask of this.#hands.keys()) {
      for (const [name, located] of byName) {
        const copy = located[subtask % located.length]
        if (copy !== undefined) this.#give(subtask, copy.handle, name, copy.state)
      }
    }
  }

  pieces(): readonly (readonly OperatorStatePiece<E>[])[] {
    return this.#hands.map((hand) => [...hand].map(([handle, states]) => ({ handle, states })))
  }

  #give(subtask: number, handle: string, name: string, state: NamedEntries<E>): void {
    const hand = this.#hands[subtask]
    assert(hand !== undefined, 'a subtask of the new parallelism')
    const states = hand.get(handle)
    if (states === undefined) hand.set(handle, new Map([[name, state]]))
    else states.set(name, state)
  }
}

/** The entries of one state, handle after handle, to be taken from the top. */
class Stack<E> {
  readonly #located: readonly Located<E>[]
  #at = 0
  #taken = 0

  constructor(located: readonly Located<E>[]) {
    this.#located = located
  }

  take(count: number): readonly { readonly handle: string; readonly entries: readonly E[] }[] {
    const taken: { handle: string; entries: readonly E[] }[] = []
    for (let left = count; left > 0;) {
      const top = this.#located[this.#at]
      assert(top !== undefined, 'no more is taken than there is')
      const entries = top.state.entries.slice(this.#taken, this.#taken + left)
      taken.push({ handle: top.handle, entries })
      left -= entries.length
      this.#taken += entries.length
      if (this.#taken === top.state.entries.length) {
        this.#at++
        this.#taken = 0
      }
    }
    return taken
  }
}
