import { expect, test } from 'vitest'
import { windowAround } from './window.ts'

test('the play head is never near an edge, but for the beginning of the run', () => {
  expect(windowAround(0, 60_000, 'near')).toEqual({ from: 0, until: 10_000 })
  for (let now = 2_500; now < 60_000; now += 100) {
    const { from, until } = windowAround(now, 60_000, 'near')
    expect(until - from).toBe(10_000)
    expect(now - from).toBeGreaterThanOrEqual(2_500)
    expect(now - from).toBeLessThanOrEqual(7_500)
  }
})

test('the whole run has room at its end', () => {
  expect(windowAround(0, 5_000, 'whole')).toEqual({ from: 0, until: 20_000 })
  expect(windowAround(0, 50_000, 'whole').until).toBeGreaterThan(50_000)
})
