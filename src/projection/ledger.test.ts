/** The ledger of records, over real runs with failures: processed, counted in state, visible outside. */
import { expect, test } from 'vitest'
import { keyedJob, orders, simulate, type Simulated } from '../engine/testing/simulate.ts'
import type { TaskManagerId, VirtualTime } from '../model/index.ts'
import {
  countedIn,
  hasKeyedState,
  ledger,
  type LedgerRow,
  stateTable,
  tableOf,
  rowsOf,
} from './index.ts'

const restarts = {
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '10',
  'restart-strategy.fixed-delay.delay': '10 ms',
}
const kill = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const

interface Told extends LedgerRow {
  readonly counted: number
}

function told({ events }: Simulated, until = Infinity): readonly Told[] {
  const state = ledger.initial()
  for (const event of events) if (event.at <= until) ledger.apply(state, event)
  expect(hasKeyedState(state)).toBe(true)
  const counted = countedIn(state)
  return [...state.rows].map((row) => ({ ...row, counted: counted(row) }))
}

/** What the state itself says: the sum of all counts. */
function sumOfState({ events, ...rest }: Simulated): number {
  const state = stateTable.initial()
  for (const event of events) stateTable.apply(state, event)
  void rest
  return [0, 1, 2, 3, 4]
    .flatMap((id) => rowsOf(tableOf(state, id as never), 0, 100))
    .reduce((sum, { values }) => sum + Number(values[0]?.value ?? 0), 0)
}

const topics = orders([
  ['A', 20],
  ['B', 20],
])

function run(config: Readonly<Record<string, string>>, killAt = 1_300): Simulated {
  return simulate(keyedJob({ sources: 2 }), {
    until: 60_000,
    config: { 'execution.checkpointing.interval': '400 ms', ...restarts, ...config },
    script: [[killAt, kill]],
    scenario: {
      topics,
      recordCosts: { count: 60 },
      channelDelays: [{ from: 'orders#1', to: 'count#0', delay: 250 }],
    },
  })
}

const sum = (rows: readonly Told[], column: 'processed' | 'counted' | 'visible'): number =>
  rows.reduce((all, row) => all + row[column], 0)

test('[VIEW-4] exactly once: what is processed again counts once, and a plain sink shows it twice', () => {
  const simulated = run({})
  const rows = told(simulated)
  expect(rows.map(({ counted }) => counted)).toEqual(rows.map(() => 1))
  const again = rows.filter(({ processed }) => processed > 1)
  expect(again.length).toBeGreaterThan(0)
  expect(again.some(({ visible }) => visible === 2)).toBe(true)
  // It is true: the state says the same, and so do the rows outside.
  expect(sum(rows, 'counted')).toBe(sumOfState(simulated))
  expect(sum(rows, 'visible')).toBe(simulated.of('sink-written').length)
})

test('[VIEW-4] at least once: records behind a barrier that did not wait count twice', () => {
  const simulated = run({ 'execution.checkpointing.mode': 'AT_LEAST_ONCE' })
  const rows = told(simulated)
  expect(rows.some(({ counted }) => counted === 2)).toBe(true)
  expect(rows.every(({ counted }) => counted > 0)).toBe(true)
  expect(sum(rows, 'counted')).toBe(sumOfState(simulated))
})

test('[VIEW-4] unaligned: a record that was in flight in the snapshot counts once', () => {
  const simulated = run({ 'execution.checkpointing.unaligned.enabled': 'true' })
  expect(simulated.of('element-restored')).not.toEqual([])
  const rows = told(simulated)
  expect(rows.map(({ counted }) => counted)).toEqual(rows.map(() => 1))
  expect(sum(rows, 'counted')).toBe(sumOfState(simulated))
})

test('[VIEW-4] without a checkpoint all begins anew, and nothing counts in between', () => {
  const simulated = run({ 'execution.checkpointing.interval': '3650 d' })
  const rows = told(simulated)
  expect(rows.map(({ counted }) => counted)).toEqual(rows.map(() => 1))
  expect(rows.some(({ processed }) => processed === 2)).toBe(true)
  const restored = simulated.of('restore-started').at(-1)?.at ?? (0 as VirtualTime)
  expect(told(simulated, restored).map(({ counted }) => counted)).toEqual(
    told(simulated, restored).map(() => 0),
  )
})
