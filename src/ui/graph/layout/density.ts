/**
 * How close things stand. The design draws a stage of 720 × 632; where there is less room they stand closer,
 * because text keeps its size. All in px.
 */

/** From left to right. */
export interface Across {
  /** Places in a lane, and the least width of a box. */
  readonly slots: { readonly process: number; readonly sink: number }
  readonly box: { readonly source: number; readonly process: number; readonly sink: number }
  /** A subtask as a row: its box, its lane, and the number between them. */
  readonly row: { readonly width: number; readonly lane: number; readonly count: number }
  readonly gutter: { readonly least: number; readonly pitch: number }
  /** Right of the last box, and right of its band. */
  readonly padding: number
  readonly margin: number
}

/** From top to bottom. */
export interface Down {
  readonly jobManagerTop: number
  /** Base lines of an operator's name and of the line below it; null: that line is left out. */
  readonly headName: number
  readonly headKind: number | null
  readonly band: {
    readonly top: number
    readonly header: number
    readonly padding: number
    readonly gap: number
  }
  readonly boxGap: number
  readonly shelf: { readonly gap: number; readonly height: number; readonly below: number }
}

export interface Density {
  readonly across: Across
  readonly down: Down
}

const asDrawn: Across = {
  slots: { process: 5, sink: 3 },
  box: { source: 92, process: 128, sink: 108 },
  row: { width: 112, lane: 64, count: 32 },
  gutter: { least: 40, pitch: 8 },
  padding: 12,
  margin: 16,
}
const closer: Across = {
  ...asDrawn,
  slots: { process: 4, sink: 3 },
  gutter: { least: 32, pitch: 6 },
}
const close: Across = {
  ...closer,
  slots: { process: 3, sink: 3 },
  box: { source: 92, process: 112, sink: 108 },
}
const closest: Across = {
  ...close,
  slots: { process: 3, sink: 2 },
  box: { source: 92, process: 104, sink: 100 },
  row: { width: 88, lane: 40, count: 28 },
  padding: 8,
  margin: 8,
}

/** For jobs of four stages beside lesson and dock: the smallest boxes that the design allows. */
const least: Across = {
  ...closest,
  slots: { process: 2, sink: 2 },
  box: { source: 92, process: 96, sink: 92 },
  gutter: { least: 26, pitch: 6 },
}

/** The widest first. */
export const acrosses: readonly [Across, ...Across[]] = [asDrawn, closer, close, closest, least]

/** The highest first. */
export const downs: readonly [Down, Down] = [
  {
    jobManagerTop: 12,
    headName: 91,
    headKind: 107,
    band: { top: 116, header: 32, padding: 12, gap: 8 },
    boxGap: 12,
    shelf: { gap: 12, height: 60, below: 12 },
  },
  {
    jobManagerTop: 8,
    headName: 81,
    headKind: null,
    band: { top: 92, header: 28, padding: 8, gap: 4 },
    boxGap: 8,
    shelf: { gap: 8, height: 52, below: 8 },
  },
]
