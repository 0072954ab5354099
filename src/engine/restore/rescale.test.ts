/** The same job with another parallelism: whole key groups move, and offsets are dealt out anew. */
import { expect, test } from 'vitest'
import { javaHashCode, keyGroupOf, keyGroupRange, subtaskOfKeyGroup } from '../../model/index.ts'
import { mapInFlightData } from '../state/in-flight.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'

const keys = ['apple', 'banana', 'cherry', 'date', 'fig', 'grape'] as const
const topics = orders(keys.map((key) => [key, 20] as const))
const config = { 'execution.checkpointing.interval': '3650 d' }
const cluster = { taskManagers: 2, slotsEach: 2 }

/** Runs with parallelism 2 to a savepoint after 8 records of each key, then goes on with another. */
function rescaled(sources: number, parallelism: number): { before: Simulated; after: Simulated } {
  const before = simulate(keyedJob({ sources: 2, parallelism: 2 }), {
    until: 1_000,
    config,
    script: [[850, { kind: 'trigger-savepoint', label: 'two', then: 'stop' }]],
    scenario: { topics, cluster },
  })
  const after = simulate(keyedJob({ sources, parallelism }), {
    until: 6_000,
    startAt: 1_000,
    config,
    restoreFrom: { run: before, checkpoint: 1 },
    scenario: { topics, cluster },
  })
  return { before, after }
}

test.each([
  [3, 3],
  [1, 3],
  [4, 1],
  [2, 2],
])(
  '[RSC-1, RSC-2, RSC-3] from 2 to %i sources and %i counters: every record counts once',
  (sources, parallelism) => {
    const { before, after } = rescaled(sources, parallelism)
    const rows = [...before.rows, ...after.rows]
    for (const key of keys)
      expect(rows.filter((row) => row.startsWith(`${key}#`))).toEqual(
        Array.from({ length: 20 }, (_, n) => `${key}#${n} -> count ${n + 1}`),
      )
    // Which partitions a reader had or gets makes no difference: each goes on where it was.
    const read = after.of('partition-assigned').map(({ partition, offset }) => [partition, offset])
    expect(read.toSorted()).toEqual(keys.map((_, partition) => [partition, 8]))
  },
)

test('[KEY-1, KEY-2, RSC-1] a key is where its key group is, before and after', () => {
  for (const run of Object.values(rescaled(3, 3))) {
    const vertex = run.of('job-submitted')[0]?.graph.vertices[1]
    const subtasks = run.of('tasks-scheduled')[0]?.schedule.subtasks ?? []
    const parallelism = vertex?.parallelism ?? 0
    for (const { key, keyGroup, subtask } of run.of('state-updated')) {
      expect(keyGroup).toBe(keyGroupOf(javaHashCode(key, 'STRING'), 128))
      const index = subtasks[subtask]?.index ?? -1
      expect(index).toBe(subtaskOfKeyGroup(keyGroup, 128, parallelism))
      const { start, end } = keyGroupRange(index, 128, parallelism)
      expect(start <= keyGroup && keyGroup <= end).toBe(true)
    }
  }
})

test('[RSC-2] a restored subtask reads the pieces that have any of its key groups, and takes what is its own', () => {
  const { after } = rescaled(2, 3)
  const restored = after.of('state-restored').filter(({ operator }) => operator === 0)
  const counters = restored.slice(-3)
  expect(counters.map(({ entries }) => entries).reduce((a, b) => a + b)).toBe(keys.length)
  // Key groups 43 to 85, of the second of three, were in both pieces.
  const sizes = counters.map(({ bytes }) => bytes)
  expect(Math.max(...sizes)).toBe(sizes[1])
})

test('[RSC-4] data in flight of a keyed edge goes where its key groups are, and is filtered where several read it', () => {
  expect(mapInFlightData('RANGE', 2, 3)).toEqual({
    newToOld: [[0], [0, 1], [1]],
    identity: false,
    ambiguousOldSubtasks: [0, 1],
  })
})
