/** The golden runs h-*: snapshots that are declined or expire, what the job makes of it, what the statistics say. */
import { expect, test } from 'vitest'
import { type Command, type EventSeq, failureReasons } from '../../model/index.ts'
import { checkpoints, ProjectionCache } from '../../projection/index.ts'
import { TraceLog } from '../../trace/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, type Simulated, simulate, storageFault } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const savepoint: Command = { kind: 'trigger-savepoint', label: 'mine', then: 'continue' }

interface Run {
  readonly tolerable: number
  readonly restart: boolean
  readonly snapshots: readonly Command[]
  /** Snapshots whose asynchronous part fails. */
  readonly declined?: readonly string[]
  /** Virtual ms for which the first record keeps the task busy. */
  readonly busy?: number
}

const runs: Readonly<Record<string, Run>> = {
  'h-declined-tolerable-0': {
    ...{ tolerable: 0, restart: false, snapshots: [checkpoint], declined: ['chk-1'] },
  },
  'h-declined-tolerable-0-restart': {
    ...{ tolerable: 0, restart: true, snapshots: [checkpoint, checkpoint], declined: ['chk-1'] },
  },
  'h-declined-tolerable-2': {
    ...{ tolerable: 2, restart: false, snapshots: [checkpoint, checkpoint, checkpoint] },
    declined: ['chk-1', 'chk-2', 'chk-3'],
  },
  'h-savepoint-declined': {
    ...{ tolerable: 0, restart: false, snapshots: [savepoint], declined: ['savepoint-1'] },
  },
  'h-timeout-tolerable-0': { tolerable: 0, restart: false, snapshots: [checkpoint], busy: 2_000 },
  'h-timeout-tolerable-0-restart': {
    ...{ tolerable: 0, restart: true, snapshots: [checkpoint, checkpoint], busy: 2_000 },
  },
}

interface Step {
  readonly trigger: string
  readonly jobStatus: string
  readonly taskStarts: number
}

interface Expected {
  readonly steps: readonly Step[]
  readonly finalStatus: string
  readonly stats: {
    readonly counts: Readonly<Record<string, number>>
    readonly history: readonly Readonly<Record<string, unknown>>[]
  }
  readonly failureCauseChain?: readonly { readonly message: string }[]
}

/** The second snapshot comes when the restarted job has worked through its first record again. */
const pace = 5_000

function simulated({ tolerable, restart, snapshots, declined = [], busy = 0 }: Run): Simulated {
  const fault = (path: string): readonly [number, Command] => [0, storageFault(path, 'blocked')]
  return simulate(keyedJob(), {
    until: pace * (snapshots.length + 1),
    config: {
      'execution.checkpointing.interval': '3650 d',
      'execution.checkpointing.tolerable-failed-checkpoints': String(tolerable),
      'execution.checkpointing.timeout': '400 ms',
      'restart-strategy.type': restart ? 'fixed-delay' : 'none',
      'restart-strategy.fixed-delay.attempts': '10',
      'restart-strategy.fixed-delay.delay': '10 ms',
    },
    script: [
      ...declined.map(fault),
      ...snapshots.map((command, at) => [at * pace + 200, command] as const),
    ],
    scenario: { topics: orders([['A', 2]]), recordCosts: { count: busy } },
  })
}

/** What Flink's driver noted after each snapshot. */
function stepsOf(run: Simulated, snapshots: number): Step[] {
  return Array.from({ length: snapshots }, (_, step) => {
    const [from, to] = [step * pace, (step + 1) * pace]
    const ended = run.events.find(
      ({ kind, at }) =>
        at >= from && at < to && (kind === 'checkpoint-completed' || kind === 'checkpoint-failed'),
    )
    const starts = run
      .of('task-status-changed')
      .filter(({ at, status, subtask }) => at < to && status === 'RUNNING' && subtask === 1)
    return {
      trigger: (ended?.kind ?? '').replace('checkpoint-', ''),
      jobStatus: run.of('job-status-changed').findLast(({ at }) => at < to)?.status ?? '',
      taskStarts: starts.length,
    }
  })
}

function statistics(run: Simulated): Expected['stats'] {
  const trace = new TraceLog()
  trace.append(run.events)
  const { counts, history } = new ProjectionCache(checkpoints, trace).at(trace.length as EventSeq)
  const { triggered: total, inProgress, completed, failed, restored } = counts
  return {
    counts: { total, completed, failed, inProgress, restored },
    history: history.map(({ checkpoint: id, phase, snapshot, expected, failure }) => ({
      id,
      status: phase.toUpperCase(),
      type: snapshot === 'checkpoint' ? 'Checkpoint' : 'Savepoint',
      subtasks: expected,
      ...(failure !== null && {
        failureMessage: failureReasons[failure.reason as keyof typeof failureReasons].text,
      }),
    })),
  }
}

for (const [name, plan] of Object.entries(runs))
  test(`[CHK-17, CHK-18, CHK-19] ${name}: steps, status, statistics and the reason are Flink's`, () => {
    const expected = golden<Expected>(name)
    const run = simulated(plan)
    const steps = expected.steps.map(({ trigger, jobStatus, taskStarts }) => ({
      ...{ trigger, jobStatus, taskStarts },
    }))
    expect(stepsOf(run, plan.snapshots.length)).toEqual(steps)
    expect(statistics(run)).toEqual(expected.stats)
    const last = run.of('job-status-changed').at(-1)
    expect(last?.status).toBe(expected.finalStatus)
    for (const { message } of expected.failureCauseChain ?? [])
      expect(last?.reason).toContain(message)
  })
