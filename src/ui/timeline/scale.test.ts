import { expect, test } from 'vitest'
import { labelWidth, timeScale } from './scale.ts'

test('the first twenty seconds fill the plot; a longer run is drawn smaller in few steps', () => {
  expect(timeScale(0, 720).until).toBe(20_000)
  expect(timeScale(19_000, 720).until).toBe(20_000)
  expect(timeScale(20_000, 720).until).toBe(40_000)
  expect(timeScale(55_000, 720).until).toBe(60_000)
  expect(timeScale(61_000, 720).until).toBe(120_000)
})

test('time begins beside the names, and there is room between the numbers', () => {
  const { toX, ticks } = timeScale(12_400, 720)
  expect(toX(0)).toBe(labelWidth)
  expect(toX(20_000)).toBe(704)
  const named = ticks.filter(({ label }) => label !== null)
  expect(named.map(({ label }) => label)).toEqual(['0 s', '4 s', '8 s', '12 s', '16 s', '20 s'])
})
