/** Where the names of marks stand: beside the mark, on the side with room, and never on each other. */

export interface LabelPlace {
  /** Null: there is no room for this name; the mark stands without. */
  readonly anchor: 'start' | 'end' | null
  readonly x: number
}

/** A generous width of a letter at 11 px: layouts hold with faces 12 % wider than Arial. */
const letter = 6.4

/**
 * Places for names of marks at `at` (px, ascending) between `from` and `to`. The side before the
 * mark comes first: what is ahead of the play head is drawn faint. `gap`: px between mark and name.
 */
export function placeLabels(
  marks: readonly { readonly at: number; readonly text: string }[],
  from: number,
  to: number,
  gap = 8,
): readonly LabelPlace[] {
  let free = from
  return marks.map(({ at, text }, index) => {
    const width = text.length * letter
    if (at - gap - width >= free) {
      free = at + gap
      return { anchor: 'end', x: at - gap }
    }
    const next = marks[index + 1]?.at ?? to + gap
    if (at + gap >= free && at + gap + width <= Math.min(to, next - gap)) {
      free = at + gap + width + gap
      return { anchor: 'start', x: at + gap }
    }
    free = Math.max(free, at + gap)
    return { anchor: null, x: at }
  })
}
