/** Types and sizes of checkpoints, as the panel tells them, beside the files that the run has left. */
import { expect, test } from 'vitest'
import { keyedJob, orders, simulate, type Simulated } from '../engine/testing/simulate.ts'
import { checkpoints } from './index.ts'

const rocksdb = { 'state.backend.type': 'rocksdb', 'execution.checkpointing.incremental': 'true' }

function run(more: Readonly<Record<string, string>>): Simulated {
  return simulate(keyedJob({ sources: 1 }), {
    until: 4_000,
    config: {
      'execution.checkpointing.interval': '3650 d',
      'execution.checkpointing.num-retained': '5',
      ...more,
    },
    script: [
      [500, { kind: 'trigger-checkpoint' }],
      [1_500, { kind: 'trigger-checkpoint', checkpointType: 'INCREMENTAL' }],
      [2_500, { kind: 'trigger-checkpoint', checkpointType: 'FULL' }],
    ],
    scenario: { topics: orders([['A', 30]]) },
  })
}

function rowsOf({ events }: Simulated) {
  const state = checkpoints.initial()
  for (const event of events) checkpoints.apply(state, event)
  return state.history
}

test('[CHK-26] with increments the second one shares files, the full one none', () => {
  const rows = rowsOf(run(rocksdb))
  expect(rows.map(({ full, shares }) => ({ full, shares }))).toEqual([
    { full: false, shares: false },
    { full: false, shares: true },
    { full: true, shares: false },
  ])
  for (const { bytes, fullBytes, shares } of rows)
    if (shares) expect(fullBytes).toBeGreaterThan(bytes)
    else expect(fullBytes).toBe(bytes)
})

test('[CHK-26] what is stored and was not acknowledged is in neither size', () => {
  const expired = run({ 'execution.checkpointing.timeout': '65 ms' })
  const [row] = rowsOf(expired)
  expect(row?.phase).toBe('failed')
  expect(expired.of('snapshot-uploaded').length).toBeGreaterThan(row?.acknowledged ?? 0)
  expect(row?.fullBytes).toBe(row?.bytes)
})

test('[CHK-26] on the heap, whatever was asked for, every checkpoint is written whole', () => {
  const rows = rowsOf(run({}))
  expect(rows.map(({ full }) => full)).toEqual([false, false, true])
  for (const { bytes, fullBytes, shares } of rows)
    expect({ fullBytes, shares }).toEqual({ fullBytes: bytes, shares: false })
})
