/** Whether and when a job restarts. */
import * as v from 'valibot'
import type { Random } from '../../../base/index.ts'
import type { RestartStrategy, VirtualTime } from '../../../model/index.ts'
import {
  initialRestartState,
  onFailure,
  type RestartDecision,
} from '../../failover/restart-strategy.ts'
import { type Adapter, hasFields, pick } from './adapter.ts'

const schema = v.looseObject({
  strategy: v.picklist(['none', 'fixed-delay', 'failure-rate', 'exponential-delay']),
  config: v.record(v.string(), v.nullable(v.number())),
})

const failures: Adapter = {
  kind: 'restart strategy',
  recognises: (_list, vector) => hasFields(vector, 'strategy', 'config', 'failureTimesMs'),
  run(vector) {
    const { failureTimesMs, expected } = v.parse(
      v.looseObject({
        failureTimesMs: v.array(v.number()),
        expected: v.array(v.looseObject({ newAttempt: v.boolean() })),
      }),
      vector,
    )
    const decisions = decide(strategyOf(vector), failureTimesMs, drawing('the middle'))
    return {
      expected: expected.map((one) => pick(one, 'newAttempt', 'canRestart', 'delayMs')),
      actual: decisions.map(({ newAttempt, canRestart, delay }) => ({
        newAttempt,
        canRestart,
        delayMs: canRestart ? delay : null,
      })),
    }
  },
}

const jitter: Adapter = {
  kind: 'restart strategy, range of the jitter',
  recognises: (_list, vector) => hasFields(vector, 'strategy', 'attemptNumber', 'expectedRangeMs'),
  run(vector) {
    const { attemptNumber } = v.parse(v.looseObject({ attemptNumber: v.number() }), vector)
    const strategy = strategyOf(vector)
    const delay = (random: Random): number | undefined => {
      let now = 0
      let last: RestartDecision | undefined
      let state = initialRestartState(strategy)
      for (let attempt = 0; attempt < attemptNumber; attempt++) {
        const { next, decision } = onFailure(strategy, state, now as VirtualTime, random)
        state = next
        last = decision
        now += decision.delay + 1
      }
      return last?.delay
    }
    return {
      expected: vector['expectedRangeMs'],
      actual: [delay(drawing('the lowest')), delay(drawing('the highest'))],
    }
  },
}

function decide(
  strategy: RestartStrategy,
  times: readonly number[],
  random: Random,
): readonly RestartDecision[] {
  let state = initialRestartState(strategy)
  return times.map((now) => {
    const { next, decision } = onFailure(strategy, state, now as VirtualTime, random)
    state = next
    return decision
  })
}

/** Draws that are no chance at all. */
function drawing(which: 'the lowest' | 'the middle' | 'the highest'): Random {
  const choose = (low: number, high: number): number => {
    if (which === 'the middle') return Math.trunc((low + high) / 2)
    return which === 'the lowest' ? low : high
  }
  return { below: (bound) => choose(0, bound - 1), between: choose, fraction: () => 0 }
}

function strategyOf(vector: Readonly<Record<string, unknown>>): RestartStrategy {
  const { strategy, config } = v.parse(schema, vector)
  const setting = (name: string, otherwise: number): number => config[name] ?? otherwise
  switch (strategy) {
    case 'none':
      return { kind: strategy }
    case 'fixed-delay':
      return { kind: strategy, attempts: setting('attempts', 1), delay: setting('delayMs', 1_000) }
    case 'failure-rate':
      return {
        kind: strategy,
        maxFailuresPerInterval: setting('maxFailuresPerInterval', 1),
        interval: setting('failureRateIntervalMs', 60_000),
        delay: setting('delayMs', 1_000),
      }
    case 'exponential-delay':
      return {
        kind: strategy,
        initialBackoff: setting('initialBackoffMs', 1_000),
        maxBackoff: setting('maxBackoffMs', 60_000),
        multiplier: setting('backoffMultiplier', 1.5),
        resetThreshold: setting('resetBackoffThresholdMs', 3_600_000),
        jitter: setting('jitterFactor', 0.1),
        attemptsBeforeReset: config['attemptsBeforeResetBackoff'] ?? null,
      }
  }
}

export const restartStrategy: readonly Adapter[] = [failures, jitter]
