/**
 * One watermark of several: the splits of a reader, or the inputs of an operator. The minimum over
 * those that are not idle; when all are, the maximum over all. Flink: CombinedWatermarkStatus as of
 * 2.2, with FLINK-38454 (WM-24, WM-25).
 */
import { assert } from '../../base/index.ts'
import {
  type EventTime,
  maxWatermark,
  minWatermark,
  type WatermarkStatus,
} from '../../model/index.ts'
import type { WatermarkDataOutput } from './watermark-data-output.ts'

/** The watermark of one of them. Flink: CombinedWatermarkStatus.PartialWatermark. */
export class PartialWatermark {
  #watermark: EventTime = minWatermark
  #idle = false

  get watermark(): EventTime {
    return this.#watermark
  }

  get idle(): boolean {
    return this.#idle
  }

  /** Whether it has risen. In any case it is no longer idle. */
  setWatermark(watermark: EventTime): boolean {
    this.#idle = false
    if (watermark <= this.#watermark) return false
    this.#watermark = watermark
    return true
  }

  setIdle(idle: boolean): void {
    this.#idle = idle
  }
}

export class CombinedWatermarkStatus {
  readonly #parts = new Set<PartialWatermark>()
  #combined: EventTime = minWatermark
  #idle = false

  get combinedWatermark(): EventTime {
    return this.#combined
  }

  get idle(): boolean {
    return this.#idle
  }

  add(part: PartialWatermark): void {
    this.#parts.add(part)
  }

  remove(part: PartialWatermark): void {
    this.#parts.delete(part)
  }

  /** Looks at all parts again; whether the combined watermark has risen. */
  updateCombinedWatermark(): boolean {
    if (this.#parts.size === 0) return false
    let minimum: EventTime = maxWatermark
    let maximum: EventTime = minWatermark
    let allIdle = true
    for (const { idle, watermark } of this.#parts) {
      if (watermark > maximum) maximum = watermark
      if (idle) continue
      allIdle = false
      if (watermark < minimum) minimum = watermark
    }
    this.#idle = allIdle
    const combined = allIdle ? maximum : minimum
    if (combined <= this.#combined) return false
    this.#combined = combined
    return true
  }
}

/** The event-time clock of an operator with several inputs. Flink: AbstractStreamOperator.processWatermark. */
export class InputWatermarks {
  readonly #inputs: readonly PartialWatermark[]
  readonly #combined = new CombinedWatermarkStatus()
  readonly #output: WatermarkDataOutput

  constructor(inputs: number, output: WatermarkDataOutput) {
    this.#inputs = Array.from({ length: inputs }, () => new PartialWatermark())
    for (const input of this.#inputs) this.#combined.add(input)
    this.#output = output
  }

  processWatermark(input: number, watermark: EventTime): void {
    this.#input(input).setWatermark(watermark)
    this.#update()
  }

  processWatermarkStatus(input: number, status: WatermarkStatus): void {
    const wasIdle = this.#combined.idle
    this.#input(input).setIdle(status === 'IDLE')
    this.#update()
    if (wasIdle !== this.#combined.idle) this.#output.emitWatermarkStatus(status)
  }

  #update(): void {
    if (this.#combined.updateCombinedWatermark())
      this.#output.emitWatermark(this.#combined.combinedWatermark)
  }

  #input(input: number): PartialWatermark {
    const part = this.#inputs[input]
    assert(part !== undefined, 'an input of this operator')
    return part
  }
}
