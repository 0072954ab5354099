/**
 * State that was restored and that the program has not asked for: kept as it was written, carried
 * along into every later snapshot (KS-39), and brought to the program's types when it is claimed.
 */
import { MisuseError } from '../../../model/index.ts'
import type { StateMeta } from '../backend.ts'
import type { KeyedEntry, KeyedPiece } from '../piece.ts'
import { withTtl } from '../ttl/heap-elements.ts'
import { migratedEntry } from './migration.ts'
import { checkStateSchema } from './restored-schema.ts'

export class RestoredStates {
  readonly #operator: string
  readonly #the: 'The' | 'For heap backends, the'
  /** By state; one of several subtasks' pieces each. */
  readonly #pieces = new Map<string, KeyedPiece[]>()

  /** `the`: how the backend's message begins, where it cannot read a state. */
  constructor(operator: string, the: 'The' | 'For heap backends, the') {
    this.#operator = operator
    this.#the = the
  }

  get isEmpty(): boolean {
    return this.#pieces.size === 0
  }

  add(piece: KeyedPiece): void {
    const known = this.#pieces.get(piece.state)
    if (known === undefined) this.#pieces.set(piece.state, [piece])
    else known.push(piece)
  }

  /** What nobody has asked for, each state once. */
  unclaimed(): readonly KeyedPiece[] {
    return [...this.#pieces.values()].map((pieces) => ({
      ...(pieces[0] as KeyedPiece),
      entries: pieces.flatMap(({ entries }) => entries),
    }))
  }

  /**
   * The entries of a state under the types the program has now. Where it has a time-to-live and had
   * none, they were accessed `at` (TTL-22); where it has none any more, times are dropped (TTL-23). Throws a MisuseError
   * `state_kind_changed`, `state_type_changed` or `enum_constant_removed` where it cannot read them.
   */
  claim(now: StateMeta, at: number): readonly KeyedEntry[] {
    const pieces = this.#pieces.get(now.state) ?? []
    const entries = pieces.flatMap((piece) =>
      withTimesOf(now, at, piece.ttl, this.#entriesOf(piece, now)),
    )
    this.#pieces.delete(now.state)
    return entries
  }

  #entriesOf(before: KeyedPiece, now: StateMeta): readonly KeyedEntry[] {
    if (before.kind !== now.kind)
      throw new MisuseError('state_kind_changed', {
        state: now.state,
        operator: this.#operator,
        before: before.kind.toUpperCase(),
        now: now.kind.toUpperCase(),
      })
    const to = now.serializer
    const from = before.serializer
    if (to === null || from === null) return before.entries
    const found = checkStateSchema(
      { operator: this.#operator, state: now.state, the: this.#the },
      { ...now, serializer: to },
      { ...before, serializer: from },
    )
    if (found === 'compatibleAsIs') return before.entries
    return before.entries.map((entry) => ({
      ...entry,
      value: migratedEntry(entry.value, { kind: now.kind, ttl: before.ttl, now: to, before: from }),
    }))
  }
}

function withTimesOf(
  { kind, ttl }: StateMeta,
  at: number,
  had: boolean,
  entries: readonly KeyedEntry[],
): readonly KeyedEntry[] {
  if (ttl === had) return entries
  return entries.map((entry) => ({ ...entry, value: withTtl(kind, entry.value, ttl, at) }))
}
