/**
 * Per source record: how often it was processed, how often it counts in state, how often it can be seen
 * outside. Processed more often than once is what a replay is; counted more often is what exactly-once
 * forbids; seen more often is what a sink without transactions does.
 *
 * A record is processed once however many records it was made into: what is counted are its passes, each
 * a reading of it in one life of a subtask. A pass counts in state while what the subtask did then is in
 * the state it has now: lives before the last restore count up to the snapshot that was restored.
 */
import type { CheckpointId, ElementId, EventSeq, SubtaskId, VirtualTime } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import { Ordinals } from './fold/ordinals.ts'
import { PersistentVector } from './fold/vector.ts'
import { type Lineage, lineageFold, type LineageState, newLineage } from './lineage.ts'
import { handle, type Handlers, type Projection, together } from './projection.ts'

export interface LedgerRow {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  /** When it was read first, and by which event. */
  readonly at: VirtualTime
  readonly seq: EventSeq
  readonly read: number
  /** By a keyed operator; the most of any. */
  readonly processed: number
  /** Passes whose rows can be seen outside. */
  readonly visible: number
  readonly work: readonly Work[]
  readonly seen: readonly Pass[]
}

interface Pass {
  readonly reading: ElementId
  /** Which life of the subtask: how often it had been deployed. */
  readonly life: number
}

/** What a keyed operator made of a record. */
interface Work extends Pass {
  readonly subtask: SubtaskId
  readonly vertex: number
  /** Its place among all that the subtask processed. */
  readonly place: number
  /** The life in which the snapshot was taken that it was in flight in; else the same as `life`. */
  readonly since: number
}

/** One deployment of a subtask, and the snapshot its state came from. */
interface Life {
  readonly from: { readonly life: number; readonly place: number } | null
}

interface Place {
  readonly life: number
  readonly place: number
}

interface Origin {
  readonly reading: ElementId
  readonly wasInFlight: boolean
}

export interface LedgerState extends LineageState {
  places: Ordinals
  /** In the order of first readings. */
  rows: PersistentVector<LedgerRow>
  totals: { readonly read: number; readonly processed: number; readonly visible: number }
  /** The vertex of each subtask with a keyed operator at the head of its chain; null: no such one. */
  keyed: readonly (number | null)[]
  keyedVertices: readonly boolean[]
  /** From records on hash edges to the reading they go back to. */
  origins: Map<ElementId, Origin>
  lives: readonly (readonly Life[])[]
  processed: readonly number[]
  saved: ReadonlyMap<CheckpointId, ReadonlyMap<SubtaskId, Place>>
  restoring: CheckpointId | null
}

function update(
  state: LedgerState,
  lineage: Lineage | undefined,
  event: TraceEvent,
  change: (row: LedgerRow) => Partial<LedgerRow>,
): void {
  if (lineage === undefined) return
  const { topic, partition, offset, key } = lineage
  const name = `${topic}/${partition}@${offset}`
  const known = state.places.of(name)
  if (known === undefined) state.places = state.places.and(name)
  const at = known ?? state.places.length - 1
  const row = state.rows.at(at) ?? {
    ...{ topic, partition, offset, key, at: event.at, seq: event.seq },
    ...{ read: 0, processed: 0, visible: 0, work: [], seen: [] },
  }
  state.rows = state.rows.with(at, { ...row, ...change(row) })
}

function total(state: LedgerState, column: keyof LedgerState['totals']): void {
  state.totals = { ...state.totals, [column]: state.totals[column] + 1 }
}

function lifeOf(state: LedgerState, subtask: SubtaskId): number {
  return Math.max(0, (state.lives[subtask]?.length ?? 1) - 1)
}

function isSame(a: Pass, b: Pass): boolean {
  return a.reading === b.reading && a.life === b.life
}

function processed(
  state: LedgerState,
  event: Extract<TraceEvent, { readonly kind: 'record-processed' }>,
): void {
  const { subtask, element } = event
  const vertex = state.keyed[subtask] ?? null
  const origin = vertex === null ? undefined : state.origins.get(element)
  if (vertex === null || origin === undefined) return
  const place = state.processed[subtask] ?? 0
  state.processed = state.processed.with(subtask, place + 1)
  const life = lifeOf(state, subtask)
  const { reading, wasInFlight } = origin
  const since = wasInFlight ? (state.lives[subtask]?.[life]?.from?.life ?? life) : life
  total(state, 'processed')
  update(state, state.lineage.at(reading), event, ({ work }) => {
    const one: Work = { reading, life, subtask, vertex, place, since }
    if (work.some((other) => other.subtask === subtask && isSame(other, one))) return {}
    const all = [...work, one]
    return { work: all, processed: mostPasses(all) }
  })
}

/** The most passes through any vertex. */
function mostPasses(work: readonly Work[]): number {
  const passes = new Map<number, Work[]>()
  for (const one of work) {
    const others = passes.get(one.vertex) ?? []
    if (!others.some((other) => isSame(other, one))) passes.set(one.vertex, [...others, one])
  }
  return Math.max(0, ...[...passes.values()].map(({ length }) => length))
}

const handlers: Handlers<LedgerState> = together<LedgerState>(lineageFold, {
  'job-submitted': (state, { graph }) => {
    state.keyedVertices = graph.vertices.map(({ id }) =>
      graph.edges.some(({ to, partitioning }) => to === id && partitioning === 'hash'),
    )
  },
  'restore-started': (state, { checkpoint }) => {
    state.restoring = checkpoint
  },
  'tasks-scheduled': (state, { schedule, deployed }) => {
    state.keyed = schedule.subtasks.map(({ vertex }) =>
      state.keyedVertices[vertex] === true ? vertex : null,
    )
    const lives = schedule.subtasks.map((_, at) => state.lives[at] ?? [])
    state.processed = schedule.subtasks.map((_, at) => state.processed[at] ?? 0)
    const { restoring, saved } = state
    for (const id of deployed) {
      const from = restoring === null ? null : (saved.get(restoring)?.get(id) ?? null)
      lives[id] = [...(lives[id] ?? []), { from }]
    }
    state.lives = lives
  },
  'snapshot-taken': (state, { checkpoint, subtask }) => {
    const place = { life: lifeOf(state, subtask), place: state.processed[subtask] ?? 0 }
    const row = new Map(state.saved.get(checkpoint)).set(subtask, place)
    state.saved = new Map(state.saved).set(checkpoint, row)
  },
  'snapshot-discarded': (state, { checkpoint }) => {
    const saved = new Map(state.saved)
    saved.delete(checkpoint)
    state.saved = saved
  },
  'record-read': (state, event) => {
    total(state, 'read')
    update(state, event, event, ({ read }) => ({ read: read + 1 }))
  },
  'record-emitted': ({ origins }, { element, origin, key }) => {
    if (key !== null) origins.set(element, { reading: origin, wasInFlight: false })
  },
  'element-restored': ({ origins }, { element, origin, what, key }) => {
    if (what === 'record' && key !== null)
      origins.set(element, { reading: origin, wasInFlight: true })
  },
  'record-processed': processed,
  'sink-written': (state, event) => {
    const { origin: reading, subtask } = event
    total(state, 'visible')
    const pass = { reading, life: lifeOf(state, subtask) }
    update(state, state.lineage.at(reading), event, ({ seen, visible }) =>
      seen.some((one) => isSame(one, pass)) ? {} : { seen: [...seen, pass], visible: visible + 1 },
    )
  },
})

/** Up to which place of each of its lives what a subtask did is in the state it has now. */
function validOf(lives: readonly Life[]): ReadonlyMap<number, number> {
  const valid = new Map<number, number>()
  let life = lives.length - 1
  let place = Infinity
  while (life >= 0 && !valid.has(life)) {
    valid.set(life, place)
    const from = lives[life]?.from ?? null
    if (from === null) break
    life = from.life
    place = from.place
  }
  return valid
}

/** How often each record counts in the state as it is now: a function of a row. */
export function countedIn(state: LedgerState): (row: LedgerRow) => number {
  const valid = state.lives.map(validOf)
  return ({ work }) => {
    const bySubtask = new Map<SubtaskId, Set<string>>()
    for (const { subtask, life, place, reading, since } of work) {
      if (place >= (valid[subtask]?.get(life) ?? 0)) continue
      const passes = bySubtask.get(subtask) ?? new Set()
      bySubtask.set(subtask, passes.add(`${reading} ${since}`))
    }
    return Math.max(0, ...[...bySubtask.values()].map(({ size }) => size))
  }
}

/** Whether the job keeps state by key: else nothing can count in it. */
export function hasKeyedState({ keyed }: LedgerState): boolean {
  return keyed.some((vertex) => vertex !== null)
}

export const ledger: Projection<LedgerState> = {
  name: 'ledger',
  initial: () => ({
    ...newLineage(),
    places: Ordinals.empty(),
    rows: PersistentVector.empty(),
    totals: { read: 0, processed: 0, visible: 0 },
    ...{ keyed: [], keyedVertices: [], origins: new Map() },
    ...{ lives: [], processed: [], saved: new Map(), restoring: null },
  }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
}
