/** Time-to-live in a job: what is told of it, and what a restore makes of switching it on or off. */
import { expect, test } from 'vitest'
import {
  Duration,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  StateTtlConfig,
  ValueStateDescriptor,
} from '../../../datastream/flink.ts'
import { refusalOf } from '../../../datastream/testing/misuse.ts'
import { golden } from '../../testing/golden.ts'
import { keyedHarness } from '../../testing/keyed-harness.ts'
import { keyedJob, orders, type Simulated, simulate } from '../../testing/simulate.ts'

const plain = "new flink.ValueStateDescriptor('count', flink.Types.LONG)"
const body = `const n = (this.count.value() ?? 0) + 1
    this.count.update(n)
    out.collect(order.key + ' -> ' + n)`
const base = keyedJob({ body })

/** The same job, its state with time-to-live; `more` are further calls of the builder. */
const withTtl = (ms: number, more = '') =>
  base.replace(
    plain,
    `((d: any) => { d.enableTimeToLive(flink.StateTtlConfig.newBuilder(Duration.ofMillis(${ms}))${more}.build()); return d })(${plain})`,
  )

const manual = { 'execution.checkpointing.interval': '3650 d' }
const letters = (text: string, spacing = 100) => ({
  topics: {
    orders: {
      spacing,
      partitions: [
        text
          .split('')
          .map((key, n) => ({ key, value: JSON.stringify({ key, n }), timestamp: null })),
      ],
    },
  },
})

/** The job runs until the savepoint, and another one goes on from it. */
function restored(first: string, second: string): { before: Simulated; after: Simulated } {
  const before = simulate(first, {
    until: 1_000,
    config: manual,
    scenario: letters('xyxxyz'),
    script: [[350, { kind: 'trigger-savepoint', label: 'all', then: 'stop' }]],
  })
  const after = simulate(second, {
    until: 4_000,
    startAt: 1_000,
    config: manual,
    scenario: letters('xyxxyz'),
    restoreFrom: { run: before, checkpoint: 1 },
    script: [[3_000, { kind: 'trigger-savepoint', label: 'again', then: 'stop' }]],
  })
  return { before, after }
}

interface Restored {
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly stateNamesFoundInNextSavepoint?: readonly string[]
}

const long = withTtl(3_600_000)
const renamed = base.replace("'count', flink.Types.LONG", "'renamed', flink.Types.LONG")
test.each([
  ['d-same-hashmap', base, base],
  ['d-ttl-added-hashmap', base, long],
  ['d-ttl-removed-hashmap', long, base],
  ['d-state-name-changed-hashmap', base, renamed],
])('[STA-7, TTL-22, TTL-23, TTL-24] %s, as on Flink', (name, first, second) => {
  const expected = golden<Restored>(name)
  const { before, after } = restored(first, second)
  expect(before.rows).toEqual(expected.before)
  expect(after.rows).toEqual(expected.after)
  const names = after.of('snapshot-taken').flatMap(({ content: { states } }) => states)
  if (expected.stateNamesFoundInNextSavepoint !== undefined)
    expect(names.map(({ state }) => state).toSorted()).toEqual(
      expected.stateNamesFoundInNextSavepoint,
    )
})

test('[TTL-22] what had no time to live gets a whole one when the state is asked for', () => {
  const { after } = restored(base, withTtl(500))
  // Restored at 1000 with two keys; x comes again at once, and each write lasts 500 ms.
  expect(after.of('state-updated').map(({ at, key, expires }) => [key, expires! - at])).toEqual([
    ['x', 500],
    ['y', 500],
    ['z', 500],
  ])
  expect(after.rows).toEqual(['x -> 3', 'y -> 2', 'z -> 1'])
})

test('[TTL-2, TTL-7] facts tell when a value expires, that it did, and what became of it', () => {
  const run = simulate(withTtl(250, '.disableCleanupInBackground()'), {
    until: 2_000,
    config: manual,
    scenario: letters('xyxxyyyx', 100),
  })
  expect(run.rows).toMatchInlineSnapshot(`
    [
      "x -> 1",
      "y -> 1",
      "x -> 2",
      "x -> 3",
      "y -> 1",
      "y -> 2",
      "y -> 3",
      "x -> 1",
    ]
  `)
  expect(run.transcript('state-updated', 'state-expired', 'state-cleared')).toMatchInlineSnapshot(`
    "      112  count/0   count[x] = 1                            group 55
          212  count/0   count[y] = 1                            group 106
          312  count/0   count[x] = 2                            group 55
          412  count/0   count[x] = 3                            group 55
          512  count/0   count[y] expired                        found by a read
          512  count/0   count[y] cleared                        group 106
          512  count/0   count[y] = 1                            group 106
          612  count/0   count[y] = 2                            group 106
          712  count/0   count[y] = 3                            group 106
          812  count/0   count[x] expired                        found by a read
          812  count/0   count[x] cleared                        group 55
          812  count/0   count[x] = 1                            group 55"
  `)
  expect(run.of('state-updated')[0]).toMatchObject({
    key: 'x',
    expires: run.of('state-updated')[0]!.at + 250,
  })
})

test('[TTL-26, TTL-30] incremental cleanup removes what nobody asks for, entry by entry', () => {
  const run = simulate(withTtl(150, '.cleanupIncrementally(1000, true)'), {
    until: 2_000,
    config: manual,
    scenario: letters('xyzz', 100),
  })
  expect(run.transcript('state-expired')).toMatchInlineSnapshot(`
    "      312  count/0   count[x] expired                        found by incremental cleanup
          412  count/0   count[y] expired                        found by incremental cleanup"
  `)
})

const harnessed = (builder = (b: ReturnType<typeof StateTtlConfig.newBuilder>) => b) => {
  const config = builder(StateTtlConfig.newBuilder(Duration.ofMillis(100))).build()
  const harness = keyedHarness()
  harness.setKey('k')
  const told = <D extends { enableTimeToLive(c: StateTtlConfig): void }>(descriptor: D): D => {
    descriptor.enableTimeToLive(config)
    return descriptor
  }
  return { ...harness, states: harness.store.states, told }
}

test('[TTL-4, TTL-5, TTL-6, TTL-9, TTL-20, TTL-21] a restore keeps the times: what is stored is judged by the clock and the ttl of the day', () => {
  const { states, told, setTime, snapshotAndRestore } = harnessed()
  const value = told(new ValueStateDescriptor<unknown>('v'))
  states.value(value).update('a')
  setTime(60)
  const again = snapshotAndRestore()
  again.setKey('k')
  const longer = new ValueStateDescriptor<unknown>('v')
  longer.enableTimeToLive(StateTtlConfig.newBuilder(Duration.ofMillis(500)).build())
  again.setTime(499)
  expect(again.store.states.value(longer).value()).toBe('a')
  again.setTime(500)
  expect(again.store.states.value(longer).value()).toBeNull()
})

test('[TTL-14, TTL-16, TTL-17, TTL-18] lists are never null, isEmpty looks at what is stored, an entry’s setValue is lost', () => {
  const { states, told, setTime } = harnessed((b) => b.disableCleanupInBackground())
  const list = states.list(told(new ListStateDescriptor<unknown>('l')))
  expect([...list.get()]).toEqual([])
  list.add(1)
  expect(
    refusalOf(() => {
      list.get().iterator().remove()
    })?.code,
  ).toBe('iterator_remove_unsupported')
  const map = states.map(told(new MapStateDescriptor<unknown, unknown>('m')))
  map.put('a', null)
  map.put('b', 1)
  for (const entry of map.entries())
    expect(entry.setValue(9)).toBe(entry.getKey() === 'a' ? null : 1)
  expect([...map.entries()]).toEqual([
    ['a', null],
    ['b', 1],
  ])
  setTime(100)
  expect([map.isEmpty(), map.contains('a'), map.isEmpty(), [...map.keys()]]).toEqual([
    false,
    false,
    false,
    [],
  ])
})

test('[TTL-29] a snapshot leaves out a list’s leading expired elements, and tells so', () => {
  const { states, told, setTime, store, facts } = harnessed((b) => b.cleanupFullSnapshot())
  const list = states.list(told(new ListStateDescriptor<unknown>('l')))
  list.add(1)
  setTime(80)
  list.add(2)
  setTime(10)
  list.add(3)
  setTime(120)
  expect(JSON.stringify(store.capture('native')[0]?.entries[0]?.value)).toBe('[[80,2],[10,3]]')
  expect(facts.at(-1)).toMatchObject({ kind: 'state-expired', how: 'full-snapshot', key: 'k' })
  // The running job keeps it.
  setTime(50)
  expect([...list.get()]).toEqual([1, 2, 3])
})

test('[TTL-32] windows that merge combine what has not expired, and the result is of now', () => {
  const { states, told, setTime } = harnessed((b) => b.disableCleanupInBackground())
  const sum = told(
    new ReducingStateDescriptor<unknown>('s', ((a: number, b: number) => a + b) as never),
  )
  states.reducing(sum, 'a').add(1)
  setTime(50)
  states.reducing(sum, 'b').add(10)
  setTime(120)
  states.reducing(sum, 'c').mergeFrom(['a', 'b'])
  setTime(219)
  expect(states.reducing(sum, 'c').get()).toBe(10)
})

test('[TTL-1, TTL-27] what a configuration must not be is refused, and RocksDB’s filter is kept for it', () => {
  expect(refusalOf(() => StateTtlConfig.newBuilder(Duration.ZERO).build())?.code).toBe(
    'ttl_not_positive',
  )
  const descriptor = new ValueStateDescriptor('v')
  expect(
    refusalOf(() => {
      descriptor.enableTimeToLive({} as never)
    })?.code,
  ).toBe('ttl_config_expected')
  const builder = () => StateTtlConfig.newBuilder(Duration.ofDays(1))
  const filter = (config: StateTtlConfig) =>
    config.getCleanupStrategies().getRocksdbCompactFilterCleanupStrategy()
  expect(filter(builder().build())?.getQueryTimeAfterNumEntries()).toBe(1_000)
  expect(filter(builder().build())?.getPeriodicCompactionTime().toMillis()).toBe(30 * 86_400_000)
  expect(filter(builder().disableCleanupInBackground().build())).toBeNull()
  const chosen = builder().disableCleanupInBackground().cleanupInRocksdbCompactFilter(10).build()
  expect(filter(chosen)?.getQueryTimeAfterNumEntries()).toBe(10)
  expect(chosen.getCleanupStrategies().getIncrementalCleanupStrategy()).toBeNull()
  descriptor.enableTimeToLive(builder().setUpdateType('Disabled').build())
  expect(descriptor.getTtlConfig()).toBeNull()
})

test('[TTL-19] timers and operator state do not expire', () => {
  const run = simulate(
    withTtl(50).replace(
      'const n =',
      'ctx.timerService().registerProcessingTimeTimer(1_000); const n =',
    ),
    { until: 2_000, config: manual, scenario: { topics: orders([['A', 1]]) } },
  )
  expect(run.of('timer-fired')).toHaveLength(1)
})
