/** Channels that fall behind: what the valve makes of them, where no vector shows it. */
import { expect, test } from 'vitest'
import type { EventTime, WatermarkStatus } from '../../model/index.ts'
import { StatusWatermarkValve } from './status-watermark-valve.ts'

function valve(channels: number) {
  const emitted: (number | WatermarkStatus)[] = []
  const of = new StatusWatermarkValve(channels, {
    emitWatermark: (watermark) => emitted.push(watermark),
    emitWatermarkStatus: (status) => emitted.push(status),
  })
  return {
    watermark: (channel: number, at: number) => {
      of.inputWatermark(channel, at as EventTime)
    },
    status: (channel: number, status: WatermarkStatus) => {
      of.inputWatermarkStatus(channel, status)
    },
    counts: (channel: number) => of.counts(channel),
    emitted,
  }
}

test('[WMK-4] a lower watermark of a channel changes nothing of what is known of it (WM-17)', () => {
  const { watermark, status, emitted } = valve(2)
  watermark(0, 10)
  watermark(1, 20)
  watermark(0, 5)
  // It is still the one at the clock, and lets go of it.
  status(0, 'IDLE')
  expect(emitted).toEqual([10, 20])
})

test('[WMK-10] a channel that is active again counts at once, or once it has caught up (WM-19)', () => {
  const { watermark, status, counts, emitted } = valve(3)
  watermark(0, 10)
  watermark(1, 10)
  watermark(2, 15)
  status(1, 'IDLE')
  status(2, 'IDLE')
  watermark(0, 14)
  status(1, 'ACTIVE')
  status(2, 'ACTIVE')
  expect([counts(1), counts(2)]).toEqual([false, true])
  watermark(0, 30)
  // Channel 2 counts and holds it at 15; channel 1 does not.
  expect(emitted).toEqual([10, 14, 15])
  watermark(1, 12)
  expect(counts(1)).toBe(false)
  watermark(2, 40)
  watermark(1, 33)
  expect(counts(1)).toBe(true)
  watermark(0, 50)
  expect(emitted).toEqual([10, 14, 15, 30, 33])
})
