/** One measured number, and what it is held to. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** Null: a figure to compare between versions, held to nothing. */
  readonly goal: number | null
  readonly better: 'at-least' | 'at-most'
}

/** Figures that are measured together. */
export interface Measurement {
  readonly about: string
  measure(): Figure[] | Promise<Figure[]>
}

/** Null where there is no goal. */
export function meets({ value, goal, better }: Figure): boolean | null {
  if (goal === null) return null
  return better === 'at-least' ? value >= goal : value <= goal
}

/** The value that a share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
