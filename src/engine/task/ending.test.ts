/** How tasks and jobs come to their end. */
import { expect, test } from 'vitest'
import { type Command, maxWatermark, type TaskManagerId } from '../../model/index.ts'
import type { FactKind } from '../../trace/index.ts'
import { type Simulated, simulate, type SimulateOptions } from '../testing/simulate.ts'

const bounded = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromSequence(1, 4).uid('numbers').setParallelism(2)
  .keyBy((n: number) => n % 2).reduce((a: number, b: number) => a + b).uid('sum').setParallelism(2)
  .print().uid('out').setParallelism(1)
env.execute('bounded')
`
const hourly = { 'execution.checkpointing.interval': '1 h' }
const ends: readonly FactKind[] = [
  'end-of-data-reached',
  'final-checkpoint-awaited',
  'end-of-partition-received',
  'job-status-changed',
  'checkpoint-triggered',
  'checkpoint-completed',
  'checkpoint-notified',
  'snapshot-discarded',
]

function run(job: string, options: Partial<SimulateOptions> = {}): Simulated {
  return simulate(job, { until: 20_000, config: hourly, ...options })
}

const finished = (simulated: Simulated) =>
  simulated.of('task-status-changed').filter(({ status }) => status === 'FINISHED')
const lastStatus = (simulated: Simulated) => simulated.of('job-status-changed').at(-1)?.status
const kill = (at: number, taskManager = 1): readonly [number, Command] => [
  at,
  { kind: 'kill-task-manager', taskManager: taskManager as TaskManagerId },
]

test('[END-1, END-2, END-3, END-5, CK-232, CK-233, CHK-23] the end goes from task to task, one last checkpoint is taken, and all finish', () => {
  const all = run(bounded)
  expect(
    all
      .transcript(...ends, 'task-status-changed')
      .split('\n')
      .slice(17)
      .join('\n'),
  ).toMatchInlineSnapshot(`
      "        2  Sequence Source/0    end of data
              2  Sequence Source/0    waits for its final snapshot
              2  Sequence Source/1    end of data
              2  Sequence Source/1    waits for its final snapshot
             12  Keyed Reduce/0       end of data
             12  Keyed Reduce/0       waits for its final snapshot
             15  Keyed Reduce/1       end of data
             15  Keyed Reduce/1       waits for its final snapshot
             26  Print to Std. Out/0  end of data
             26  Print to Std. Out/0  waits for its final snapshot
             31  checkpoint 1 triggered                  end-of-data
            113  checkpoint 1 completed after 82 ms      520 B
            118  Sequence Source/0    told of 1
            118  Sequence Source/0    FINISHED                                attempt 0
            118  Sequence Source/1    told of 1
            118  Sequence Source/1    FINISHED                                attempt 0
            118  Keyed Reduce/0       told of 1
            118  Keyed Reduce/1       told of 1
            118  Print to Std. Out/0  told of 1
            128  Keyed Reduce/0       end of Sequence Source/0
            128  Keyed Reduce/1       end of Sequence Source/0
            128  Keyed Reduce/0       end of Sequence Source/1
            128  Keyed Reduce/0       FINISHED                                attempt 0
            128  Keyed Reduce/1       end of Sequence Source/1
            128  Keyed Reduce/1       FINISHED                                attempt 0
            138  Print to Std. Out/0  end of Keyed Reduce/0
            138  Print to Std. Out/0  end of Keyed Reduce/1
            138  Print to Std. Out/0  FINISHED                                attempt 0
            143  chk-1 discarded
            143  job FINISHED                            all tasks have finished"
    `)
  expect(all.rows.toSorted()).toEqual(['1', '2', '4', '6'])
  expect(all.pause?.why).toBe('job-finished')
  expect(all.manifests).toEqual([])
})

test('[END-7, CK-234] without checkpointing nothing is waited for', () => {
  const off = run(bounded, { config: {} })
  expect(off.transcript(...ends)).toMatchInlineSnapshot(`
    "        0  job CREATED                             submitted
            0  job RUNNING                             deployed
            2  Sequence Source/0    end of data
            2  Sequence Source/1    end of data
           12  Keyed Reduce/0       end of Sequence Source/0
           12  Keyed Reduce/0       end of data
           12  Keyed Reduce/0       end of Sequence Source/1
           15  Keyed Reduce/1       end of data
           15  Keyed Reduce/1       end of Sequence Source/0
           15  Keyed Reduce/1       end of Sequence Source/1
           22  Print to Std. Out/0  end of Keyed Reduce/0
           26  Print to Std. Out/0  end of data
           26  Print to Std. Out/0  end of Keyed Reduce/1
           31  job FINISHED                            all tasks have finished"
  `)
  expect(finished(off)).toHaveLength(5)
})

/** Of two partitions one ends long before the other; Kafka's is subtask 1 that reads partition 0. */
const halves = (extra: string, after = '') => `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
${extra}
env.fromSource(
  flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders').setBounded(flink.OffsetsInitializer.latest())
    .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
  flink.WatermarkStrategy.noWatermarks<any>(), 'orders').uid('orders').setParallelism(2)${after}
  .print().uid('out').setParallelism(2)
env.execute('halves')`

const rows = (n: number) =>
  Array.from({ length: n }, (_, at) => ({ key: null, value: JSON.stringify(at), timestamp: null }))
/** Partition 0 has two records, partition 1 has forty; each takes 50 ms to read. */
const uneven = {
  topics: { orders: { spacing: 1, partitions: [rows(2), rows(40)] } },
  recordCosts: { orders: 50 },
  cluster: { taskManagers: 2, slotsEach: 2 },
}
const script: SimulateOptions['script'] = [
  [600, { kind: 'trigger-checkpoint' }],
  [1_000, { kind: 'trigger-checkpoint' }],
]
const retained = {
  ...hourly,
  'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '5',
  'restart-strategy.fixed-delay.delay': '100 ms',
}

test('[END-4, END-5, END-6, CK-230, CK-236] a partly finished source: its finished subtask runs again and reads nothing twice', () => {
  const partly = run(halves('', '.rebalance()'), {
    startAt: 100,
    config: retained,
    script: [...script, kill(1_300)],
    scenario: uneven,
  })
  const told = partly.of('finished-subtask-counted')
  expect(told.map(({ checkpoint, subtask }) => [checkpoint, subtask])).toEqual([[2, 1]])
  expect(partly.of('restore-started').map(({ checkpoint }) => checkpoint)).toEqual([2])
  expect(partly.of('restored-as-finished')).toEqual([])
  expect(finished(partly).filter(({ subtask }) => subtask === 1)).toHaveLength(2)
  const first = partly.of('record-read').filter(({ partition }) => partition === 0)
  expect(first).toHaveLength(2)
  expect(lastStatus(partly)).toBe('FINISHED')
  const before = run(halves('', '.rebalance()'), {
    startAt: 100,
    until: 1_290,
    config: retained,
    script,
    scenario: uneven,
  })
  expect(
    before.manifests.at(-1)?.operators.map(({ uid, finished: which }) => [uid, which]),
  ).toEqual([
    ['orders', [1]],
    ['out', undefined],
  ])
})

const union = `class Union extends flink.RichMapFunction<any, any> {
  override map(n: any) { return n }
  initializeState(ctx: any) {
    ctx.getOperatorStateStore().getUnionListState(new flink.ListStateDescriptor('all', flink.Types.LONG)).add(1)
  }
  snapshotState() {}
}`

test('[END-8, CK-231] with a union list none or all of a vertex must have finished', () => {
  const partly = run(halves(union, '.map(new Union()).uid("union").setParallelism(2)'), {
    startAt: 100,
    config: retained,
    script,
    scenario: uneven,
  })
  expect(
    partly
      .of('checkpoint-failed')
      .map(({ reason, message, counted }) => [reason, message, counted]),
  ).toMatchInlineSnapshot(`
    [
      [
        "CHECKPOINT_DECLINED_TASK_CLOSING",
        "The vertex Source: orders -> Map -> Sink: Print to Std. Out has used UnionListState, but part of its tasks has called operators' finish method.",
        false,
      ],
      [
        "CHECKPOINT_DECLINED_TASK_CLOSING",
        "The vertex Source: orders -> Map -> Sink: Print to Std. Out has used UnionListState, but part of its tasks has called operators' finish method.",
        false,
      ],
    ]
  `)
  expect(lastStatus(partly)).toBe('FINISHED')
})

test('[END-10, CK-237] a program in which something runs before what had finished is refused', () => {
  const partly = run(halves('', '.map((n: any) => n).uid("map").setParallelism(2)'), {
    startAt: 100,
    until: 1_290,
    config: retained,
    script,
    scenario: uneven,
  })
  const from = { run: partly, checkpoint: 2 } as const
  const again = (job: string) =>
    run(job, { startAt: 2_000, config: retained, restoreFrom: from, scenario: uneven })
  const changed = again(
    halves(
      '',
      '.rebalance().filter(() => true).uid("new").rebalance().map((n: any) => n).uid("map").setParallelism(2)',
    ),
  )
  expect(changed.of('job-refused')).toMatchInlineSnapshot(`
    [
      {
        "at": 2000,
        "cause": 2,
        "code": "illegal_job_graph_modification",
        "kind": "job-refused",
        "message": "Illegal JobGraph modification. Cannot run a program with partially finished vertices predeceased with running or partially finished ones and connected via the ALL_TO_ALL edges. Task vertex Map -> Sink: Print to Std. Out has a running predecessor",
        "seq": 8,
      },
    ]
  `)
  expect(lastStatus(again(halves('', '.map((n: any) => n).uid("map").setParallelism(2)')))).toBe(
    'FINISHED',
  )
})

test('[END-9, TI-19] timers of the wall clock that wait when the input ends never fire; those of event time all do', () => {
  const timers = run(`import * as flink from 'flink'
class Timers extends flink.KeyedProcessFunction<any, any, any> {
  processElement(n: any, ctx: any) {
    ctx.timerService().registerProcessingTimeTimer(ctx.timerService().currentProcessingTime() + 50)
    ctx.timerService().registerEventTimeTimer(1_000_000)
  }
  onTimer(at: number, ctx: any, out: any) { out.collect(ctx.timeDomain() + ' ' + at) }
}
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromData(1).keyBy((n: any) => n).process(new Timers()).print()
env.execute('timers')`)
  expect(timers.of('timer-fired').map(({ domain }) => domain)).toEqual(['event-time'])
  expect(timers.of('watermark-advanced').at(-1)?.watermark).toBe(maxWatermark)
})

/** A bounded source beside one that goes on for ever. */
const beside = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const topic = env.fromSource(
  flink.KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('orders')
    .setStartingOffsets(flink.OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
  flink.WatermarkStrategy.forMonotonousTimestamps<any>().withTimestampAssigner((n: any) => n * 100), 'orders').uid('orders')
const few = env.fromData(1, 2, 3).uid('few')
topic.union(few).keyBy((n: any) => n % 2).reduce((a: any, b: any) => a + b).uid('sum').print().uid('out')
env.execute('beside')`

test('[END-1, END-5] a source that has ended holds nobody back: watermarks and checkpoints go on', () => {
  const mixed = run(beside, {
    until: 4_000,
    config: { 'execution.checkpointing.interval': '500 ms' },
    scenario: { topics: { orders: { spacing: 100, partitions: [rows(30)] } } },
  })
  expect(finished(mixed)).toHaveLength(1)
  expect(mixed.of('checkpoint-completed').length).toBeGreaterThan(5)
  expect(mixed.of('finished-subtask-counted').length).toBeGreaterThan(3)
  const behind = mixed.of('watermark-advanced').filter(({ watermark }) => watermark === 2_899)
  expect(behind.length).toBeGreaterThan(1)
  expect(lastStatus(mixed)).toBe('RUNNING')
})

test('[END-5, CK-229] a task all of whose senders have finished is asked itself', () => {
  const slow = run(bounded, {
    config: { 'execution.checkpointing.interval': '100 ms' },
    scenario: {
      recordCosts: { out: 400 },
      channelDelays: [{ from: 'sum#0', to: 'out#0', delay: 900 }],
    },
  })
  const asked = slow.of('snapshot-requested').filter(({ subtask }) => subtask > 1)
  expect(asked.length).toBeGreaterThan(0)
  expect(lastStatus(slow)).toBe('FINISHED')
  expect(slow.rows).toHaveLength(4)
})

test('[END-2] a failure while tasks wait for the last checkpoint replays what no checkpoint has', () => {
  const failing = run(bounded, {
    config: { ...retained, 'execution.checkpointing.interval': '1 h' },
    script: [kill(60)],
    scenario: { cluster: { taskManagers: 1, slotsEach: 2 } },
  })
  expect(failing.rows.toSorted()).toEqual(['1', '1', '2', '2', '4', '4', '6', '6'])
  expect(finished(failing).map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1])
  expect(lastStatus(failing)).toBe('FINISHED')
})

test('[END-11] what a finished task has sent is lost with its TaskManager, and its receivers fail', () => {
  const lost = run(bounded, {
    config: { ...retained, 'execution.checkpointing.interval': '0' },
    script: [kill(300, 1)],
    scenario: {
      cluster: { taskManagers: 2, slotsEach: 1 },
      channelDelays: [{ from: 'numbers#0', to: 'sum#1', delay: 900 }],
    },
  })
  expect(lost.of('task-failed').map(({ code }) => code)).toContain('task-manager-lost')
  expect(lastStatus(lost)).toBe('FINISHED')
})

const stop = (then: 'stop' | 'drain'): Command => ({ kind: 'trigger-savepoint', label: 's', then })
const endless = (options: Partial<SimulateOptions>) =>
  run(beside, {
    until: 30_000,
    config: retained,
    scenario: {
      topics: { orders: { spacing: 100, partitions: [rows(300)] } },
      cluster: { taskManagers: 1, slotsEach: 2 },
    },
    ...options,
  })

test('[SAV-8, CK-179] drained while another source has already ended', () => {
  const drained = endless({ script: [[1_000, stop('drain')]] })
  expect(drained.of('end-of-data-reached').every(({ drain }) => drain)).toBe(true)
  expect(lastStatus(drained)).toBe('FINISHED')
  expect(drained.manifests.map(({ kind }) => kind)).toEqual(['stop-with-savepoint'])
})

test('[SAV-9, CK-180] a savepoint that the job should stop with expires: tasks that have stopped fail, and the job goes on', () => {
  const expired = endless({
    config: { ...retained, 'execution.checkpointing.timeout': '200 ms' },
    script: [[2_000, stop('stop')]],
    scenario: {
      topics: { orders: { spacing: 100, partitions: [rows(300)] } },
      uploadCosts: { sum: 900 },
    },
  })
  expect(expired.of('checkpoint-failed')[0]?.reason).toBe('CHECKPOINT_EXPIRED')
  expect(new Set(expired.of('task-failed').map(({ message }) => message))).toEqual(
    new Set(['Stop-with-savepoint failed.']),
  )
  expect(expired.of('restart-scheduled')).toHaveLength(1)
  expect(lastStatus(expired)).toBe('RUNNING')
})

test('[SAV-10, CK-181] the savepoint is complete and a task does not finish: the job fails, and says where the savepoint is', () => {
  const torn = endless({ script: [[2_000, stop('stop')], kill(2_084)] })
  expect(torn.of('checkpoint-completed')).toHaveLength(1)
  expect(torn.of('job-status-changed').map(({ status }) => status)).toEqual([
    'CREATED',
    'RUNNING',
    'RESTARTING',
    'FAILING',
    'FAILED',
  ])
  expect(torn.of('job-status-changed').at(-1)?.reason).toContain('created at: savepoint-1')
})
