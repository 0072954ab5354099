/** Where windows stand over event time: bars that overlap get lanes of their own. Pure. */

export interface Span {
  readonly start: number
  readonly end: number
}

/** For each span, in the order given, the first lane in which it touches no other. */
export function lanesOf(spans: readonly Span[]): readonly number[] {
  const ends: number[] = []
  const order = spans
    .map((_, at) => at)
    .sort((a, b) => spanAt(spans, a).start - spanAt(spans, b).start)
  const lanes = new Array<number>(spans.length).fill(0)
  for (const at of order) {
    const { start, end } = spanAt(spans, at)
    const free = ends.findIndex((taken) => taken <= start)
    const lane = free < 0 ? ends.length : free
    ends[lane] = end
    lanes[at] = lane
  }
  return lanes
}

function spanAt(spans: readonly Span[], at: number): Span {
  return spans[at] ?? { start: 0, end: 0 }
}

/** Windows that lie side by side in a plot. */
const mostSideBySide = 8

/** The stretch of event time that is drawn: up to the last end, and back as far as windows can still be read. */
export function stretchOf(spans: readonly Span[]): Span {
  const lengths = spans.map(({ start, end }) => end - start).sort((a, b) => a - b)
  const median = lengths[lengths.length >> 1] ?? 1
  const end = Math.max(...spans.map((span) => span.end))
  const first = Math.min(...spans.map(({ start }) => start))
  return { start: Math.max(first, end - mostSideBySide * median), end }
}
