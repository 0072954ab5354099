/** Slots, chains, and the way records choose. */
import { expect, test } from 'vitest'
import { configOption, keyGroupOf } from '../../model/index.ts'
import {
  keyedJob,
  type KeyedJob,
  orders,
  type Simulated,
  simulate,
  type SimulateOptions,
} from '../testing/simulate.ts'

function run(job: KeyedJob, options: Partial<SimulateOptions> = {}): Simulated {
  return simulate(keyedJob(job), {
    until: 2_000,
    scenario: { topics: orders([['A', 6]]) },
    ...options,
  })
}

function places(seen: Simulated): string[] {
  const [scheduled] = seen.of('tasks-scheduled')
  return (scheduled?.schedule.subtasks ?? []).map(
    ({ vertex, index, taskManager, slot }) => `${vertex}/${index} on ${taskManager}.${slot}`,
  )
}

test('[DEP-1, DEP-2] subtasks of one index share a slot; TaskManagers are filled one after the other, or evenly', () => {
  const job = { sources: 2, parallelism: 3 }
  expect(places(run(job))).toEqual([
    '0/0 on 1.0',
    '0/1 on 1.1',
    '1/0 on 1.0',
    '1/1 on 1.1',
    '1/2 on 2.0',
  ])
  const spread = run(job, { config: { 'taskmanager.load-balance.mode': 'SLOTS' } })
  expect(places(spread)).toEqual([
    '0/0 on 1.0',
    '0/1 on 2.0',
    '1/0 on 1.0',
    '1/1 on 2.0',
    '1/2 on 1.1',
  ])
})

test('[DEP-3] a job that needs more slots than there are does not start', () => {
  const refused = run({ parallelism: 5 })
  expect(refused.of('job-refused')).toMatchObject([{ code: 'not_enough_slots' }])
  expect(refused.of('job-status-changed').at(-1)?.status).toBe('FAILED')
})

function chains(seen: Simulated): string[] {
  return (seen.of('job-submitted')[0]?.graph.vertices ?? []).map(({ name }) => name)
}

test('[DEP-4] forward at one parallelism is chained; keyBy, rebalance and a word of the program break the chain', () => {
  const before = (calls: string) =>
    chains(run({ before: `.map((o: any) => o)${calls}.filter(() => true)` }))
  expect(before('')).toEqual([
    'Source: orders -> Map -> Filter',
    'count -> Sink: Print to Std. Out',
  ])
  expect(before('.rebalance()').slice(0, 2)).toEqual(['Source: orders -> Map', 'Filter'])
  expect(before('.startNewChain()').slice(0, 2)).toEqual(['Source: orders', 'Map -> Filter'])
  expect(before('.disableChaining()').slice(0, 3)).toEqual(['Source: orders', 'Map', 'Filter'])
})

test('[DEP-5] rebalance goes round the channels from a random one; forward keeps the index', () => {
  const job = keyedJob({ before: '.rebalance().map((o: any) => o).setParallelism(3)' })
  const seen = simulate(job, { until: 2_000, scenario: { topics: orders([['A', 6]]) } })
  const [graph] = seen.of('tasks-scheduled')
  const to = seen
    .of('record-emitted')
    .map(({ channel }) => graph?.schedule.channels[channel])
    .filter((channel) => channel?.from === 0)
    .map((channel) => (channel?.to ?? 0) - 1)
  const start = to[0] ?? 0
  expect(to).toEqual([0, 1, 2, 3, 4, 5].map((n) => (start + n) % 3))
})

test('[KEY-3] the default max parallelism is the next power of two of one and a half times the parallelism, 128 at least', () => {
  const of = (parallelism: number) =>
    run(
      { parallelism },
      { scenario: { cluster: { taskManagers: 16, slotsEach: 16 }, topics: orders([['A', 1]]) } },
    ).of('job-submitted')[0]?.graph.vertices[1]?.maxParallelism
  expect([of(1), of(86)]).toEqual([128, 256])
})

test('[CFG-1, CFG-2] code wins over config.yaml; what the cluster decides is the file’s alone', () => {
  const settings = (setup: string) =>
    run(
      { setup },
      {
        config: {
          'execution.checkpointing.interval': '5 s',
          'execution.checkpointing.num-retained': '3',
          'execution.checkpointing.timeout': '7 s',
        },
      },
    ).of('job-submitted')[0]?.settings.checkpoints
  expect(
    settings(`env.enableCheckpointing(9000)
env.configure(flink.Configuration.fromMap({ 'execution.checkpointing.num-retained': '2' }))`),
  ).toMatchObject({
    interval: 9_000,
    numRetained: 3,
    timeout: 7_000,
  })
})

test('[CFG-3] Flink’s defaults', () => {
  const [submitted] = run({}).of('job-submitted')
  expect(submitted?.settings).toMatchInlineSnapshot(`
    {
      "allowUnalignedSourceSplits": false,
      "autoWatermarkInterval": 200,
      "backend": "hashmap",
      "checkpoints": {
        "afterTasksFinish": true,
        "alignedTimeout": 0,
        "directory": null,
        "fromLocal": false,
        "interval": null,
        "localBackup": false,
        "maxConcurrent": 1,
        "minPause": 0,
        "mode": "EXACTLY_ONCE",
        "numRetained": 1,
        "retention": "NO_EXTERNALIZED_CHECKPOINTS",
        "savepointDirectory": null,
        "timeout": 600000,
        "tolerableFailures": 0,
        "unaligned": false,
      },
      "cluster": {
        "checkpointHistory": 10,
        "debloat": null,
        "exceptionHistory": 16,
        "failoverStrategy": "region",
        "heartbeatTimeout": 50000,
        "highAvailability": false,
        "slotRequestTimeout": 300000,
      },
      "loadBalance": "NONE",
      "restart": {
        "kind": "none",
      },
    }
  `)
  const [checkpointed] = run({ setup: 'env.enableCheckpointing(10_000)' }).of('job-submitted')
  expect(checkpointed?.settings.restart).toMatchInlineSnapshot(`
    {
      "attemptsBeforeReset": null,
      "initialBackoff": 1000,
      "jitter": 0.1,
      "kind": "exponential-delay",
      "maxBackoff": 60000,
      "multiplier": 1.5,
      "resetThreshold": 3600000,
    }
  `)
})

test('[CFG-4] an older name is read; an option without effect here is known as such', () => {
  const [submitted] = run({}, { config: { 'state.checkpoints.num-retained': '3' } }).of(
    'job-submitted',
  )
  expect(submitted?.settings.checkpoints.numRetained).toBe(3)
  expect(configOption('execution.checkpointing.file-merging.enabled')?.modelled).toBe(false)
})

/** The key groups of keys, as a job meets them. */
function keyGroups(keys: readonly unknown[], type = ''): readonly number[] {
  const records = keys.map((key) => ({
    key: null,
    value: JSON.stringify({ key, n: 0 }),
    timestamp: null,
  }))
  const job = keyedJob().replace(
    '.keyBy((order: any) => order.key)',
    `.keyBy((order: any) => order.key${type})`,
  )
  return simulate(job, {
    until: 2_000,
    scenario: { topics: { orders: { partitions: [records] } } },
  })
    .of('state-updated')
    .map(({ keyGroup }) => keyGroup)
}

const group = (hash: number): number => keyGroupOf(hash, 128)

test('[KEY-4] keys hash as in Java; arrays and null are refused', () => {
  expect(['apple', true, 7].flatMap((key) => keyGroups([key]))).toEqual(
    [93029210, 1231, 7].map(group),
  )
  expect(keyGroups([7.5], ', flink.Types.DOUBLE')).toEqual([group(1075707904)])
  const refused = simulate(keyedJob().replace('order.key)', '[order.key])'), {
    until: 500,
    scenario: { topics: orders([['A', 1]]) },
  })
  expect(refused.of('task-failed')).toMatchObject([{ code: 'key_is_array' }])
})

test('[KEY-5] a key without a declared type is of the type it shows: LONG when it is whole, else DOUBLE', () => {
  expect(keyGroups([4_294_967_297])).toEqual([group(0)])
  expect(keyGroups([7, 7.5])).toEqual([group(7), group(1075707904)])
})
