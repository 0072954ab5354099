/** What a reader outside sees of each sink, in order: with what came twice marked. */
import type { SinkRow } from './subtask-view.ts'
import { sinkRow } from './cluster/sinks.ts'
import { Journal } from './fold/journal.ts'
import { type Lineage, lineageFold, type LineageState, newLineage } from './lineage.ts'
import { handle, type Handlers, type Projection, together } from './projection.ts'

export interface SinkOutput {
  readonly sink: string
  readonly topic: string | null
  /** Oldest first; `slice` for a window of it. */
  readonly rows: Journal<SinkRow>
  readonly duplicates: number
  /** What becomes of rows outside: appended, or one kept for each key; null: a topic, or print. */
  readonly kept: 'collect' | 'upsert' | 'outbox' | null
}

/** What a reader of the sink sees: all rows, or the last one of each key where it is a table. */
export function visibleRows({ rows, kept }: SinkOutput): readonly SinkRow[] {
  const all = rows.slice(0)
  if (kept !== 'upsert') return all
  return [...new Map(all.map((row) => [row.key, row])).values()]
}

export interface OutputState extends LineageState {
  /** In the order of their first rows. */
  sinks: readonly SinkOutput[]
  /** By name: sinks that keep their rows. */
  keeping: ReadonlyMap<string, NonNullable<SinkOutput['kept']>>
}

function written(state: OutputState, row: SinkRow): void {
  const known = state.sinks.find(({ sink, topic }) => sink === row.sink && topic === row.topic)
  const { sink, topic } = row
  const kept = state.keeping.get(sink) ?? null
  const before = known ?? { sink, topic, rows: Journal.empty<SinkRow>(), duplicates: 0, kept }
  const rows = before.rows.and(row)
  const after = { ...before, rows, duplicates: before.duplicates + Number(row.duplicate) }
  state.sinks =
    known === undefined
      ? [...state.sinks, after]
      : state.sinks.map((output) => (output === known ? after : output))
}

const handlers: Handlers<OutputState> = together<OutputState>(lineageFold, {
  'job-submitted': (state, { graph }) => {
    const operators = graph.vertices.flatMap((vertex) => vertex.operators)
    state.keeping = new Map(
      operators.flatMap(({ name, role }) => (role.kind === 'sink' ? [[name, role.sink]] : [])),
    )
  },
  'sink-written': (state, event) => {
    const origin: Lineage | null = state.lineage.at(event.origin) ?? null
    const label = state.letters.labelOf(event.key ?? origin?.key ?? null)
    written(state, sinkRow(event, { label, replayed: origin?.replayed ?? false }))
  },
})

export const output: Projection<OutputState> = {
  name: 'output',
  initial: () => ({ sinks: [], keeping: new Map(), ...newLineage() }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
}
