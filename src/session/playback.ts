/** How real time moves the cursor. Pure: the clock is the caller's. */
import type { VirtualTime } from '../model/index.ts'
import type { Cursor } from './cursor.ts'

/** Speeds that can be chosen: virtual ms per real ms. */
export const speeds = [0.25, 1, 4, 16] as const

/** Real ms the run is kept ahead of the cursor while playing, so that no frame waits for it. */
const leadMs = 50
/** Real ms that the motion to a step takes at most. */
const glideMs = 600

/** `since`: where the cursor was when it began to move, virtual ms. */
export type Motion =
  | { readonly kind: 'still' }
  | { readonly kind: 'playing'; readonly speed: number; readonly since: VirtualTime }
  /** On the way to a step; `speed` is such that it takes at most {@link glideMs}. */
  | {
      readonly kind: 'gliding'
      readonly speed: number
      readonly since: VirtualTime
      readonly to: Cursor
    }

export function playing(speed: number, since: VirtualTime): Motion {
  return { kind: 'playing', speed, since }
}

export function glideTo(to: Cursor, from: VirtualTime): Motion {
  return { kind: 'gliding', speed: Math.max(1, (to.time - from) / glideMs), since: from, to }
}

/** Where the cursor's time wants to be after so many real ms. */
export function timeAfter(motion: Motion, from: VirtualTime, elapsedMs: number): VirtualTime {
  if (motion.kind === 'still') return from
  return (from + elapsedMs * motion.speed) as VirtualTime
}

/** How far the run is asked ahead of the cursor, virtual ms. */
export function leadOf(motion: Motion): number {
  return motion.kind === 'playing' ? Math.ceil(leadMs * motion.speed) : 0
}
