/**
 * Whether a job restarts after a failure, and after what delay.
 * Flink: RestartBackoffTimeStrategy and its implementations (CK-247 to CK-255).
 */
import { assert, type Random } from '../../base/index.ts'
import type { RestartStrategy, VirtualTime } from '../../model/index.ts'

/** What a strategy remembers of earlier failures. */
export type RestartState =
  | { readonly kind: 'none' }
  | { readonly kind: 'fixed-delay'; readonly attempts: number }
  /** The newest failures, oldest first. */
  | { readonly kind: 'failure-rate'; readonly failures: readonly VirtualTime[] }
  | {
      readonly kind: 'exponential-delay'
      /** Since the last reset; merged failures not counted. */
      readonly attempts: number
      /** When the running delay ends; null before the first failure. */
      readonly nextRestart: number | null
    }

export interface RestartDecision {
  /** False: a failure during the running delay, which belongs to the same attempt (CK-252). */
  readonly newAttempt: boolean
  readonly canRestart: boolean
  /** Virtual ms; 0 when refused. */
  readonly delay: number
}

export function initialRestartState({ kind }: RestartStrategy): RestartState {
  switch (kind) {
    case 'none':
      return { kind }
    case 'fixed-delay':
      return { kind, attempts: 0 }
    case 'failure-rate':
      return { kind, failures: [] }
    case 'exponential-delay':
      return { kind, attempts: 0, nextRestart: null }
  }
}

interface Outcome {
  readonly next: RestartState
  readonly decision: RestartDecision
}

/** A failure at `now`. `random` draws the jitter of exponential delay, and nothing else. */
export function onFailure(
  strategy: RestartStrategy,
  state: RestartState,
  now: VirtualTime,
  random: Random,
): Outcome {
  switch (strategy.kind) {
    case 'none':
      return { next: state, decision: fresh(false, 0) }
    case 'fixed-delay': {
      assert(state.kind === strategy.kind, mine)
      const attempts = state.attempts + 1
      const decision = fresh(attempts <= strategy.attempts, strategy.delay)
      return { next: { ...state, attempts }, decision }
    }
    case 'failure-rate': {
      assert(state.kind === strategy.kind, mine)
      const remembered = strategy.maxFailuresPerInterval + 1
      const failures = [...state.failures, now].slice(-remembered)
      const [oldest = now] = failures
      const tooMany = failures.length >= remembered && now - oldest <= strategy.interval
      return { next: { ...state, failures }, decision: fresh(!tooMany, strategy.delay) }
    }
    case 'exponential-delay':
      assert(state.kind === strategy.kind, mine)
      return exponential(strategy, state, now, random)
  }
}

/** A strategy as Flink writes it into the message of a job that may not restart: its `toString`. */
export function strategyName(strategy: RestartStrategy, state: RestartState): string {
  switch (strategy.kind) {
    case 'none':
      return 'NoRestartBackoffTimeStrategy'
    case 'fixed-delay':
      return `FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=${strategy.attempts}, backoffTimeMS=${strategy.delay})`
    case 'failure-rate':
      // Flink 2.2 writes the class twice and closes one parenthesis.
      return `FailureRateRestartBackoffTimeStrategy(FailureRateRestartBackoffTimeStrategy(failuresIntervalMS=${strategy.interval},backoffTimeMS=${strategy.delay},maxFailuresPerInterval=${strategy.maxFailuresPerInterval})`
    case 'exponential-delay':
      assert(state.kind === strategy.kind, mine)
      return exponentialName(strategy, state)
  }
}

function exponentialName(strategy: ExponentialDelay, state: ExponentialState): string {
  const { initialBackoff, maxBackoff, multiplier, resetThreshold, jitter } = strategy
  const attempts = strategy.attemptsBeforeReset ?? javaMaxInt
  return `ExponentialDelayRestartBackoffTimeStrategy(initialBackoffMS=${initialBackoff}, maxBackoffMS=${maxBackoff}, backoffMultiplier=${javaDouble(multiplier)}, resetBackoffThresholdMS=${resetThreshold}, jitterFactor=${javaDouble(jitter)}, attemptsBeforeResetBackoff=${attempts}, currentRestartAttempt=${state.attempts}, nextRestartTimestamp=${state.nextRestart ?? 0})`
}

const javaMaxInt = 0x7fffffff

/** A double as Java prints it: always with a fraction. */
function javaDouble(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

type ExponentialDelay = Extract<RestartStrategy, { kind: 'exponential-delay' }>
type ExponentialState = Extract<RestartState, { kind: 'exponential-delay' }>

const mine = 'a strategy remembers its own failures'

function fresh(canRestart: boolean, delay: number): RestartDecision {
  return { newAttempt: true, canRestart, delay: canRestart ? delay : 0 }
}

function exponential(
  strategy: ExponentialDelay,
  state: ExponentialState,
  now: VirtualTime,
  random: Random,
): Outcome {
  const limit = strategy.attemptsBeforeReset ?? Infinity
  const { nextRestart } = state
  if (nextRestart !== null && now <= nextRestart) {
    const canRestart = state.attempts <= limit
    const decision = { newAttempt: false, canRestart, delay: canRestart ? nextRestart - now : 0 }
    return { next: state, decision }
  }
  // Quiet time counts from the end of the last delay, not from the last failure (CK-253).
  const isReset = nextRestart === null || now - nextRestart >= strategy.resetThreshold
  const before = isReset ? 0 : state.attempts
  const delay = exponentialDelay(strategy, before, random)
  return {
    next: { ...state, attempts: before + 1, nextRestart: now + delay },
    decision: fresh(before + 1 <= limit, delay),
  }
}

/** A jitter of more than 24 days either way cannot be told from one without bound: see below. */
const maxJitter = javaMaxInt

/** CK-251; `attempt` counts from 0. */
function exponentialDelay(strategy: ExponentialDelay, attempt: number, random: Random): number {
  const { initialBackoff, maxBackoff, multiplier, jitter } = strategy
  const backoff = Math.floor(initialBackoff * power(multiplier, attempt))
  const range = Math.min(Math.floor(backoff * jitter), maxJitter)
  const drawn = range === 0 ? 0 : random.between(-range, range)
  return Math.max(initialBackoff, Math.min(backoff + drawn, maxBackoff))
}

/**
 * `base` to a whole power, to the last bit, in every browser: the part that rounding loses is
 * carried along (Dekker's product). `Math.pow` may differ, and with it a delay by a millisecond.
 */
function power(base: number, exponent: number): number {
  const [baseHigh, baseLow] = halves(base)
  let value = 1
  let lost = 0
  for (let i = 0; i < exponent; i++) {
    const product = value * base
    // Far beyond any delay the halves would overflow, and the digits no longer matter.
    if (product > 1e100) return product
    const [high, low] = halves(value)
    const error =
      high * baseHigh - product + high * baseLow + low * baseHigh + low * baseLow + lost * base
    value = product + error
    lost = error - (value - product)
  }
  return value
}

/** Two halves of a number that multiply without rounding (Veltkamp's split). */
function halves(value: number): readonly [number, number] {
  const scaled = value * 0x8000001
  const high = scaled - (scaled - value)
  return [high, value - high]
}
