/**
 * The event-time clock over the channels of one input: the minimum over those that count. A channel
 * counts while it is active and aligned: one that was idle has to catch up with the clock first.
 * Flink: StatusWatermarkValve as of 2.2 (WM-15 to WM-23).
 */
import { assert } from '../../base/index.ts'
import { type EventTime, minWatermark, type WatermarkStatus } from '../../model/index.ts'
import type { WatermarkDataOutput } from './watermark-data-output.ts'

interface ChannelStatus {
  watermark: EventTime
  active: boolean
  /** Whether its watermark is part of the minimum. */
  aligned: boolean
}

export class StatusWatermarkValve {
  readonly #channels: readonly ChannelStatus[]
  readonly #output: WatermarkDataOutput
  #last: EventTime = minWatermark
  #active = true

  constructor(channels: number, output: WatermarkDataOutput) {
    this.#channels = Array.from({ length: channels }, () => ({
      watermark: minWatermark,
      active: true,
      aligned: true,
    }))
    this.#output = output
  }

  /** Whether the channel takes part in the minimum. */
  counts(channel: number): boolean {
    return this.#channel(channel).aligned
  }

  /** A watermark on an idle channel is lost; one that does not rise is ignored. */
  inputWatermark(channel: number, watermark: EventTime): void {
    const status = this.#channel(channel)
    if (!this.#active || !status.active || watermark <= status.watermark) return
    status.watermark = watermark
    if (watermark >= this.#last) status.aligned = true
    this.#outputNewMinimum()
  }

  inputWatermarkStatus(channel: number, status: WatermarkStatus): void {
    const known = this.#channel(channel)
    if (known.active === (status === 'ACTIVE')) return
    if (status === 'IDLE') this.#becomeIdle(known)
    else this.#becomeActive(known)
  }

  #becomeIdle(channel: ChannelStatus): void {
    channel.active = false
    channel.aligned = false
    const heldBack = channel.watermark === this.#last
    if (this.#channels.some(({ active }) => active)) {
      if (heldBack) this.#outputNewMinimum()
      return
    }
    // No channel will move the clock any more: what was held back until now is let out.
    if (heldBack) this.#advance(this.#maximum())
    this.#active = false
    this.#output.emitWatermarkStatus('IDLE')
  }

  #becomeActive(channel: ChannelStatus): void {
    channel.active = true
    if (channel.watermark >= this.#last) channel.aligned = true
    if (this.#active) return
    this.#active = true
    this.#output.emitWatermarkStatus('ACTIVE')
  }

  #outputNewMinimum(): void {
    let minimum: EventTime | null = null
    for (const { aligned, watermark } of this.#channels)
      if (aligned && (minimum === null || watermark < minimum)) minimum = watermark
    if (minimum !== null) this.#advance(minimum)
  }

  #maximum(): EventTime {
    return this.#channels.reduce(
      (most, { watermark }) => (watermark > most ? watermark : most),
      minWatermark,
    )
  }

  #advance(watermark: EventTime): void {
    if (watermark <= this.#last) return
    this.#last = watermark
    this.#output.emitWatermark(watermark)
  }

  #channel(channel: number): ChannelStatus {
    const status = this.#channels[channel]
    assert(status !== undefined, 'a channel of this input')
    return status
  }
}
