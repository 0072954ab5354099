/** Each finding on a job that calls for it, gone when its remedy is taken; none on a job that is as it should be. */
import { assert, expect, test } from 'vitest'
import { keyedJob, orders, simulate, type Simulated } from '../engine/testing/simulate.ts'
import type { EventSeq } from '../model/index.ts'
import { TraceLog } from '../trace/index.ts'
import { adviceOn, type Finding } from './advice.ts'
import { checkpoints, ProjectionCache } from './index.ts'

type Config = Readonly<Record<string, string>>

const prefix = 'execution.checkpointing'
const sound: Config = {
  [`${prefix}.interval`]: '1 s',
  [`${prefix}.dir`]: 's3://lab/checkpoints',
  [`${prefix}.tolerable-failed-checkpoints`]: '2',
  [`${prefix}.externalized-checkpoint-retention`]: 'RETAIN_ON_CANCELLATION',
  'restart-strategy.type': 'exponential-delay',
  'high-availability.type': 'ZOOKEEPER',
  'pipeline.max-parallelism': '128',
}

const without = (...keys: string[]): Config =>
  Object.fromEntries(Object.entries(sound).filter(([key]) => !keys.includes(key)))

function run(config: Config, job: string, costs = {}): Simulated {
  return simulate(job, {
    until: 3_000,
    config,
    scenario: { topics: orders([['A', 5]]), ...costs },
  })
}

function advised(config: Config, job = keyedJob(), costs = {}): readonly Finding[] {
  const simulated = run(config, job, costs)
  const [submitted] = simulated.of('job-submitted')
  assert(submitted !== undefined)
  const trace = new TraceLog()
  trace.append(simulated.events)
  const { history } = new ProjectionCache(checkpoints, trace).at(trace.length as EventSeq)
  return adviceOn({ graph: submitted.graph, settings: submitted.settings, snapshots: history })
}

const ruleOf = ({ rule }: Finding) => rule

test('a job that is as it should be has no findings', () => {
  expect(advised(sound)).toEqual([])
})

const claimed: Config = { ...sound, 'execution.state-recovery.claim-mode': 'CLAIM' }
const logged: Config = {
  'state.changelog.enabled': 'true',
  'state.changelog.storage': 'filesystem',
  'state.changelog.dstl.dfs.base-path': 's3://lab/log',
}

test('[ADV-16] a changelog in memory, and no place for one in files: two options to set', () => {
  const found = advised({ ...claimed, 'state.changelog.enabled': 'true' })
  expect(found.map(({ rule, remedy }) => [rule, remedy.kind])).toEqual([['ADV-16', 'code']])
})

/** Of each rule that an option mends: a configuration of which it is the only finding. */
const byOption: Readonly<Record<string, Config>> = {
  '[ADV-1] no checkpoints': without(`${prefix}.interval`),
  '[ADV-2] the memory of the JobManager': without(`${prefix}.dir`),
  '[ADV-2] through the memory of the JobManager': {
    ...sound,
    [`${prefix}.storage`]: 'jobmanager',
  },
  '[ADV-3] a short timeout and no tolerance': {
    ...without(`${prefix}.tolerable-failed-checkpoints`),
    [`${prefix}.timeout`]: '10 s',
  },
  '[ADV-4] a timeout below the interval': { ...sound, [`${prefix}.timeout`]: '800 ms' },
  '[ADV-6] nothing retained': without(`${prefix}.externalized-checkpoint-retention`),
  '[ADV-8] no maximum parallelism': without('pipeline.max-parallelism'),
  '[ADV-9] no restart strategy': { ...sound, 'restart-strategy.type': 'none' },
  '[ADV-10] few attempts': { ...sound, 'restart-strategy.type': 'fixed-delay' },
  '[ADV-11] no high availability': without('high-availability.type'),
  '[ADV-14] unaligned from the start': {
    ...sound,
    [`${prefix}.unaligned.enabled`]: 'true',
    [`${prefix}.min-pause`]: '10 ms',
  },
  '[ADV-16] a changelog in memory': {
    ...claimed,
    'state.changelog.enabled': 'true',
    'state.changelog.dstl.dfs.base-path': 's3://lab/log',
  },
  '[ADV-17] a changelog and two checkpoints at a time': {
    ...claimed,
    ...logged,
    [`${prefix}.max-concurrent-checkpoints`]: '2',
  },
  '[ADV-18] a changelog and no claim': { ...sound, ...logged },
  '[ADV-13] at least once': { ...sound, [`${prefix}.mode`]: 'AT_LEAST_ONCE' },
}

for (const [name, config] of Object.entries(byOption))
  test(`${name}: found, and gone with the option it names`, () => {
    const found = advised(config)
    expect(found.map((one) => `[${ruleOf(one)}]`)).toEqual([name.split(' ')[0]])
    const remedy = found[0]?.remedy
    assert(remedy?.kind === 'option')
    expect(advised({ ...config, [remedy.key]: remedy.value })).toEqual([])
  })

test('[ADV-5] checkpoints that take most of their interval call for a pause', () => {
  const slow = { costs: { storageWrite: 700 } }
  const found = advised(sound, keyedJob(), slow)
  expect(found.map(({ rule, title }) => [rule, title])).toEqual([
    ['ADV-5', expect.stringMatching(/^Checkpoint \d took 7\d\d ms of an interval of 1 s\.$/)],
  ])
  const remedy = found[0]?.remedy
  assert(remedy?.kind === 'option')
  expect(advised({ ...sound, [remedy.key]: remedy.value }, keyedJob(), slow)).toEqual([])
})

test('[ADV-15] unaligned checkpoints that write for most of their time are better aligned', () => {
  const slow = { costs: { storageWrite: 700 } }
  const unaligned = {
    ...sound,
    [`${prefix}.unaligned.enabled`]: 'true',
    [`${prefix}.aligned-checkpoint-timeout`]: '100 ms',
    [`${prefix}.min-pause`]: '10 ms',
  }
  expect(advised(unaligned)).toEqual([])
  const [found, ...others] = advised(unaligned, keyedJob(), slow)
  expect(others).toEqual([])
  expect(found).toMatchObject({
    rule: 'ADV-15',
    title: expect.stringMatching(/^Checkpoint \d spent/),
  })
  const remedy = found?.remedy
  assert(remedy?.kind === 'option')
  expect(advised({ ...unaligned, [remedy.key]: remedy.value }, keyedJob(), slow)).toEqual([])
})

test('[ADV-7] operators with state and without a uid are named', () => {
  const nameless = keyedJob().replace(".uid('count')", '')
  const [found, ...others] = advised(sound, nameless)
  expect(others).toEqual([])
  expect(found).toMatchObject({
    rule: 'ADV-7',
    title: 'No uid: count.',
    remedy: { kind: 'code', says: "Give each a name that stays, as in .uid('count')." },
  })
})

test('[ADV-12] a sink without guarantee is named', () => {
  const sinking = (guarantee: string) =>
    keyedJob().replace(
      '.print()',
      `.sinkTo(flink.KafkaSink.builder<any>().setBootstrapServers('broker:9092')${guarantee}
        .setRecordSerializer(flink.KafkaRecordSerializationSchema.builder<any>().setTopic('totals')
        .setValueSerializationSchema(flink.json<any>()).build()).build())`,
    )
  const topics = { ...orders([['A', 5]]), totals: { partitions: [[]] } }
  const rules = (guarantee: string) => advised(sound, sinking(guarantee), { topics }).map(ruleOf)
  expect(rules('')).toEqual(['ADV-12'])
  expect(rules('.setDeliveryGuarantee(flink.DeliveryGuarantee.AT_LEAST_ONCE)')).toEqual([])
})

test('[ADV-19, ADV-20] transactions that end too early, or may take too long', () => {
  const job = (timeout: number): string => {
    const sink = `.sinkTo(flink.KafkaSink.builder<any>().setBootstrapServers('b')
      .setRecordSerializer(flink.KafkaRecordSerializationSchema.builder<any>().setTopic('out')
        .setValueSerializationSchema(flink.json<any>()).build())
      .setDeliveryGuarantee(flink.DeliveryGuarantee.EXACTLY_ONCE).setTransactionalIdPrefix('out')
      .setProperty('transaction.timeout.ms', '${timeout}').build())`
    return keyedJob().replace('.print()', sink)
  }
  const rules = (timeout: number) => advised(sound, job(timeout)).map(ruleOf)
  expect(rules(10_000)).toEqual(['ADV-19'])
  expect(rules(900_000)).toEqual([])
  expect(rules(3_600_000)).toEqual(['ADV-20'])
})
