/** Where records come from and where they go: partitions, offsets, replays, rows. */
import { expect, test } from 'vitest'
import { type Command, maxWatermark, type TaskManagerId } from '../../model/index.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'
import { ownerOfPartition } from './partition-owner.ts'

const manual = {
  'execution.checkpointing.interval': '3650 d',
  'restart-strategy.type': 'fixed-delay',
}
const checkpoint: Command = { kind: 'trigger-checkpoint' }
const kill: Command = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }

function assigned(run: Simulated): string[] {
  const subtasks = run.of('tasks-scheduled')[0]?.schedule.subtasks ?? []
  return run
    .of('partition-assigned')
    .map(
      ({ subtask, partition, offset }) => `${partition}@${offset} to ${subtasks[subtask]?.index}`,
    )
    .toSorted()
}

test('[SRC-1] partitions go round the readers, from a start that the topic’s name decides', () => {
  const four = simulate(keyedJob({ sources: 3 }), {
    until: 1,
    scenario: {
      topics: orders([
        ['A', 1],
        ['B', 1],
        ['C', 1],
        ['D', 1],
      ]),
    },
  })
  expect(assigned(four)).toEqual(['0@0 to 0', '1@0 to 1', '2@0 to 2', '3@0 to 0'])
  expect([0, 1, 2].map((partition) => ownerOfPartition('rides', partition, 3))).toEqual([2, 0, 1])
})

test('[SRC-2] a reader without a partition runs, says nothing and acknowledges', () => {
  const run = simulate(keyedJob({ sources: 3 }), {
    until: 1_000,
    config: manual,
    script: [[250, checkpoint]],
    scenario: { topics: orders([['A', 3]]) },
  })
  expect(run.of('checkpoint-completed')).toHaveLength(1)
  expect(run.of('checkpoint-acknowledged')).toHaveLength(4)
})

test('[SRC-3] a source snapshots between two records, and its offset is that of the next one', () => {
  const run = simulate(keyedJob(), {
    until: 1_000,
    config: manual,
    script: [[150, checkpoint]],
    scenario: { topics: orders([['A', 5]]), recordCosts: { orders: 70 } },
  })
  expect(
    run
      .transcript('record-read', 'checkpoint-triggered', 'snapshot-requested', 'snapshot-taken')
      .split('\n')
      .slice(0, 5)
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "      100  orders/0  reads A at orders-0@0                   until 170
          150  checkpoint 1 triggered                  command
          170  orders/0  asked for chk-1
          172  orders/0  snapshot 1 taken, 103 B                 due 222
          183  count/0   snapshot 1 taken, 243 B                 due 233"
  `)
  const [content] = run.of('snapshot-taken').map(({ content: { offsets } }) => offsets)
  expect(content).toMatchObject([{ partition: 0, offset: 1 }])
})

test('[SRC-4] offsets go to the consumer group when a checkpoint completes, and decide nothing', () => {
  const run = simulate(keyedJob(), {
    until: 3_000,
    config: manual,
    script: [
      [350, checkpoint],
      [750, kill],
    ],
    scenario: { topics: orders([['A', 9]]) },
  })
  expect(run.of('group-offsets-committed')).toMatchObject([{ group: 'counts', offset: 3 }])
  expect(run.of('partition-assigned').map(({ offset }) => offset)).toEqual([0, 3])
})

test('[SRC-5] a record is there at its time; one that is produced comes behind those', () => {
  const produce: Command = {
    kind: 'produce',
    topic: 'orders',
    partition: 0,
    key: 'A',
    value: '{"key":"A","n":99}',
    timestamp: null,
  }
  const run = simulate(keyedJob(), {
    until: 3_000,
    script: [[120, produce]],
    scenario: { topics: orders([['A', 3]]) },
  })
  expect(run.of('record-read').map(({ at, offset }) => [at, offset])).toEqual([
    [100, 0],
    [200, 1],
    [300, 2],
    [301, 3],
  ])
})

test('[SRC-6] latest: only what comes after the start', () => {
  const job = keyedJob().replace('OffsetsInitializer.earliest()', 'OffsetsInitializer.latest()')
  const run = simulate(job, {
    until: 2_000,
    startAt: 450,
    scenario: { topics: orders([['A', 8]]) },
  })
  expect(run.of('partition-assigned').map(({ offset }) => offset)).toEqual([4])
})

test('[SNK-1, SNK-2] rows are seen outside at once, and what a replay writes is there twice', () => {
  const run = simulate(keyedJob(), {
    until: 3_000,
    config: manual,
    script: [
      [250, checkpoint],
      [450, kill],
    ],
    scenario: { topics: orders([['A', 5]]) },
  })
  expect(run.of('sink-written').map(({ value, again }) => `${value}${again ? ', again' : ''}`))
    .toMatchInlineSnapshot(`
      [
        "A#0 -> count 1",
        "A#1 -> count 2",
        "A#2 -> count 3",
        "A#3 -> count 4",
        "A#2 -> count 3, again",
        "A#3 -> count 4, again",
        "A#4 -> count 5",
      ]
    `)
})

test('[SNK-3] what a Kafka sink writes can be read from its topic', () => {
  const job = keyedJob().replace(
    ".print().uid('out').setParallelism(1)",
    `.sinkTo(flink.KafkaSink.builder<any>().setBootstrapServers('broker:9092').setRecordSerializer(
      flink.KafkaRecordSerializationSchema.builder<any>().setTopic('counts')
        .setValueSerializationSchema(flink.json<any>()).build()).build())
  env.fromSource(KafkaSource.builder<any>().setBootstrapServers('broker:9092').setTopics('counts')
      .setStartingOffsets(OffsetsInitializer.earliest()).setValueOnlyDeserializer(flink.json<any>()).build(),
    WatermarkStrategy.noWatermarks<any>(), 'counts').print()`,
  )
  const run = simulate(job, {
    until: 2_000,
    scenario: { topics: { ...orders([['A', 2]]), counts: { partitions: [[]] } } },
  })
  expect(run.rows).toEqual([
    '"A#0 -> count 1"',
    'A#0 -> count 1',
    '"A#1 -> count 2"',
    'A#1 -> count 2',
  ])
})

test('[SRC-7] the timestamp is Kafka’s, else that of appending, unless an assigner says another', () => {
  const of = (watermarks: string) =>
    simulate(keyedJob({ watermarks, body: 'out.collect(String(ctx.timestamp()))' }), {
      until: 1_000,
      scenario: {
        topics: {
          orders: {
            partitions: [
              [
                { key: 'A', value: '{"key":"A","n":7}', timestamp: 5_000 },
                { key: 'A', value: '{"key":"A","n":8}', timestamp: null },
              ],
            ],
          },
        },
      },
    }).rows
  expect(of('WatermarkStrategy.noWatermarks<any>()')).toEqual(['5000', '200'])
  const assigned = 'WatermarkStrategy.noWatermarks<any>().withTimestampAssigner((o: any) => o.n)'
  expect(of(assigned)).toEqual(['7', '8'])
})

test('[SRC-8] a value that cannot be read fails the task', () => {
  const topics = { orders: { partitions: [[{ key: 'A', value: 'not JSON', timestamp: null }]] } }
  const run = simulate(keyedJob(), { until: 500, scenario: { topics } })
  expect(run.of('task-failed')).toMatchObject([{ code: 'message_not_json', value: 'orders/0@0' }])
})

test('[SRC-9] a bounded source reads to where the log ended, then event time ends, and the job is FINISHED', () => {
  const job = keyedJob({ watermarks: 'WatermarkStrategy.forMonotonousTimestamps<any>()' })
  const run = simulate(
    job.replace('.earliest()', '.earliest()).setBounded(OffsetsInitializer.latest()'),
    { until: 3_000, startAt: 350, config: manual, scenario: { topics: orders([['A', 9]]) } },
  )
  expect(run.rows).toHaveLength(3)
  expect(run.of('watermark-advanced').at(-1)?.watermark).toBe(maxWatermark)
  expect(run.of('task-status-changed').at(-1)?.status).toBe('FINISHED')
  expect(run.of('job-status-changed').at(-1)?.status).toBe('FINISHED')
})
