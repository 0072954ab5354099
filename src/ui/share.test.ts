import { expect, test } from 'vitest'
import type { CheckpointId, Seed, VirtualTime } from '../model/index.ts'
import type { RunPlan } from '../run/index.ts'
import { defaultScenario } from '../scenario/index.ts'
import type { Branch } from '../session/index.ts'
import { leftBehind, sharedScenario } from './share.ts'

const at = (ms: number) => ms as VirtualTime
const cursor = { time: at(2_700), seq: 0 } as Parameters<typeof sharedScenario>[1]

/** A branch of which only the plan matters: it has told nothing yet. */
function branchOf(restoreFrom: RunPlan['restoreFrom']): Branch {
  const plan: RunPlan = {
    scenario: defaultScenario,
    seed: 1 as Seed,
    commands: [{ at: at(2_650), step: 31, command: { kind: 'trigger-checkpoint' } }],
    restoreFrom,
    startAt: at(restoreFrom === null ? 0 : 2_600),
  }
  return { plan, trace: { length: 0 } } as unknown as Branch
}

const restored = branchOf({
  manifest: { checkpoint: 3 as CheckpointId, kind: 'savepoint', label: 'savepoint-1' },
  run: 'run-1',
  allowNonRestoredState: false,
} as unknown as RunPlan['restoreFrom'])

test('a run from its beginning is carried whole: each command with its step, and the instant', () => {
  const branch = branchOf(null)
  const { script, cursor: place } = sharedScenario(branch, cursor, [])
  expect(leftBehind(branch)).toBeNull()
  expect(script).toContainEqual({ at: 2_650, step: 31, command: { kind: 'trigger-checkpoint' } })
  expect(place).toEqual({ at: 2_700, seq: null })
})

test('of a restored run the link carries the job from its beginning, and says what it leaves behind', () => {
  const { script, cursor: place } = sharedScenario(restored, cursor, [])
  expect(leftBehind(restored)).toBe('savepoint-1')
  expect(script).toContainEqual({ at: 2_650, command: { kind: 'trigger-checkpoint' } })
  expect(place).toBeNull()
})
