/** Where records come from: each source record by its element, as often as it was read. */
import type { ElementId } from '../model/index.ts'
import { KeyLetters, keyLettersFold } from './key-letters.ts'
import { type Handlers, together } from './projection.ts'

/** One reading of one source record. */
export interface Lineage {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly replayed: boolean
}

/** Readings by element; all versions share one index, since a trace always tells the same. */
export class LineageIndex {
  readonly #readings: Map<ElementId, Lineage>

  constructor(readings: Map<ElementId, Lineage> = new Map<ElementId, Lineage>()) {
    this.#readings = readings
  }

  at(element: ElementId): Lineage | undefined {
    return this.#readings.get(element)
  }

  add(element: ElementId, lineage: Lineage): void {
    this.#readings.set(element, lineage)
  }
}

export interface LineageState {
  lineage: LineageIndex
  letters: KeyLetters
}

export function newLineage(): LineageState {
  return { lineage: new LineageIndex(), letters: KeyLetters.empty() }
}

export const lineageFold: Handlers<LineageState> = together<LineageState>(keyLettersFold, {
  'record-read': (state, { element, topic, partition, offset, key, replayed }) => {
    state.lineage.add(element, { topic, partition, offset, key, replayed })
  },
})
