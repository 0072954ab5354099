/** What a reader outside sees of each sink, in order: with what came twice marked. */
import type { SinkRow } from './cluster-view.ts'
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
}

export interface OutputState extends LineageState {
  /** In the order of their first rows. */
  sinks: readonly SinkOutput[]
}

function written(state: OutputState, row: SinkRow): void {
  const known = state.sinks.find(({ sink, topic }) => sink === row.sink && topic === row.topic)
  const { sink, topic } = row
  const before = known ?? { sink, topic, rows: Journal.empty<SinkRow>(), duplicates: 0 }
  const rows = before.rows.and(row)
  const after = { ...before, rows, duplicates: before.duplicates + Number(row.duplicate) }
  state.sinks =
    known === undefined
      ? [...state.sinks, after]
      : state.sinks.map((output) => (output === known ? after : output))
}

const handlers: Handlers<OutputState> = together<OutputState>(lineageFold, {
  'sink-written': (state, event) => {
    const origin: Lineage | null = state.lineage.at(event.origin) ?? null
    const label = state.letters.labelOf(event.key ?? origin?.key ?? null)
    written(state, sinkRow(event, { label, replayed: origin?.replayed ?? false }))
  },
})

export const output: Projection<OutputState> = {
  name: 'output',
  initial: () => ({ sinks: [], ...newLineage() }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
}
