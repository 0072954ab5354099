/**
 * One output for the generators of several splits. What comes in the periodic call is combined at
 * its end, what comes with a record at once. Flink: WatermarkOutputMultiplexer (WM-26, WM-27).
 */
import { assert } from '../../base/index.ts'
import { Watermark, type WatermarkOutput } from '../../datastream/index.ts'
import type { EventTime } from '../../model/index.ts'
import { CombinedWatermarkStatus, PartialWatermark } from './combined-watermark-status.ts'

export class WatermarkOutputMultiplexer {
  readonly #underlying: WatermarkOutput
  readonly #parts = new Map<string, PartialWatermark>()
  readonly #combined = new CombinedWatermarkStatus()

  constructor(underlying: WatermarkOutput) {
    this.#underlying = underlying
  }

  /** The watermark of a split and whether it is idle. */
  of(split: string): PartialWatermark {
    const part = this.#parts.get(split)
    assert(part !== undefined, 'a split is registered before it is asked for')
    return part
  }

  registerNewOutput(split: string): void {
    assert(!this.#parts.has(split), 'a split is registered once')
    const part = new PartialWatermark()
    this.#parts.set(split, part)
    this.#combined.add(part)
  }

  unregisterOutput(split: string): void {
    this.#combined.remove(this.of(split))
    this.#parts.delete(split)
  }

  /** What is emitted into it moves the combined watermark at once. */
  immediateOutput(split: string): WatermarkOutput {
    const part = this.of(split)
    return {
      emitWatermark: (watermark) => {
        const timestamp = timeOf(watermark)
        const rose = part.setWatermark(timestamp)
        if (rose && timestamp > this.#combined.combinedWatermark) this.#update()
      },
      markIdle: () => {
        part.setIdle(true)
        this.#update()
      },
      markActive: () => {
        part.setIdle(false)
        this.#update()
      },
    }
  }

  /** What is emitted into it counts at the next {@link onPeriodicEmit}. */
  deferredOutput(split: string): WatermarkOutput {
    const part = this.of(split)
    return {
      emitWatermark: (watermark) => {
        part.setWatermark(timeOf(watermark))
      },
      markIdle: () => {
        part.setIdle(true)
      },
      markActive: () => {
        part.setIdle(false)
      },
    }
  }

  onPeriodicEmit(): void {
    this.#update()
  }

  #update(): void {
    const rose = this.#combined.updateCombinedWatermark()
    if (rose) this.#underlying.emitWatermark(new Watermark(this.#combined.combinedWatermark))
    if (this.#combined.idle) this.#underlying.markIdle()
  }
}

function timeOf(watermark: Watermark): EventTime {
  return watermark.getTimestamp() as EventTime
}
