/**
 * Timestamps and watermarks in the middle of a stream: what came with the records and before them
 * no longer counts. Flink: TimestampsAndWatermarksOperator (WM-3 to WM-7).
 */
import { Watermark, type OperatorTime, type RelativeClock } from '../../datastream/index.ts'
import { type EventTime, maxWatermark, minWatermark } from '../../model/index.ts'
import type { WatermarkDataOutput } from './watermark-data-output.ts'
import { WatermarkEmitter } from './watermark-emitter.ts'

export class TimestampsAndWatermarks {
  readonly #time: OperatorTime
  readonly #generator
  readonly #emitter: WatermarkEmitter

  constructor(time: OperatorTime, output: WatermarkDataOutput, clock: RelativeClock) {
    this.#time = time
    this.#generator = time.createWatermarkGenerator({ getInputActivityClock: () => clock })
    this.#emitter = new WatermarkEmitter(output)
  }

  /** The timestamp a record goes on with. */
  timestampOf(value: unknown, recordTimestamp: EventTime | null): EventTime {
    return this.#time.assignTimestamp?.(value, recordTimestamp) ?? recordTimestamp ?? minWatermark
  }

  /** Behind the record, which has gone on. */
  onEvent(value: unknown, timestamp: EventTime): void {
    this.#generator.onEvent(value, timestamp, this.#emitter)
  }

  /** Every auto-watermark-interval, and when the task finishes. */
  onPeriodicEmit(): void {
    this.#generator.onPeriodicEmit(this.#emitter)
  }

  /** Of what comes from before only the end of event time goes on. */
  processWatermark(watermark: EventTime): void {
    if (watermark === maxWatermark) this.#emitter.emitWatermark(Watermark.MAX_WATERMARK)
  }
}
