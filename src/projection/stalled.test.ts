/** A TaskManager that stands still: the picture says so for as long as it does, given up or not. */
import { expect, test } from 'vitest'
import { brokenRun, one } from '../engine/testing/broken-run.ts'
import { clusterView } from './index.ts'

test('[FLT-5] a TaskManager stands still in the view until its threads go on; given up, it is lost besides', () => {
  const view = clusterView.initial()
  const seen: string[] = []
  for (const event of brokenRun([
    [500, { kind: 'stall-task-manager', taskManager: one, duration: 300 }],
    [1_000, { kind: 'stall-task-manager', taskManager: one, duration: 2_000 }],
  ]).events) {
    clusterView.apply(view, event)
    const { stalledAt, lostAt } = view.taskManagers[0] ?? { stalledAt: null, lostAt: null }
    const says = `stalled ${String(stalledAt)}, lost ${String(lostAt)}`
    if (seen.at(-1) !== says) seen.push(says)
  }
  expect(seen).toMatchInlineSnapshot(`
    [
      "stalled null, lost null",
      "stalled 500, lost null",
      "stalled null, lost null",
      "stalled 1000, lost null",
      "stalled 1000, lost 2000",
      "stalled null, lost 2000",
      "stalled null, lost null",
    ]
  `)
})
