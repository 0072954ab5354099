/**
 * Random faults of every kind that a job can come back from, at random moments: for seeds of their own,
 * from a stream of their own. What destroys the last snapshot, or a JobManager without high
 * availability, is left out: nothing comes back from these.
 */
import { randomStream, type Random } from '../../base/index.ts'
import { type Command, type Fault, occurrences, type TaskManagerId } from '../../model/index.ts'
import type { ScriptedCommand } from '../../scenario/index.ts'
import type { RandomJob } from './random-job.ts'

/** Seeds from here on are full of faults. */
export const firstFaultySeed = 60_000

type Simple = Exclude<Command, { kind: 'at-next' }>

/** What a cluster needs so that its jobs can come back. */
export function faultyConfiguration(seed: number): string {
  if (seed < firstFaultySeed) return ''
  const random = randomStream(seed, 'faulty configuration')
  return [
    'high-availability.type: ZOOKEEPER',
    `heartbeat.timeout: ${random.between(200, 3_000)} ms`,
    'slot.request.timeout: 20 s',
    `jobmanager.execution.failover-strategy: ${random.below(4) === 0 ? 'full' : 'region'}`,
    `execution.state-recovery.from-local: ${random.below(3) === 0}`,
    `taskmanager.network.memory.buffer-debloat.enabled: ${random.below(4) === 0}`,
    '',
  ].join('\n')
}

export function randomFaults(
  seed: number,
  job: RandomJob,
  around: { readonly machines: number; readonly inputEnds: number },
): readonly ScriptedCommand[] {
  if (seed < firstFaultySeed) return []
  const random = randomStream(seed, 'faults')
  return Array.from({ length: random.between(1, 5) }, () => {
    const command = simple(random, job, around.machines)
    return {
      at: random.between(50, around.inputEnds + 4_000),
      command: random.below(3) === 0 ? atNext(random, job, command) : command,
    }
  })
}

function simple(random: Random, job: RandomJob, machines: number): Simple {
  const taskManager = random.between(1, machines) as TaskManagerId
  if (random.below(8) === 0) return { kind: 'kill-task-manager', taskManager }
  const { from, to } = oneOf(random, job.edges)
  const subtask = `${oneOf(random, job.operators)}#${random.below(2)}`
  const faults: readonly Fault[] = [
    { kind: 'kill-job-manager' },
    { kind: 'start-task-manager', taskManager: (machines + 1) as TaskManagerId },
    { kind: 'stall-task-manager', taskManager, duration: random.between(10, 6_000) },
    { kind: 'fail-task', subtask },
    {
      kind: 'poison-operator',
      operator: oneOf(random, job.operators),
      record: random.between(1, 40),
      contains: null,
    },
    {
      kind: 'slow-link',
      from: `${from}#0`,
      to: `${to}#0`,
      delay: random.between(1, 400),
      duration: random.between(1, 5_000),
    },
    { kind: 'cut-link', from: `${from}#0`, to: `${to}#0` },
    {
      kind: 'storage-trouble',
      trouble: oneOf(random, ['unavailable', 'full', 'slow'] as const),
      delay: random.between(1, 900),
      duration: random.between(1, 5_000),
    },
    {
      kind: 'delay-notification',
      subtask: random.below(2) === 0 ? null : subtask,
      delay: random.below(2) === 0 ? null : random.between(1, 3_000),
    },
  ]
  return oneOf(random, faults)
}

function atNext(random: Random, job: RandomJob, command: Simple): Command {
  const event = {
    fact: oneOf(random, occurrences),
    checkpoint: random.below(3) === 0 ? random.between(1, 5) : null,
    subtask: random.below(3) === 0 ? `${oneOf(random, job.operators)}#0` : null,
    count: random.between(1, 4),
  }
  return { kind: 'at-next', event, command }
}

function oneOf<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T
}
