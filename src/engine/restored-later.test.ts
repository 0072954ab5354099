/** A job restored from a snapshot starts at a later virtual time than its scenario's first commands. */
import { expect, test } from 'vitest'
import { runPlan } from '../cli/fuzz-runner.ts'
import type { VirtualTime } from '../model/index.ts'
import { randomPlan } from './testing/random-plan.ts'

test('a command of the script from before the start does not turn the clock back', () => {
  const { calm } = randomPlan(7)
  const startAt = 10_000 as VirtualTime
  const script = [{ at: 2_000, command: { kind: 'trigger-checkpoint' } }] as const
  const plan = { ...calm, scenario: { ...calm.scenario, script }, startAt }
  const { events } = runPlan(plan, 20_000 as VirtualTime)
  expect(Math.min(...events.map(({ at }) => at))).toBe(startAt)
})
