/** Temporary. */
import type { Random } from '../../base/index.ts'
import type { RestartStrategy, VirtualTime } from '../../model/index.ts'
export const strategyName = (s: RestartStrategy) => s.kind
export const initialRestartState = (_: RestartStrategy) => ({ n: 0 })
export function onFailure(s: RestartStrategy, state: { n: number }, _now: VirtualTime, _r: Random) {
  const next = { n: state.n + 1 }
  switch (s.kind) {
    case 'none':
      return { next, decision: { canRestart: false, newAttempt: true, delay: 0 } }
    case 'fixed-delay':
      return {
        next,
        decision: { canRestart: next.n <= s.attempts, newAttempt: true, delay: s.delay },
      }
    case 'failure-rate':
      return { next, decision: { canRestart: true, newAttempt: true, delay: s.delay } }
    case 'exponential-delay':
      return { next, decision: { canRestart: true, newAttempt: true, delay: s.initialBackoff } }
  }
}
