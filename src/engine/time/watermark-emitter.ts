/**
 * The end of a generator's output: watermarks that do not rise are dropped, and an idle output is
 * active again only with one that does. Flink: TimestampsAndWatermarksOperator.WatermarkEmitter,
 * WatermarkToDataOutput (WM-4, WM-12).
 */
import type { Watermark, WatermarkOutput } from '../../datastream/index.ts'
import { type EventTime, minWatermark } from '../../model/index.ts'
import type { WatermarkDataOutput } from './watermark-data-output.ts'

export class WatermarkEmitter implements WatermarkOutput {
  readonly #output: WatermarkDataOutput
  #current: EventTime = minWatermark
  #idle = false

  constructor(output: WatermarkDataOutput) {
    this.#output = output
  }

  get currentWatermark(): EventTime {
    return this.#current
  }

  get idle(): boolean {
    return this.#idle
  }

  emitWatermark(watermark: Watermark): void {
    const timestamp = watermark.getTimestamp() as EventTime
    if (timestamp <= this.#current) return
    this.#current = timestamp
    this.markActive()
    this.#output.emitWatermark(timestamp)
  }

  markIdle(): void {
    if (this.#idle) return
    this.#idle = true
    this.#output.emitWatermarkStatus('IDLE')
  }

  markActive(): void {
    if (!this.#idle) return
    this.#idle = false
    this.#output.emitWatermarkStatus('ACTIVE')
  }
}
