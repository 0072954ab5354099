/** What a snapshot has of data in flight, element by element. */
import { expect, test } from 'vitest'
import { keyedJob, orders, simulate } from '../engine/testing/simulate.ts'
import { TraceLog } from '../trace/index.ts'
import { checkpoints, persistedElements } from './index.ts'

test('[BAR-14] the history knows the records that barriers have overtaken, by channel', () => {
  const run = simulate(keyedJob({ sources: 2 }), {
    until: 3_000,
    config: {
      'execution.checkpointing.interval': '3650 d',
      'execution.checkpointing.unaligned.enabled': 'true',
    },
    script: [[420, { kind: 'trigger-checkpoint' }]],
    scenario: {
      topics: orders([
        ['A', 7],
        ['B', 7],
      ]),
      channelCapacity: 2,
      recordCosts: { count: 300 },
    },
  })
  const trace = new TraceLog()
  const state = checkpoints.initial()
  for (const event of run.events) {
    trace.append([event])
    checkpoints.apply(state, event)
  }
  const row = state.history[0]
  const persisted = row?.inFlight.map((seq) => persistedElements(trace, seq)) ?? []
  const told = run.of('in-flight-persisted')
  expect(told.length).toBeGreaterThan(2)
  expect(persisted.map((elements) => elements.map(({ element }) => element))).toEqual(
    told.map(({ elements }) => elements),
  )
  const keys = new Set(persisted.flat().map(({ key }) => key))
  expect([...keys].sort()).toEqual(['A', 'B'])
})
