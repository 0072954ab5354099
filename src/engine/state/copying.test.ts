/** The same program on live objects and on copies. */
import { expect, test } from 'vitest'
import { keyedJob, type KeyedJob, orders, simulate } from '../testing/simulate.ts'

type Backend = 'hashmap' | 'copying-hashmap' | 'rocksdb'

/** What the job emits with each backend. */
function onAll(job: KeyedJob): Record<Backend, readonly string[]> {
  const rowsOn = (backend: string) =>
    simulate(keyedJob(job), {
      until: 2_000,
      config: { 'state.backend.type': backend },
      scenario: { topics: orders([['A', 3]]) },
    }).rows
  return {
    hashmap: rowsOn('hashmap'),
    'copying-hashmap': rowsOn('copying-hashmap'),
    rocksdb: rowsOn('rocksdb'),
  }
}

const kept = (call: string): KeyedJob => ({
  fields: 'kept: any',
  open: `this.kept = this.getRuntimeContext().${call}`,
})

test('[TYP-7, RDB-1] a value changed without update() is kept on the heap and lost where reads are copies', () => {
  const job = {
    ...kept("getState(new flink.ValueStateDescriptor('kept'))"),
    body: `const value = this.kept.value() ?? { n: 0 }
    if (this.kept.value() === null) this.kept.update(value)
    value.n++
    out.collect(this.kept.value().n)`,
  }
  expect(onAll(job)).toEqual({
    hashmap: ['1', '2', '3'],
    'copying-hashmap': ['0', '0', '0'],
    rocksdb: ['0', '0', '0'],
  })
})

test('[TYP-7] elements of lists and values of maps are copies, too', () => {
  const list = {
    ...kept("getListState(new flink.ListStateDescriptor('kept'))"),
    body: `const added = { n: order.n }
    this.kept.add(added)
    added.n = -1
    for (const one of this.kept.get()) one.n *= 10
    out.collect([...this.kept.get()].map((one) => one.n).join())`,
  }
  expect(onAll(list)).toEqual({
    hashmap: ['-10', '-100,-10', '-1000,-100,-10'],
    'copying-hashmap': ['0', '0,1', '0,1,2'],
    rocksdb: ['0', '0,1', '0,1,2'],
  })
  const map = {
    ...kept("getMapState(new flink.MapStateDescriptor('kept'))"),
    body: `this.kept.put('k' + order.n, { n: order.n })
    for (const entry of this.kept.entries()) entry.getValue().n++
    this.kept.get('k0').n++
    out.collect([...this.kept.values()].map((one) => one.n).join())`,
  }
  expect(onAll(map)).toEqual({
    hashmap: ['2', '4,2', '6,3,3'],
    'copying-hashmap': ['0', '0,1', '0,1,2'],
    rocksdb: ['0', '0,1', '0,1,2'],
  })
})

test('[TYP-7] what has a time to live is copied, too', () => {
  const job = {
    fields: 'kept: any; list: any',
    open: `const living = (d: any) => { d.enableTimeToLive(flink.StateTtlConfig.newBuilder(Duration.ofDays(1)).build()); return d }
    this.kept = this.getRuntimeContext().getState(living(new flink.ValueStateDescriptor('kept')))
    this.list = this.getRuntimeContext().getListState(living(new flink.ListStateDescriptor('list')))`,
    body: `if (this.kept.value() === null) { this.kept.update({ n: 0 }); this.list.add({ n: 0 }) }
    this.kept.value().n++
    for (const one of this.list.get()) one.n++
    out.collect(this.kept.value().n + ' ' + [...this.list.get()][0].n)`,
  }
  expect(onAll(job)).toEqual({
    hashmap: ['1 1', '2 2', '3 3'],
    'copying-hashmap': ['0 0', '0 0', '0 0'],
    rocksdb: ['0 0', '0 0', '0 0'],
  })
})

test('[TYP-7] a program that always calls update() does not see the difference', () => {
  const { hashmap, 'copying-hashmap': copies, rocksdb } = onAll({})
  expect(hashmap).toEqual(['A#0 -> count 1', 'A#1 -> count 2', 'A#2 -> count 3'])
  expect(copies).toEqual(hashmap)
  expect(rocksdb).toEqual(hashmap)
})
