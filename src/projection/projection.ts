/** A question about a run, answered by folding its trace from the first event on. */
import type { TraceEvent } from '../trace/index.ts'

/** Pure: the same events give the same answer. Implementations keep nothing outside their state. */
export interface Projection<S> {
  readonly name: string
  initial(): S
  /** Another state that may change without changing this one; cheap, whatever the size. */
  copy(state: S): S
  /** Takes one event into a private copy. */
  apply(state: S, event: TraceEvent): void
  /** How many references a copy costs; what is kept for seeking is limited by it. */
  weight?(state: S): number
}

/** What a fold does at each kind of event; kinds that are not listed change nothing. */
export type Handlers<S> = {
  readonly [K in TraceEvent['kind']]?: (
    state: S,
    event: Extract<TraceEvent, { readonly kind: K }>,
  ) => void
}

/** Hands an event to the handler of its kind, if there is one. */
export function handle<S>(handlers: Handlers<S>, state: S, event: TraceEvent): void {
  const handler = handlers[event.kind] as ((state: S, event: TraceEvent) => void) | undefined
  if (handler !== undefined) handler(state, event)
}

/** Several folds over one state as one: at each kind of event, in the order they are given. */
export function together<S>(...folds: readonly Handlers<S>[]): Handlers<S> {
  type Handler = (state: S, event: TraceEvent) => void
  const all = new Map<string, Handler[]>()
  for (const fold of folds)
    for (const [kind, handler] of Object.entries(fold))
      all.set(kind, [...(all.get(kind) ?? []), handler as Handler])
  const joined: Record<string, Handler> = {}
  for (const [kind, handlers] of all) joined[kind] = inTurn(handlers)
  return joined
}

function inTurn<S>(
  handlers: readonly ((state: S, event: TraceEvent) => void)[],
): (state: S, event: TraceEvent) => void {
  const [first, second] = handlers
  if (first !== undefined && second === undefined) return first
  return (state, event) => {
    for (const handler of handlers) handler(state, event)
  }
}

/** A state that knows which of its rows nobody else holds: those made since it was copied. */
export interface OwnsRows {
  own: Set<object>
}

type RowOf<T> = T extends readonly (infer Row extends object)[] ? Row : never

/** To be called on a copy and on what it was copied from: from now on they share their rows. */
export function shareRows(...states: readonly OwnsRows[]): void {
  for (const state of states) state.own = new Set()
}

/**
 * Changes some fields of `state[table][at]`: in place if the row is the state's own, else in a
 * copy that takes its place, so that what others hold stays as it was.
 */
export function change<S extends OwnsRows, K extends keyof S>(
  state: S,
  table: K,
  at: number,
  fields: Partial<RowOf<S[K]>>,
): void {
  const rows = state[table] as RowOf<S[K]>[]
  const row = rows[at]
  if (row === undefined) return
  if (state.own.has(row)) {
    Object.assign(row, fields)
    return
  }
  const copy = Object.assign({ ...row }, fields)
  state.own.add(copy)
  rows[at] = copy
}
