import { expect, test } from 'vitest'
import type { RocksDbMemory, TaskManagerId } from '../../../model/index.ts'
import { MemoryFiles } from '../lsm/table-files.ts'
import { LsmStore } from '../lsm/store.ts'
import { small } from '../lsm/testing/options.ts'
import { keyedJob, orders, simulate } from '../../testing/simulate.ts'
import { ManagedMemory, partsOf } from './managed-memory.ts'

const tm = (id: number): TaskManagerId => id as TaskManagerId
const memory = (sharedBy: RocksDbMemory['sharedBy'], bytes: number): RocksDbMemory => ({
  sharedBy,
  bytes,
  writeBufferRatio: 0.5,
})

test('[RDB-11] capacities leave room for memtables that grow over their manager’s', () => {
  expect(partsOf({ bytes: 600, writeBufferRatio: 0.5 })).toEqual({ cache: 500, writeBuffers: 200 })
  expect(partsOf({ bytes: 600, writeBufferRatio: 0.9 })).toEqual({ cache: 420, writeBuffers: 360 })
})

test('[RDB-11] stores of a slot share, or those of a TaskManager, or none', () => {
  const ofSlots = new ManagedMemory(memory('managed', 1200), 2)
  const one = ofSlots.of({ taskManager: tm(1), slot: 0 })
  expect(ofSlots.of({ taskManager: tm(1), slot: 0 })).toBe(one)
  expect(ofSlots.of({ taskManager: tm(1), slot: 1 })).not.toBe(one)
  expect(ofSlots.of({ taskManager: tm(2), slot: 0 })).not.toBe(one)
  const ofMachines = new ManagedMemory(memory('task-manager', 1200), 2)
  const all = ofMachines.of({ taskManager: tm(1), slot: 0 })
  expect(ofMachines.of({ taskManager: tm(1), slot: 1 })).toBe(all)
  ofMachines.lose(tm(1))
  expect(ofMachines.of({ taskManager: tm(1), slot: 1 })).not.toBe(all)
  expect(new ManagedMemory(null, 2).of({ taskManager: tm(1), slot: 0 })).toBeNull()
})

test('[RDB-11] memtables of all stores count: the one that writes when they are full flushes its oldest', () => {
  const shared = new ManagedMemory(memory('slot', 24_000), 1).of({ taskManager: tm(1), slot: 0 })
  if (shared === null) throw new Error('there is memory')
  const open = () => {
    const options = { ...small, writeBufferSize: 1_000_000 }
    const store = new LsmStore(options, new MemoryFiles(), { memory: shared })
    return { store, family: store.columnFamily('s', { merge: null }) }
  }
  const [first, second] = [open(), open()]
  const write = ({ store, family }: ReturnType<typeof open>, many: number) => {
    for (let at = 0; at < many; at++)
      store.put(family, Uint8Array.of(at >> 8, at), new Uint8Array(74).fill(at))
  }
  // A hundred bytes each with what an entry takes; 8,000 for memtables, of which seven eighths may be written to.
  write(first, 60)
  expect(first.store.statistics.flushes).toBe(0)
  write(second, 20)
  expect([first, second].map(({ store }) => store.statistics.flushes)).toEqual([0, 1])
  second.store.close()
  write(first, 20)
  expect(first.store.statistics.flushes).toBe(1)
})

test('[RDB-11] a job whose slots have little managed memory flushes before its memtables are full', () => {
  const flushed = (config: Record<string, string>) =>
    simulate(
      keyedJob({
        open: `this.text = this.getRuntimeContext().getState(
      new flink.ValueStateDescriptor('text', flink.Types.STRING))`,
        fields: 'declare text: any',
        body: `this.text.update('x'.repeat(500)); this.count.update(order.n)`,
      }),
      {
        until: 5_000,
        config: { 'state.backend.type': 'rocksdb', ...config },
        scenario: { topics: orders([['A', 200]], 10) },
      },
    ).of('memtable-flushed').length
  expect(flushed({})).toBe(0)
  expect(flushed({ 'taskmanager.memory.managed.size': '64 kb' })).toBeGreaterThan(0)
  const off = { 'state.backend.rocksdb.memory.managed': 'false' }
  expect(flushed({ ...off, 'taskmanager.memory.managed.size': '64 kb' })).toBe(0)
  expect(flushed({ ...off, 'state.backend.rocksdb.memory.fixed-per-tm': '32 kb' })).toBeGreaterThan(
    0,
  )
  expect(flushed({ 'state.backend.rocksdb.memory.fixed-per-slot': '32 kb' })).toBeGreaterThan(0)
})
