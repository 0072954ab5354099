import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Watchdog } from './watchdog.ts'

const times = { every: 100, patience: 2_000, pageStall: 1_200 }
let pings = 0
let expired = 0
let dog: Watchdog

beforeEach(() => {
  vi.useFakeTimers()
  pings = 0
  expired = 0
  dog = new Watchdog({ ping: () => pings++, expired: () => expired++ }, times)
  dog.start()
})

afterEach(() => {
  dog.stop()
  vi.useRealTimers()
})

test('a guest that answers lives', () => {
  for (let i = 0; i < 100; i++) {
    vi.advanceTimersByTime(100)
    dog.heard()
  }
  expect(pings).toBe(100)
  expect(expired).toBe(0)
})

test('a guest that does not answer for the time of patience is given up, once', () => {
  vi.advanceTimersByTime(1_900)
  expect(expired).toBe(0)
  vi.advanceTimersByTime(5_000)
  expect(expired).toBe(1)
})

test('one answer buys all the time again', () => {
  vi.advanceTimersByTime(1_900)
  dog.heard()
  vi.advanceTimersByTime(1_900)
  expect(expired).toBe(0)
})

test('a page that stood still itself does not blame the guest', () => {
  vi.advanceTimersByTime(300)
  // A tab asleep: no timer fires for a minute, then one does.
  vi.setSystemTime(Date.now() + 60_000)
  const asleep = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000)
  vi.advanceTimersByTime(100)
  expect(expired).toBe(0)
  asleep.mockRestore()
})

test('a stopped watchdog is silent', () => {
  dog.stop()
  vi.advanceTimersByTime(10_000)
  expect([pings, expired]).toEqual([0, 0])
})
