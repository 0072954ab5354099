/**
 * The event-time clock of a task with input channels: a valve over the channels of each input of its
 * head operator, and what the operator makes of its inputs. Flink: one StatusWatermarkValve for each
 * StreamTaskNetworkInput, and AbstractStreamOperator.
 */
import { assert } from '../../base/index.ts'
import type { EventTime, WatermarkStatus } from '../../model/index.ts'
import { InputWatermarks } from './combined-watermark-status.ts'
import { StatusWatermarkValve } from './status-watermark-valve.ts'
import type { WatermarkDataOutput } from './watermark-data-output.ts'

/** What the clock has done. */
export type ClockStep = { readonly watermark: EventTime } | { readonly status: WatermarkStatus }

interface Place {
  readonly valve: StatusWatermarkValve
  /** Index of the channel within its input. */
  readonly channel: number
}

export class InputClock {
  readonly #places: readonly Place[]
  #steps: ClockStep[] = []

  /** `inputOf`: by channel of the gate, which input of the head operator it feeds. */
  constructor(inputOf: readonly (0 | 1)[]) {
    const both = inputOf.includes(1)
    const combined = both ? new InputWatermarks(2, this.#output) : null
    const valves = [0, 1].map((input) => {
      const channels = inputOf.filter((one) => one === input).length
      return new StatusWatermarkValve(channels, this.#outputOf(input, combined))
    })
    this.#places = inputOf.map((input, at) => ({
      valve: valves[input] as StatusWatermarkValve,
      channel: inputOf.slice(0, at).filter((one) => one === input).length,
    }))
  }

  /** Whether the channel takes part in the minimum. */
  inputWatermark(channel: number, watermark: EventTime): boolean {
    const place = this.#place(channel)
    place.valve.inputWatermark(place.channel, watermark)
    return place.valve.counts(place.channel)
  }

  /** Whether the channel takes part in the minimum. */
  inputWatermarkStatus(channel: number, status: WatermarkStatus): boolean {
    const place = this.#place(channel)
    place.valve.inputWatermarkStatus(place.channel, status)
    return place.valve.counts(place.channel)
  }

  /** What has happened since it was last asked, in order. */
  take(): readonly ClockStep[] {
    const steps = this.#steps
    if (steps.length > 0) this.#steps = []
    return steps
  }

  readonly #output: WatermarkDataOutput = {
    emitWatermark: (watermark) => {
      this.#steps.push({ watermark })
    },
    emitWatermarkStatus: (status) => {
      this.#steps.push({ status })
    },
  }

  #outputOf(input: number, combined: InputWatermarks | null): WatermarkDataOutput {
    if (combined === null) return this.#output
    return {
      emitWatermark: (watermark) => {
        combined.processWatermark(input, watermark)
      },
      emitWatermarkStatus: (status) => {
        combined.processWatermarkStatus(input, status)
      },
    }
  }

  #place(channel: number): Place {
    const place = this.#places[channel]
    assert(place !== undefined, 'a channel of this gate')
    return place
  }
}
