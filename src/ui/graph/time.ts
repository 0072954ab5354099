/**
 * When a picture is. What the trace says to happen at one instant is drawn over a short while, so that it
 * can be followed (DESIGN §5); and only where it is met in motion: a picture that stands still shows states.
 */
import type { VirtualTime } from '../../model/index.ts'

export interface PictureTime {
  readonly now: VirtualTime
  /** When it began to move, virtual ms; null: it stands still. What happened before is drawn as done. */
  readonly movingSince: VirtualTime | null
}

/** Virtual ms that a change takes to be drawn: real ms at 1×. */
export const durations = {
  /** A TaskManager goes dark: the hatch runs over its band. */
  dark: 600,
  /** Between the effects of a failure, which follow each other. */
  pause: 100,
  /** A tape slides back to the stored offset. */
  slide: 480,
  /** A ring at the JobManager fills. */
  acknowledgement: 360,
} as const

/** A picture that stands still. */
export function stillAt(now: VirtualTime): PictureTime {
  return { now, movingSince: null }
}

/** How much of a change that began at `from` is drawn, from 0 to 1. */
export function shareDrawn(time: PictureTime, from: VirtualTime, length: number): number {
  if (!isMet(time, from)) return 1
  return Math.max(0, Math.min(1, (time.now - from) / length))
}

/** Whether something happened while the picture moved. */
export function isMet({ movingSince }: PictureTime, at: VirtualTime): boolean {
  return movingSince !== null && at > movingSince
}
