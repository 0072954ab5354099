import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomStream } from '../../base/index.ts'
import type { RestartStrategy, VirtualTime } from '../../model/index.ts'
import { initialRestartState, onFailure, strategyName } from './restart-strategy.ts'

const exponential: RestartStrategy = {
  kind: 'exponential-delay',
  initialBackoff: 1_000,
  maxBackoff: 60_000,
  multiplier: 1.5,
  resetThreshold: 3_600_000,
  jitter: 0.1,
  attemptsBeforeReset: null,
}

function decisions(strategy: RestartStrategy, times: readonly number[]) {
  const random = randomStream(1, 'restart')
  let state = initialRestartState(strategy)
  return times.map((now) => {
    const { next, decision } = onFailure(strategy, state, now as VirtualTime, random)
    state = next
    return decision
  })
}

test('[CK-247, CK-248] none ends the job at once; fixed delay allows its attempts', () => {
  const can = (strategy: RestartStrategy) =>
    decisions(strategy, [0, 10, 20]).map(({ canRestart }) => canRestart)
  expect(can({ kind: 'none' })).toEqual([false, false, false])
  expect(can({ kind: 'fixed-delay', attempts: 2, delay: 5 })).toEqual([true, true, false])
})

test('[CK-249] failure rate refuses one failure too many within the interval', () => {
  const strategy = {
    kind: 'failure-rate',
    maxFailuresPerInterval: 2,
    interval: 100,
    delay: 5,
  } as const
  const can = decisions(strategy, [0, 50, 101, 150]).map(({ canRestart }) => canRestart)
  expect(can).toEqual([true, true, true, false])
})

test('[CK-252] a failure during the delay belongs to the same attempt', () => {
  const [first, second] = decisions({ ...exponential, jitter: 0 }, [0, 400])
  expect(first).toEqual({ newAttempt: true, canRestart: true, delay: 1_000 })
  expect(second).toEqual({ newAttempt: false, canRestart: true, delay: 600 })
})

test('[CK-251] the delay stays between the initial and the greatest one, whatever the jitter', () => {
  const strategies = fc.record({
    multiplier: fc.double({ min: 1.0001, max: 100, noNaN: true }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    gaps: fc.array(fc.nat(100_000), { maxLength: 60 }),
  })
  fc.assert(
    fc.property(strategies, ({ multiplier, jitter, gaps }) => {
      let now = 0
      const times = gaps.map((gap) => (now += gap))
      for (const { newAttempt, delay } of decisions(
        { ...exponential, multiplier, jitter },
        times,
      )) {
        expect(Number.isInteger(delay)).toBe(true)
        expect(delay).toBeLessThanOrEqual(60_000)
        if (newAttempt) expect(delay).toBeGreaterThanOrEqual(1_000)
      }
    }),
  )
})

test('a refusal names the strategy as Flink does', () => {
  expect(
    strategyName(
      { kind: 'fixed-delay', attempts: 3, delay: 1_000 },
      { kind: 'fixed-delay', attempts: 4 },
    ),
  ).toBe('FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=3, backoffTimeMS=1000)')
})
