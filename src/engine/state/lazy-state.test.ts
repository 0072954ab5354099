/** States that are asked for late, twice, or by nobody. */
import { expect, test } from 'vitest'
import {
  AggregatingStateDescriptor,
  Duration,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  StateTtlConfig,
} from '../../datastream/flink.ts'
import { keyedHarness } from '../testing/keyed-harness.ts'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'

const manual = { 'execution.checkpointing.interval': '3650 d' }

test('[STA-6] asking twice by one name gives the state of the first descriptor (KS-36)', () => {
  const harness = keyedHarness()
  harness.setKey('A')
  const { states } = harness.store
  states
    .reducing(new ReducingStateDescriptor<unknown>('s', ((a: number, b: number) => a + b) as never))
    .add(7)
  const minus = new ReducingStateDescriptor<unknown>(
    's',
    ((a: number, b: number) => a - b) as never,
  )
  states.reducing(minus).add(3)
  expect(states.reducing(minus).get()).toBe(10)
})

test('[STA-7] a state asked for in processElement exists from then on: registered, migrated and in snapshots (KS-39, KS-40)', () => {
  const job = keyedJob({
    open: '',
    body: `if (order.n < 2) return
    const late = this.getRuntimeContext().getState(new flink.ValueStateDescriptor('late', flink.Types.LONG))
    late.update((late.value() ?? 0) + 1)
    out.collect(order.key + late.value())`,
  })
  const seen = simulate(job, {
    until: 1_000,
    config: manual,
    scenario: { topics: orders([['A', 5]]) },
    script: [
      [250, { kind: 'trigger-checkpoint' }],
      [450, { kind: 'trigger-checkpoint' }],
    ],
  })
  expect(seen.rows).toEqual(['A1', 'A2', 'A3'])
  expect(seen.of('state-registered').map(({ at, state }) => [at, state])).toEqual([
    [0, 'count'],
    [312, 'late'],
  ])
  const states = seen
    .of('snapshot-taken')
    .flatMap(({ checkpoint, content }) =>
      content.states.map(({ state, total }) => [checkpoint, state, total]),
    )
  expect(states).toEqual([
    [1, 'count', 0],
    [2, 'count', 0],
    [2, 'late', 1],
  ])
})

test('[TTL-3] cleanup for every record goes on with records that touch no state (KS-3)', () => {
  const job = (every: boolean) =>
    keyedJob({
      open: `const d: any = new flink.ValueStateDescriptor('kept', flink.Types.LONG)
      d.enableTimeToLive(flink.StateTtlConfig.newBuilder(Duration.ofMillis(150)).cleanupIncrementally(1000, ${every}).build())
      this.count = this.getRuntimeContext().getState(d)`,
      body: 'if (order.n === 0) this.count.update(1)',
    })
  const expired = (every: boolean) =>
    simulate(job(every), {
      until: 1_500,
      config: manual,
      scenario: {
        topics: orders([
          ['A', 1],
          ['B', 6],
        ]),
      },
    })
      .of('state-expired')
      .map(({ key, how }) => `${key} ${how}`)
  expect(expired(true)).toEqual(['A incremental-cleanup', 'B incremental-cleanup'])
  expect(expired(false)).toEqual([])
})

test('[TTL-32] windows that merge: what has expired takes part where it may still be seen, in both kinds', () => {
  const ttl = (visible: boolean) => {
    const builder = StateTtlConfig.newBuilder(Duration.ofMillis(100)).disableCleanupInBackground()
    return (visible ? builder.returnExpiredIfNotCleanedUp() : builder).build()
  }
  const merged = (visible: boolean) => {
    const { store, setKey, setTime } = keyedHarness()
    setKey('k')
    const sum = new ReducingStateDescriptor<unknown>(
      's',
      ((a: number, b: number) => a + b) as never,
    )
    sum.enableTimeToLive(ttl(visible))
    const text = new AggregatingStateDescriptor<unknown, unknown, unknown>('t', {
      createAccumulator: () => '',
      add: (value, all) => `${String(all)}${String(value)}`,
      getResult: (all) => all,
      merge: (a, b) => `${String(a)}&${String(b)}`,
    })
    text.enableTimeToLive(ttl(visible))
    const add = (window: string, value: unknown) => {
      store.states.reducing(sum, window).add(value)
      store.states.aggregating(text, window).add(value)
    }
    add('a', 1)
    setTime(50)
    add('b', 10)
    setTime(120)
    store.states.reducing(sum, 'c').mergeFrom(['a', 'b'])
    store.states.aggregating(text, 'c').mergeFrom(['a', 'b'])
    setTime(219)
    return [store.states.reducing(sum, 'c').get(), store.states.aggregating(text, 'c').get()]
  }
  expect(merged(false)).toEqual([10, '10'])
  expect(merged(true)).toEqual([11, '1&10'])
})

test('[TTL-19] a list of operator state has no time to live, whatever its descriptor says', () => {
  const job = keyedJob({
    fields: 'declare seen: any',
    body: 'this.seen.add(order.n); out.collect([...this.seen.get()].join())',
  }).replace(
    '  open() {',
    `  initializeState(ctx: any) {
    const d: any = new flink.ListStateDescriptor('seen', flink.Types.LONG)
    d.enableTimeToLive(flink.StateTtlConfig.newBuilder(Duration.ofMillis(50)).build())
    this.seen = ctx.getOperatorStateStore().getListState(d)
  }
  snapshotState() {}
  open() {`,
  )
  const topics = orders([['A', 3]])
  const seen = simulate(job, { until: 1_000, config: manual, scenario: { topics } })
  expect(seen.rows).toEqual(['0', '0,1', '0,1,2'])
})

test('[TTL-30] incremental cleanup takes single elements and entries, and the whole where nothing is left', () => {
  const { store, setKey, setTime, pieces } = keyedHarness()
  const config = StateTtlConfig.newBuilder(Duration.ofMillis(100)).cleanupIncrementally(
    1_000,
    false,
  )
  const list = new ListStateDescriptor<unknown>('l')
  const map = new MapStateDescriptor<unknown, unknown>('m')
  list.enableTimeToLive(config.build())
  map.enableTimeToLive(config.build())
  const put = (key: string, value: unknown) => {
    setKey(key)
    store.states.list(list).add(value)
    store.states.map(map).put(value, value)
  }
  put('a', 1)
  put('b', 1)
  setTime(60)
  put('a', 2)
  setTime(120)
  // Another key is read, and the others are looked at.
  for (let access = 0; access < 200; access++) {
    setKey('c')
    store.states.list(list).get()
    store.states.map(map).contains(9)
  }
  const stored = pieces().flatMap(({ entries }) => entries.map(({ key, value }) => [key, value]))
  expect(JSON.parse(JSON.stringify(stored))).toEqual([
    ['a', [[60, 2]]],
    ['a', [[2, [60, 2]]]],
  ])
})

test('[STA-15] update([]) leaves no list, so that its key has no entry any more (KS-14)', () => {
  const { store, setKey, pieces } = keyedHarness()
  const list = new ListStateDescriptor<unknown>('l')
  setKey('a')
  store.states.list(list).add(1)
  store.states.list(list).update([])
  expect(store.states.list(list).getInternal()).toBeNull()
  expect(pieces().flatMap(({ entries }) => entries)).toEqual([])
})
