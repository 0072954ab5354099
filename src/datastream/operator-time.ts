/** What one subtask does with event time: from a WatermarkStrategy, for the engine. */
import type { EventTime } from '../model/index.ts'
import type { WatermarkGenerator, WatermarkGeneratorContext } from './watermarks.ts'

export interface OperatorTime {
  /** Null: a record keeps the timestamp it comes with. */
  readonly assignTimestamp:
    ((value: unknown, recordTimestamp: EventTime | null) => EventTime) | null
  /** A new generator, for one split or one subtask. */
  createWatermarkGenerator(context: WatermarkGeneratorContext): WatermarkGenerator<unknown>
}
