/** The stores projection, over runs of real jobs. */
import { expect, test } from 'vitest'
import { keyedJob, simulate } from '../engine/testing/simulate.ts'
import type { TraceEvent } from '../trace/index.ts'
import { spaceAmplification, type StoreRow, stores, writeAmplification } from './stores.ts'

const config = {
  'restart-strategy.type': 'fixed-delay',
  'state.backend.type': 'rocksdb',
  'state.backend.rocksdb.memory.managed': 'false',
  'state.backend.rocksdb.writebuffer.size': '2 kb',
  'state.backend.rocksdb.block.blocksize': '256 bytes',
  'state.backend.rocksdb.block.cache-size': '4 kb',
  'state.backend.rocksdb.compaction.level.target-file-size-base': '4 kb',
  'state.backend.rocksdb.compaction.level.max-size-level-base': '16 kb',
}
const records = Array.from({ length: 600 }, (_, n) => ({
  key: `key${n % 60}`,
  value: JSON.stringify({ key: `key${n % 60}`, n }),
  timestamp: null,
}))
const { events } = simulate(
  keyedJob({
    open: `this.text = this.getRuntimeContext().getState(
      new flink.ValueStateDescriptor('text', flink.Types.STRING))`,
    fields: 'declare text: any',
    body: 'this.text.value(); this.text.update(String(order.n).padEnd(200))',
  }),
  {
    until: 20_000,
    config,
    scenario: {
      topics: { orders: { spacing: 5, partitions: [records] } },
      costs: { diskFile: 20 },
      cluster: { taskManagers: 1, slotsEach: 2 },
    },
    script: [[2_500, { kind: 'kill-task-manager', taskManager: 1 as never }]],
  },
)

function after(events: readonly TraceEvent[]): StoreRow | undefined {
  const state = stores.initial()
  for (const event of events) stores.apply(state, event)
  return [...state.rows.values()][0]
}

const upTo = (at: number): readonly TraceEvent[] => events.slice(0, at)
const lost = events.findIndex(({ kind }) => kind === 'task-manager-lost')

test('files move from level to level as flushes and compactions make and take them', () => {
  const row = after(upTo(lost))
  const text = row?.states.find(({ state }) => state === 'text')
  const numbers = (text?.levels ?? []).flat().map(({ file }) => file)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(text?.levels.length).toBeGreaterThan(1)
  const level1 = text?.levels[1] ?? []
  expect(level1.map(({ from }) => from)).toEqual(
    level1.map(({ from }) => from).toSorted((a, b) => a - b),
  )
  expect(row?.flushes).toBeGreaterThan(10)
  expect(row?.compactions).toBeGreaterThan(3)
})

test('what is under way is there from its start to its end', () => {
  const started = events.findIndex(({ kind }) => kind === 'compaction-started')
  const ended = events.findIndex(
    ({ kind, cause }) => kind === 'compaction-finished' && cause === started,
  )
  expect(after(upTo(started + 1))?.jobs.at(-1)).toMatchObject({ kind: 'compaction', seq: started })
  expect(after(upTo(ended + 1))?.jobs.some(({ seq }) => seq === started)).toBe(false)
  expect(after(upTo(ended + 1))?.compacted?.seq).toBe(ended)
})

test('amplification: each byte is written more than once, and old versions take room', () => {
  const row = after(upTo(lost))
  expect(row === undefined ? 0 : writeAmplification(row)).toBeGreaterThan(1)
  expect(row === undefined ? 0 : spaceAmplification(row)).toBeGreaterThan(1)
  expect(row?.measured?.cacheMisses).toBeGreaterThan(0)
  expect(row?.measured?.cached).toBeLessThanOrEqual(4096)
})

test('a task that starts again has an empty store', () => {
  const again = events.findIndex(({ kind, seq }) => kind === 'tasks-scheduled' && seq > lost)
  expect(again).toBeGreaterThan(lost)
  expect(after(upTo(again + 1))).toBeUndefined()
})
