/** Event time in the few letters a pennant has room for. */
import { type EventTime, maxWatermark, minWatermark } from '../../../model/index.ts'

/**
 * Event time on a pennant: the small whole numbers of a lesson as they are, then seconds, then minutes and
 * seconds of a date.
 */
export function eventTimeLabel(time: EventTime): string {
  if (time >= maxWatermark) return 'end'
  if (time <= minWatermark) return '–∞'
  if (Math.abs(time) < 100) return String(time)
  if (Math.abs(time) >= 100_000_000) return new Date(time).toISOString().slice(14, 19)
  const tenths = Math.floor(time / 100)
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)}s`
}
