/** Which completed checkpoints stay, and until when. */
import { expect, test } from 'vitest'
import type { Command, TaskManagerId } from '../../model/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const never = { 'execution.checkpointing.interval': '3650 d', 'restart-strategy.type': 'none' }

test('[CHK-22] so many are kept as num-retained says', () => {
  const run = simulate(keyedJob(), {
    until: 5_000,
    config: { ...never, 'execution.checkpointing.num-retained': '2' },
    script: [1_000, 2_000, 3_000, 4_000].map((at) => [at, checkpoint] as const),
    scenario: { topics: orders([['A', 2]]) },
  })
  expect(run.manifests.map((manifest) => manifest.checkpoint)).toEqual([3, 4])
  expect(directories(run)).toEqual(['chk-3', 'chk-4'])
})

/** What of the job's snapshots is in checkpoint storage. */
function directories(run: Simulated): string[] {
  return [...new Set([...run.blobs.keys()].map((blob) => blob.split('/')[0] ?? ''))]
}

const endings = {
  cancel: { kind: 'cancel-job' },
  'stop-with-savepoint': { kind: 'trigger-savepoint', label: 'mine', then: 'stop' },
  fail: { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId },
} as const satisfies Record<string, Command>

for (const retention of ['default', 'delete_on_cancellation', 'retain_on_cancellation'])
  for (const [ending, command] of Object.entries(endings))
    test(`[CHK-23] ${retention}, ${ending}: what stays of the checkpoints is what Flink left`, () => {
      const name = `g-hashmap-${retention}-retained1-${ending}`
      const listings = Object.values(golden<Readonly<Record<string, readonly string[]>>>(name))
      const run = simulate(keyedJob(), {
        until: 9_000,
        config: {
          ...never,
          ...(retention === 'default'
            ? {}
            : {
                'execution.checkpointing.externalized-checkpoint-retention':
                  retention.toUpperCase(),
              }),
        },
        script: [...[1_000, 2_000, 3_000].map((at) => [at, checkpoint] as const), [4_000, command]],
        scenario: { topics: orders([['A', 2]]) },
      })
      const left = directories(run).filter((path) => path.startsWith('chk-'))
      const expected = listings.at(-1)?.filter((path) => /^chk-\d+\/$/.test(path)) ?? []
      expect(left.map((path) => `${path}/`)).toEqual(expected)
    })
