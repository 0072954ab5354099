/**
 * A random job under random trouble: what the fuzzer and the determinism tests run. The same seed
 * gives the same plan. Jobs are written so that the order in which records of different channels
 * meet does not matter: what is counted, and what has been written, is the same with and without
 * failures, so a run can be compared with its calm twin.
 */
import { randomStream, type Random } from '../../base/index.ts'
import {
  operatorIdOfUid,
  type BlobId,
  type Command,
  type Seed,
  type TaskManagerId,
  type TimedCommand,
  type VirtualTime,
} from '../../model/index.ts'
import type { RunPlan } from '../../run/index.ts'
import { emptyScenario, type Scenario, type ScriptedCommand } from '../../scenario/index.ts'
import { changelogConfig, isLogged } from './random-changelog.ts'
import { withTransactions } from './random-transactions.ts'
import { eventTimeBranch } from './random-event-time.ts'
import { faultyConfiguration, firstFaultySeed, randomFaults } from './random-faults.ts'
import { hybridPart, pastTopics, withBacklogInterval } from './random-hybrid.ts'
import { withRetention, withTypes } from './random-retention.ts'
import { type BoundedPart, randomJob, type RandomJob } from './random-job.ts'

export interface RandomPlan {
  readonly seed: number
  readonly job: RandomJob
  readonly plan: RunPlan
  /** The same job and the same input, without trouble. */
  readonly calm: RunPlan
  /** Virtual ms by which a job that recovers at all has caught up. */
  readonly until: VirtualTime
  readonly exactlyOnce: boolean
  /** Whether snapshots may hold data in flight. */
  readonly unaligned: boolean
}

/** Virtual ms between the end of the input and the end of the run: time to fail, restart and catch up. */
const timeToCatchUp = 90_000

export function randomPlan(seed: number): RandomPlan {
  const random = randomStream(seed, 'random plan')
  const beside = randomStream(seed, 'event time')
  const bounded = boundedPart(seed)
  const plain = bounded !== null || beside.below(3) === 0
  const branch = plain ? null : eventTimeBranch(beside)
  const hybrid = hybridPart(seed, branch === null && bounded === null)
  const drawnJob = randomJob(random, branch, bounded, hybrid)
  const job = { ...drawnJob, code: withTransactions(seed, drawnJob.code) }
  const drawn = pick(random, [5, 20, 50, 100])
  // What a bounded topic has must be there when the job starts.
  const spacing = bounded?.all === true ? 0 : drawn
  const inputEnds = spacing * job.recordsPerPartition
  const until = (inputEnds + timeToCatchUp) as VirtualTime
  const exactlyOnce = random.below(8) > 0
  const drawnConfig = configuration(random, exactlyOnce) + faultyConfiguration(seed)
  const config = withBacklogInterval(seed, withRetention(seed, withUnaligned(seed, drawnConfig)))
  const calm: Scenario = {
    ...emptyScenario,
    title: `Random plan ${seed}`,
    files: { 'job.ts': job.code, 'config.yaml': patient(config) },
    cluster: cluster(random, job.mostParallel),
    topics: { ...topics(random, job, spacing), ...pastTopics(hybrid) },
    costs: costs(random),
    recordCosts: some(random, job.operators, 3, () => random.between(0, 12)),
    uploadCosts: some(random, job.operators, 4, () => random.between(0, 1_500)),
    channelDelays: channelDelays(random, job),
    channelCapacity: pick(random, [1, 2, 5, 20]),
    script: inOrder([
      ...produced(random, job, inputEnds).filter(() => bounded?.all !== true),
      ...(isClosed(seed, job) ? closed(job, inputEnds) : []),
      { at: until - 20_000, command: { kind: 'trigger-checkpoint' } },
    ]),
    seed,
  }
  const machines = calm.cluster.taskManagers
  const trouble = [
    ...troubles(random, machines, inputEnds),
    ...randomFaults(seed, job, { machines, inputEnds }),
  ]
  return {
    seed,
    job,
    exactlyOnce,
    unaligned: seed >= firstUnalignedSeed,
    until,
    calm: planOf(calm, seed, []),
    plan: planOf(
      {
        ...calm,
        files: { ...calm.files, 'config.yaml': config + stored(seed) + changelogConfig(seed) },
        script: inOrder([
          ...withTypes(seed, [...calm.script, ...trouble], inputEnds),
          ...canceled(seed, job, inputEnds),
        ]),
      },
      seed,
      faults(random, job),
    ),
  }
}

/** Seeds from here on have unaligned checkpoints; what else their plans say is drawn as before. */
const firstUnalignedSeed = 40_000

/** Seeds from here on keep the state of the troubled run in an LSM store; that of the calm one is on the heap. */
export const firstStoredSeed = 100_000

/** A store so small that it flushes and compacts. */
export const smallRocksDb = `state.backend.type: rocksdb
state.backend.rocksdb.memory.managed: false
state.backend.rocksdb.writebuffer.size: 512 bytes
state.backend.rocksdb.block.blocksize: 128 bytes
state.backend.rocksdb.block.cache-size: 1 kb
state.backend.rocksdb.compaction.level.target-file-size-base: 8 kb
state.backend.rocksdb.compaction.level.max-size-level-base: 16 kb
state.backend.rocksdb.use-bloom-filter: true
`

/** Some share a memory so small that it is full before a memtable is. */
const managed = 'state.backend.rocksdb.memory.fixed-per-slot: 3 kb\n'

function stored(seed: number): string {
  if (seed < firstStoredSeed || (isLogged(seed) && seed % 4 < 2)) return ''
  const incremental = seed % 4 > 0 ? 'execution.checkpointing.incremental: true\n' : ''
  return `${smallRocksDb}${incremental}${seed % 3 === 0 ? managed : ''}`
}

/** Seeds from here on have sources that end, so that the plans of those before stay as they are. */
const firstBoundedSeed = 20_000

function boundedPart(seed: number): BoundedPart | null {
  if (seed < firstBoundedSeed || (seed >= firstUnalignedSeed && seed % 2 === 0)) return null
  const random = randomStream(seed, 'bounded')
  return {
    count: random.between(0, 60),
    perSecond: pick(random, [10, 40, 200]),
    all: random.below(2) === 0,
  }
}

function withUnaligned(seed: number, config: string): string {
  if (seed < firstUnalignedSeed) return config
  const random = randomStream(seed, 'unaligned')
  const timeout = pick(random, [0, 0, 1, 20, 200, 1_000])
  return [
    config.replace(/max-concurrent-checkpoints: 2/, 'max-concurrent-checkpoints: 1'),
    'execution.checkpointing.unaligned.enabled: true\n',
    `execution.checkpointing.aligned-checkpoint-timeout: ${timeout} ms\n`,
  ].join('')
}

function planOf(scenario: Scenario, seed: number, commands: readonly TimedCommand[]): RunPlan {
  const startAt = 0 as VirtualTime
  return { scenario, seed: seed as Seed, commands, restoreFrom: null, startAt }
}

function configuration(random: Random, exactlyOnce: boolean): string {
  const interval = pick(random, ['1 h', '700 ms', '1500 ms', '4 s'])
  const restart = pick(random, [
    [
      'restart-strategy.type: fixed-delay',
      'restart-strategy.fixed-delay.attempts: 50',
      `restart-strategy.fixed-delay.delay: ${random.between(0, 2_000)} ms`,
    ],
    ['restart-strategy.type: exponential-delay'],
  ])
  return [
    `execution.checkpointing.interval: ${interval}`,
    `execution.checkpointing.mode: ${exactlyOnce ? 'EXACTLY_ONCE' : 'AT_LEAST_ONCE'}`,
    `execution.checkpointing.min-pause: ${pick(random, [0, 0, 300])} ms`,
    `execution.checkpointing.max-concurrent-checkpoints: ${pick(random, [1, 1, 1, 2])}`,
    `execution.checkpointing.timeout: ${pick(random, ['10 min', '10 min', '6 s'])}`,
    `execution.checkpointing.tolerable-failed-checkpoints: ${random.below(3)}`,
    `execution.checkpointing.num-retained: ${random.between(1, 3)}`,
    'execution.checkpointing.dir: file:///ckpt',
    'execution.checkpointing.savepoint-dir: file:///savepoints',
    `pipeline.operator-chaining.enabled: ${random.below(3) > 0}`,
    ...restart,
    '',
  ].join('\n')
}

/** A checkpoint that expires restarts the job: trouble too. */
function patient(config: string): string {
  return config.replace(/checkpointing\.timeout: .*/, 'checkpointing.timeout: 10 min')
}

function cluster(random: Random, mostParallel: number): Scenario['cluster'] {
  const taskManagers = random.between(1, 3)
  return { taskManagers, slotsEach: Math.ceil(mostParallel / taskManagers) + random.below(2) }
}

function topics(random: Random, job: RandomJob, spacing: number): Scenario['topics'] {
  const { recordsPerPartition } = job
  const keys = ['apple', 'pear', 'plum', 'fig', 'quince'].slice(0, random.between(1, 5))
  return Object.fromEntries(
    job.topics.map(({ name, partitions }) => [
      name,
      {
        spacing,
        generator: { partitions, recordsPerPartition, keys, fields: { weight: [0, 9] as const } },
      },
    ]),
  )
}

function costs(random: Random): Scenario['costs'] {
  return {
    rpc: random.between(0, 20),
    hop: random.between(0, 25),
    record: random.between(0, 4),
    snapshotSync: random.between(0, 15),
    storageWrite: pick(random, [0, 50, 400]),
    storageRead: pick(random, [0, 50, 400]),
    deploy: random.between(0, 150),
    taskManagerStart: random.between(0, 900),
  }
}

function channelDelays(random: Random, job: RandomJob): Scenario['channelDelays'] {
  if (random.below(2) === 0) return []
  const { from, to } = pick(random, job.edges)
  // Watermarks take their time in a channel too: with a branch there are many.
  const delay = Math.ceil(random.between(1, 600) / (job.branch === null ? 1 : 6))
  return [{ from: `${from}#0`, to: `${to}#0`, delay }]
}

/** Records that arrive while the job runs: input, not trouble, so the calm twin gets them too. */
function produced(random: Random, job: RandomJob, inputEnds: number): readonly ScriptedCommand[] {
  return Array.from({ length: random.below(4) }, () => {
    const { name, partitions } = pick(random, job.topics)
    const command: Command = {
      kind: 'produce',
      topic: name,
      partition: random.below(partitions),
      key: 'late',
      value: JSON.stringify({ key: 'late', n: 0, weight: random.below(10) }),
      timestamp: null,
    }
    return { at: random.between(1, inputEnds + 5_000), command }
  })
}

/** What a bounded topic ends with is found anew by the next JobManager: nothing is added to one. */
function isClosed(seed: number, { branch }: RandomJob): boolean {
  return branch !== null || (seed >= firstFaultySeed && boundedPart(seed)?.all !== true)
}

/**
 * A last record of every partition, when all trouble is over: a restored source knows no watermark, so
 * what was read before the snapshot moves event time no further (WM-30): windows stay open, timers do not fire.
 */
function closed({ topics: all }: RandomJob, inputEnds: number): readonly ScriptedCommand[] {
  const value = JSON.stringify({ key: 'end', n: 0, weight: 1 })
  return all.flatMap(({ name: topic, partitions }) =>
    Array.from({ length: partitions }, (_, partition) => ({
      at: inputEnds + timeToCatchUp - 45_000,
      command: { kind: 'produce', topic, partition, key: 'end', value, timestamp: null },
    })),
  )
}

function troubles(random: Random, machines: number, inputEnds: number): readonly ScriptedCommand[] {
  const at = () => random.between(50, inputEnds + 4_000)
  const several = (count: number, command: () => Command) =>
    Array.from({ length: count }, () => ({ at: at(), command: command() }))
  return [
    ...several(random.below(4), () => ({
      kind: 'kill-task-manager',
      taskManager: random.between(1, machines) as TaskManagerId,
    })),
    ...several(random.below(4), () => ({ kind: 'trigger-checkpoint' })),
    ...several(random.below(3), () => ({
      kind: 'trigger-savepoint',
      label: `sp ${random.below(1_000)}`,
      then: 'continue',
    })),
    ...(random.below(10) === 0
      ? several(1, () => ({ kind: 'trigger-savepoint', label: 'last', then: 'stop' }))
      : []),
  ]
}

/** One job in ten is canceled, of those with a branch one in thirty: they are at their end later. From a stream of its own: the other plans are as they were without it. */
function canceled(
  seed: number,
  { branch }: RandomJob,
  inputEnds: number,
): readonly ScriptedCommand[] {
  const random = randomStream(seed, 'cancel')
  if (random.below(branch === null ? 10 : 30) > 0) return []
  return [{ at: random.between(50, inputEnds + 4_000), command: { kind: 'cancel-job' } }]
}

/** What storage does to some blobs; known from the start, and met when the run gets there. */
function faults(random: Random, job: RandomJob): readonly TimedCommand[] {
  return Array.from({ length: random.below(3) }, () => {
    const operator = operatorIdOfUid(pick(random, job.stateful))
    const piece = random.below(5) === 0 ? '_metadata' : `${operator}-${random.below(3)}`
    return {
      at: 0 as VirtualTime,
      step: 0,
      command: {
        kind: 'storage-fault',
        blob: `chk-${random.between(1, 4)}/${piece}` as BlobId,
        fault: pick(random, ['blocked', 'quota-exceeded'] as const),
      },
    }
  })
}

function inOrder(script: readonly ScriptedCommand[]): readonly ScriptedCommand[] {
  return [...script].sort((a, b) => a.at - b.at)
}

function some<T>(
  random: Random,
  names: readonly string[],
  oneIn: number,
  value: () => T,
): Readonly<Record<string, T>> {
  const chosen = names.filter(() => random.below(oneIn) === 0)
  return Object.fromEntries(chosen.map((name) => [name, value()]))
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T
}
