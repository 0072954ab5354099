/** The lane of failures, over real runs. */
import { expect, test } from 'vitest'
import { keyedJob, orders, simulate } from '../engine/testing/simulate.ts'
import { timelineMarks } from './index.ts'

test('[CHK-19] too many checkpoints that failed are a failure on the timeline, each with its restart', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 4_000,
    config: {
      'execution.checkpointing.interval': '300 ms',
      'execution.checkpointing.timeout': '60 ms',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '2',
      'restart-strategy.fixed-delay.delay': '50 ms',
    },
    scenario: {
      topics: orders([
        ['A', 30],
        ['B', 30],
      ]),
      uploadCosts: { count: 500 },
    },
  })
  const state = timelineMarks.initial()
  for (const event of run.events) timelineMarks.apply(state, event)
  const kinds = state.marks.map(({ kind }) => kind)
  expect(kinds).toEqual(['failure', 'restart', 'failure', 'restart', 'failure', 'job-ended'])
  expect(state.marks[0]?.text).toContain('Exceeded checkpoint tolerable failure threshold')
})
