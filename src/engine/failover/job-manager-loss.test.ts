/** What another JobManager knows of a job, and what it begins anew. */
import { expect, test } from 'vitest'
import type { EventSeq, SubtaskId } from '../../model/index.ts'
import { exceptions, metrics, ProjectionCache } from '../../projection/index.ts'
import { TraceLog } from '../../trace/index.ts'
import { ExecutionGraph } from '../cluster/execution-graph.ts'
import { brokenRun, checkpoint } from '../testing/broken-run.ts'
import { keyedJob, type Simulated } from '../testing/simulate.ts'

const count = 1 as SubtaskId
const failTask = { kind: 'fail-task', subtask: 'count#0' } as const
const killJobManager = { kind: 'kill-job-manager' } as const

/** Fails, is taken over by another JobManager, fails again. */
const script = [
  [300, checkpoint],
  [500, failTask],
  [1_000, killJobManager],
  [2_000, failTask],
] as const

/** Says which attempt it is, and what chance answers it. */
const drawing = keyedJob({
  body: `out.collect(this.getRuntimeContext().getTaskInfo().getAttemptNumber() + ' ' + Math.random())`,
})

function attempts(run: Simulated): readonly number[] {
  return run
    .of('task-status-changed')
    .filter(({ subtask, status }) => subtask === count && status === 'DEPLOYING')
    .map(({ attempt }) => attempt)
}

test('[FLT-4, CK-245] another JobManager makes its own execution graph: attempts begin at 0, and so do restarts', () => {
  const run = brokenRun(script, {}, drawing)
  expect(run.transcript('task-status-changed', 'restart-scheduled', 'job-manager-started'))
    .toMatchInlineSnapshot(`
    "        0  orders/0  DEPLOYING                               attempt 0
            0  orders/0  INITIALIZING                            attempt 0
            0  orders/0  RUNNING                                 attempt 0
            0  count/0   DEPLOYING                               attempt 0
            0  count/0   INITIALIZING                            attempt 0
            0  count/0   RUNNING                                 attempt 0
          500  count/0   FAILED                                  attempt 0
          500  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
          500  orders/0  CANCELING                               attempt 0
          600  orders/0  CANCELED                                attempt 0
          600  orders/0  DEPLOYING                               attempt 1
          600  orders/0  INITIALIZING                            attempt 1
          600  count/0   DEPLOYING                               attempt 1
          600  count/0   INITIALIZING                            attempt 1
          650  orders/0  RUNNING                                 attempt 1
          650  count/0   RUNNING                                 attempt 1
         1500  JobManager started                      chk-1
         1500  orders/0  FAILED                                  attempt 1
         1500  count/0   FAILED                                  attempt 1
         1500  orders/0  DEPLOYING                               attempt 0
         1500  orders/0  INITIALIZING                            attempt 0
         1500  count/0   DEPLOYING                               attempt 0
         1500  count/0   INITIALIZING                            attempt 0
         1550  orders/0  RUNNING                                 attempt 0
         1550  count/0   RUNNING                                 attempt 0
         2000  count/0   FAILED                                  attempt 0
         2000  restart 1 in 100                        FixedDelayRestartBackoffTimeStrategy(ma…
         2000  orders/0  CANCELING                               attempt 0
         2100  orders/0  CANCELED                                attempt 0
         2100  orders/0  DEPLOYING                               attempt 1
         2100  orders/0  INITIALIZING                            attempt 1
         2100  count/0   DEPLOYING                               attempt 1
         2100  count/0   INITIALIZING                            attempt 1
         2150  orders/0  RUNNING                                 attempt 1
         2150  count/0   RUNNING                                 attempt 1"
  `)
  expect(attempts(run)).toEqual([0, 1, 0, 1])
  const seen = run.rows.map((row) => row.split(' ')[0])
  expect(seen.filter((attempt, at) => attempt !== seen[at - 1])).toEqual(['0', '1', '0', '1'])
})

test('[FLT-4, DET-2] attempts of the same number of two JobManagers are told apart: they meet other draws, and write other working files', () => {
  const draws = brokenRun(script, {}, drawing).rows.map((row) => row.split(' ')[1])
  expect(new Set(draws).size).toBe(draws.length)
  const ids = [0, 1, 2].flatMap((number) => {
    const graph = new ExecutionGraph(number)
    return [0, 1, 2].map(() => {
      const { id } = graph.of(count)
      graph.next(count)
      return id
    })
  })
  expect(new Set(ids).size).toBe(ids.length)
})

test('[FLT-4, VIEW-3] another JobManager has no history of exceptions, and has counted no restart', () => {
  const run = brokenRun(script)
  const trace = new TraceLog()
  trace.append(run.events)
  const at = (time: number) => run.events.filter((event) => event.at <= time).length as EventSeq
  const history = new ProjectionCache(exceptions, trace)
  const counted = new ProjectionCache(metrics, trace)
  const shown = (time: number) => [
    history.at(at(time)).entries.length,
    counted.at(at(time)).restarts,
  ]
  expect([900, 1_800, 2_500].map(shown)).toEqual([
    [1, 1],
    [0, 0],
    [1, 1],
  ])
})
