/** The life of a function: when it is initialised, asked for its state, and told of checkpoints. */
import { expect, test } from 'vitest'
import type { Command } from '../../model/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const savepoint: Command = { kind: 'trigger-savepoint', label: 'one', then: 'continue' }

/** A map in the source's chain that tells on the console what is asked of it. */
const telling = (inSnapshot = '') =>
  `.map(new (class extends flink.RichMapFunction<any, any> {
    initializeState(ctx: any) { console.log('initializeState', ctx.isRestored(), ctx.getRestoredCheckpointId()) }
    override open() { console.log('open') }
    override map(order: any) { return order }
    snapshotState(ctx: any) { console.log('snapshotState', ctx.getCheckpointId(), ctx.getCheckpointTimestamp()); ${inSnapshot} }
    notifyCheckpointComplete(id: number) { console.log('complete', id) }
    notifyCheckpointAborted(id: number) { console.log('aborted', id) }
    override close() { console.log('close') }
  })()).uid('teller')`

const logged = (run: ReturnType<typeof simulate>) =>
  run.of('logged').map(({ at, text }) => `${at} ${text}`)

const restarting = {
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '1',
  'restart-strategy.fixed-delay.delay': '100 ms',
}

test('[OPS-1, OPS-2, OPS-7] initialised and opened at every start, asked at each snapshot, told of its end', () => {
  const run = simulate(keyedJob({ before: telling() }), {
    until: 2_500,
    config: restarting,
    scenario: { topics: orders([['A', 20]]) },
    script: [
      [500, checkpoint],
      [1_000, { kind: 'kill-task-manager', taskManager: 1 as never }],
    ],
  })
  expect(logged(run)).toMatchInlineSnapshot(`
    [
      "0 initializeState false null",
      "0 open",
      "507 snapshotState 1 500",
      "587 complete 1",
      "1150 initializeState true 1",
      "1150 open",
    ]
  `)
})

test('[OPS-8] what snapshotState throws fails the task, whatever is tolerated, as on Flink', () => {
  interface Seen {
    readonly steps: readonly { readonly trigger: string; readonly jobStatus: string }[]
    readonly stats: { readonly history: readonly { readonly failureMessage?: string }[] }
    readonly finalStatus: string
  }
  const throwing = `if (ctx.getCheckpointId() === 1) throw new Error('injected failure in snapshotState')`
  const seen = (command: Command, config: Readonly<Record<string, string>>) => {
    const run = simulate(keyedJob({ before: telling(throwing) }), {
      until: 3_000,
      config: { ...config, 'execution.checkpointing.tolerable-failed-checkpoints': '5' },
      scenario: { topics: orders([['A', 20]]) },
      script: [
        [500, command],
        [1_500, checkpoint],
      ],
    })
    const [failed] = run.of('task-failed')
    expect(failed?.message).toContain('injected failure in snapshotState')
    return {
      reasons: run.of('checkpoint-failed').map(({ reason }) => reason),
      completed: run.of('checkpoint-completed').map(({ checkpoint: id }) => id),
      status: run.of('job-status-changed').at(-1)?.status,
    }
  }
  const none = { 'restart-strategy.type': 'none' }
  for (const [name, command, config, completed] of [
    ['h-snapshotState-throws-restart', checkpoint, restarting, [2]],
    ['h-snapshotState-throws-tolerable-5', checkpoint, none, []],
    ['h-snapshotState-throws-savepoint', savepoint, none, []],
  ] as const) {
    const expected = golden<Seen>(name)
    const { reasons, ...rest } = seen(command, config)
    expect({ name, ...rest }).toEqual({ name, completed, status: expected.finalStatus })
    // Flink's words for it: "Checkpoint Coordinator is suspending."
    expect(reasons).toEqual(['CHECKPOINT_COORDINATOR_SUSPEND'])
    expect(expected.stats.history[0]?.failureMessage).toBe('Checkpoint Coordinator is suspending.')
  }
})
