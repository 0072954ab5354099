import { expect, test } from 'vitest'
import { benchFrame } from './testing/bench-frame.ts'

test('the cost of a frame is measured with as many elements as asked for', () => {
  const cost = benchFrame(2_000, 20)
  expect(cost.elements).toBe(2_000)
  expect(cost.marksP50).toBeLessThanOrEqual(cost.p50)
  expect(cost.p50).toBeLessThanOrEqual(cost.p95)
})
