/** One task's part in a checkpoint, where it is less than usual. */
import { expect, test } from 'vitest'
import type { Command } from '../../model/index.ts'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const manual = { 'execution.checkpointing.interval': '3650 d' }

test('[CK-41] a task that has heard that a checkpoint was given up before its barrier came sends a cancel marker instead', () => {
  const run = simulate(keyedJob({ parallelism: 2, settings: '.disableChaining()' }), {
    until: 6_000,
    config: {
      ...manual,
      'execution.checkpointing.timeout': '600 ms',
      'execution.checkpointing.tolerable-failed-checkpoints': '3',
    },
    script: [[400, checkpoint]],
    scenario: {
      topics: orders([['A', 4]]),
      channelDelays: [{ from: 'orders#0', to: 'count#0', delay: 1_000 }],
    },
  })
  expect(
    run.transcript(
      'checkpoint-triggered',
      'checkpoint-failed',
      'checkpoint-abort-notified',
      'barrier-emitted',
      'barrier-received',
      'checkpoint-aborted-on-task',
      'snapshot-taken',
      'cancel-marker-emitted',
      'cancel-marker-received',
      'channel-blocked',
      'channel-unblocked',
    ),
  ).toMatchInlineSnapshot(`
    "      400  checkpoint 1 triggered                  command
          405  orders/0             sends barrier 1 to count/0              due 1415
          405  orders/0             sends barrier 1 to count/1              due 415
          407  orders/0             snapshot 1 taken, 103 B                 due 457
          415  count/1              barrier 1 from orders/0                 1 of 1
          415  count/1              orders/0 blocked                        checkpoint 1
          415  count/1              sends barrier 1 to Print to Std. Out/1  due 425
          417  count/1              snapshot 1 taken, 243 B                 due 467
          417  count/1              orders/0 unblocked                      checkpoint 1
          425  Print to Std. Out/1  barrier 1 from count/1                  1 of 1
          425  Print to Std. Out/1  count/1 blocked                         checkpoint 1
          427  Print to Std. Out/1  snapshot 1 taken, 0 B                   due 427
          427  Print to Std. Out/1  count/1 unblocked                       checkpoint 1
         1000  checkpoint 1 failed: CHECKPOINT_EXPIRED  1 counted
         1005  orders/0             told of the end of 1
         1005  count/0              told of the end of 1
         1005  count/1              told of the end of 1
         1005  Print to Std. Out/0  told of the end of 1
         1005  Print to Std. Out/1  told of the end of 1
         1415  count/0              barrier 1 from orders/0                 1 of 1
         1415  count/0              orders/0 blocked                        checkpoint 1
         1415  count/0              gives 1 up: told of its end before the barriers were in
         1415  count/0              sends cancel 1 to Print to Std. Out/0   due 1425
         1415  count/0              orders/0 unblocked                      checkpoint 1
         1425  Print to Std. Out/0  cancel 1 from count/0
         1425  Print to Std. Out/0  gives 1 up: CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER"
  `)
})

test('[CK-50] a task without state acknowledges with nothing, and is not in the snapshot', () => {
  const run = simulate(keyedJob({ settings: '.disableChaining()' }), {
    until: 1_500,
    config: manual,
    script: [[400, checkpoint]],
    scenario: { topics: orders([['A', 4]]) },
  })
  expect(run.of('checkpoint-acknowledged').map(({ bytes }) => bytes > 0)).toEqual([
    ...[false, true, true],
  ])
  const [manifest] = run.manifests
  const withState = new Set(manifest?.handles.map(({ operator }) => operator))
  const uids = manifest?.operators.filter(({ id }) => withState.has(id)).map(({ uid }) => uid)
  expect(uids).toEqual(['orders', 'count'])
})

test('[CK-37, CK-41, CK-119] a source that is busy until its checkpoint is given up takes part all the same; its receiver has heard of the end', () => {
  const run = simulate(keyedJob(), {
    until: 6_000,
    config: {
      ...manual,
      'execution.checkpointing.timeout': '600 ms',
      'execution.checkpointing.tolerable-failed-checkpoints': '3',
    },
    script: [[1_020, checkpoint]],
    scenario: { topics: orders([['A', 2]]), recordCosts: { orders: 2_000 } },
  })
  expect(
    run.transcript(
      'checkpoint-triggered',
      'checkpoint-failed',
      'checkpoint-abort-notified',
      'snapshot-requested',
      'snapshot-taken',
      'barrier-received',
      'checkpoint-aborted-on-task',
      'checkpoint-acknowledged',
      'acknowledgement-ignored',
    ),
  ).toMatchInlineSnapshot(`
    "     1020  checkpoint 1 triggered                  command
         1620  checkpoint 1 failed: CHECKPOINT_EXPIRED  1 counted
         1625  count/0   told of the end of 1
         2100  orders/0  asked for chk-1
         2102  orders/0  snapshot 1 taken, 103 B                 due 2152
         2102  orders/0  told of the end of 1
         2111  count/0   barrier 1 from orders/0                 1 of 1
         2111  count/0   gives 1 up: told of its end before the barriers were in"
  `)
  expect([...run.blobs.keys()]).toEqual([])
})
