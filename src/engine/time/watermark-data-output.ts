/** Where watermarks and statuses of a task or operator go on to. Flink: PushingAsyncDataInput.DataOutput. */
import type { EventTime, WatermarkStatus } from '../../model/index.ts'

export interface WatermarkDataOutput {
  emitWatermark(watermark: EventTime): void
  emitWatermarkStatus(status: WatermarkStatus): void
}
