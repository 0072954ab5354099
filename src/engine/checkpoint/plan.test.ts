/** Whom a checkpoint asks when some have finished. */
import { expect, test } from 'vitest'
import type { ScheduledChannel, SubtaskId } from '../../model/index.ts'
import { checkpointPlan } from './plan.ts'

const id = (subtask: number) => subtask as SubtaskId
const channels = [
  [0, 2],
  [1, 2],
  [2, 3],
].map(([from = 0, to = 0]) => ({ from: id(from), to: id(to) })) as unknown as ScheduledChannel[]

/** Two sources, a task that both send to, and a sink behind it. */
function planOf(...statuses: readonly string[]) {
  const tasks = statuses.map((status, at) => ({ id: id(at), status }))
  return checkpointPlan(tasks, channels, true)
}

test('[END-5, CK-228] tasks are triggered that no running task sends to; all that run are waited for', () => {
  expect(planOf('RUNNING', 'RUNNING', 'RUNNING', 'RUNNING')).toEqual({
    ...{ trigger: [0, 1], waitFor: [0, 1, 2, 3], finished: [] },
  })
  expect(planOf('FINISHED', 'RUNNING', 'RUNNING', 'RUNNING')).toEqual({
    ...{ trigger: [1], waitFor: [1, 2, 3], finished: [0] },
  })
  expect(planOf('FINISHED', 'FINISHED', 'RUNNING', 'RUNNING')).toEqual({
    ...{ trigger: [2], waitFor: [2, 3], finished: [0, 1] },
  })
  expect(planOf('FINISHED', 'FINISHED', 'FINISHED', 'RUNNING')).toEqual({
    ...{ trigger: [3], waitFor: [3], finished: [0, 1, 2] },
  })
})
