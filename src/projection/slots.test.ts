/** What is shown of a job whose tasks have no slots. */
import { expect, test } from 'vitest'
import { brokenRun, one, two } from '../engine/testing/broken-run.ts'
import type { EventSeq } from '../model/index.ts'
import { TraceLog } from '../trace/index.ts'
import { clusterView, jobManagerLine, ProjectionCache } from './index.ts'

test('[REC-13] the job is RUNNING, its tasks are SCHEDULED, and the JobManager says what it waits for', () => {
  const run = brokenRun([
    [500, { kind: 'kill-task-manager', taskManager: one, replaced: false }],
    [500, { kind: 'kill-task-manager', taskManager: two, replaced: false }],
    [1_500, { kind: 'start-task-manager', taskManager: two }],
  ])
  const trace = new TraceLog()
  trace.append(run.events)
  const cluster = new ProjectionCache(clusterView, trace)
  const shown = (time: number) => {
    const at = run.events.filter((event) => event.at <= time).length as EventSeq
    const { jobManager, subtasks } = cluster.at(at)
    const { text } = jobManagerLine(jobManager, time as never)
    return [jobManager.status, text, ...subtasks.map(({ status }) => status)]
  }
  expect([550, 1_000, 3_000].map(shown)).toEqual([
    ['RESTARTING', 'Job restarts in 0.1 s', 'FAILED', 'FAILED'],
    ['RUNNING', 'Waits for slots', 'SCHEDULED', 'SCHEDULED'],
    ['RUNNING', 'No checkpoint yet', 'RUNNING', 'RUNNING'],
  ])
})
