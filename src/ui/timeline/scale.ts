/** How virtual time lies along the timeline: nothing moves while a run grows, until it has to. */
import { ticks as ticksBetween } from 'd3'

/** Left edge of the plot; before it, the names of the lanes. */
export const labelWidth = 112
export const marginRight = 16
const shortest = 20_000

export interface TimeScale {
  /** Virtual ms to px; what lies outside is at the edge. */
  toX(at: number): number
  /** Virtual ms at the right edge. */
  readonly until: number
  readonly ticks: readonly { readonly at: number; readonly label: string | null }[]
}

/** The scale for a run known up to `end` (virtual ms); the plot begins at `left` of `width` px. */
export function timeScale(end: number, width: number, left = labelWidth): TimeScale {
  const until = roundUp(Math.max(shortest, end * 1.02))
  const right = Math.max(left + 80, width - marginRight)
  const toX = (at: number): number => {
    const share = Math.min(1, Math.max(0, at / until))
    return left + share * (right - left)
  }
  const room = Math.max(4, Math.floor((width - left - marginRight) / 60))
  const at = ticksBetween(0, until, room)
  const ticks = at.map((time, index) => ({
    at: time,
    label: index % 2 === 0 ? `${Number((time / 1000).toFixed(2))} s` : null,
  }))
  return { toX, until, ticks }
}

/** 20 s, 40 s, 60 s, 2 min, …: the plot is redrawn seldom. */
function roundUp(ms: number): number {
  let step = shortest
  while (ms > step) step *= step === 40_000 ? 1.5 : 2
  return step
}
