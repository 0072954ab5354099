/** A keyed count to which something is done: what the tests of faults share. */
import type { Command, TaskManagerId } from '../../model/index.ts'
import { keyedJob, orders, type Simulated, simulate, type SimulateOptions } from './simulate.ts'

const config = {
  'execution.checkpointing.interval': '3650 d',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '3',
  'restart-strategy.fixed-delay.delay': '100 ms',
  'high-availability.type': 'ZOOKEEPER',
  'heartbeat.timeout': '1 s',
}
export const checkpoint: Command = { kind: 'trigger-checkpoint' }
export const one = 1 as TaskManagerId
export const two = 2 as TaskManagerId

type Script = NonNullable<SimulateOptions['script']>

/** Twenty records of one key, no checkpoint but those of the script, three restarts, high availability. */
export function brokenRun(
  script: Script,
  more: Partial<SimulateOptions> = {},
  job = keyedJob(),
): Simulated {
  return simulate(job, {
    until: 4_000,
    script,
    ...more,
    config: { ...config, ...more.config },
    scenario: { topics: orders([['A', 20]]), ...more.scenario },
  })
}

/** The last count that was written. */
export function lastCount({ rows }: Simulated): string | undefined {
  return rows.at(-1)
}

/** What happens to a job, its machines and its checkpoints. */
export const jobFacts = [
  'command-due',
  'command-without-effect',
  'job-status-changed',
  'job-manager-lost',
  'job-manager-started',
  'task-failed',
  'task-manager-lost',
  'task-manager-started',
  'task-manager-stalled',
  'task-manager-awake',
  'restart-scheduled',
  'restart-refused',
  'restore-started',
  'checkpoint-triggered',
  'checkpoint-acknowledged',
  'checkpoint-completed',
  'checkpoint-failed',
  'connection-lost',
  'storage-trouble-started',
  'storage-trouble-ended',
  'snapshot-file-damaged',
  'notification-delayed',
  'slot-request-timed-out',
] as const
