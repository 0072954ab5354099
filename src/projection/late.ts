/** What is late in event time. */
import type { EventTime } from '../model/index.ts'

/**
 * Whether a record comes behind the clock of who receives it: the watermark has said that none with this
 * timestamp would come any more. Flink: `timestamp <= currentWatermark`, as in InternalTimerService and
 * WindowOperator; a window with allowed lateness may still take it.
 */
export function isLate(
  record: { readonly timestamp: EventTime | null },
  watermark: EventTime | null,
): boolean {
  return record.timestamp !== null && watermark !== null && record.timestamp <= watermark
}
