/** Reads the simulated Kafka. Flink: KafkaSourceEnumerator and KafkaSourceReader (KF rules). */
import type { OperatorCode } from '../../datastream/index.ts'
import type { EventTime, KafkaSourcePlan } from '../../model/index.ts'
import type { OperatorSite } from '../task/operator.ts'
import type { Broker } from './broker.ts'
import type { SourceReader } from './source-reader.ts'
import { kafkaSplits } from './splits.ts'

type Deserialize = Pick<Extract<OperatorCode, { kind: 'kafka-source' }>, 'deserialize'>

export function kafkaReader(
  site: OperatorSite,
  plan: KafkaSourcePlan,
  code: Deserialize,
  broker: Broker,
): SourceReader {
  const { sim, subtask, index, parallelism: readers } = site
  return {
    splitsHaveWatermarks: true,
    pausesSplits: true,
    bounded: plan.bounded,
    rewinds: true,
    discover: () => kafkaSplits(plan, index, { broker, now: sim.now, readers }),
    availableAt: ({ topic, partition, offset }) => broker.availableAt(topic, partition, offset),
    preview: ({ topic, partition, offset }) => broker.read(topic, partition, offset),
    read: (split, emit) => {
      const record = broker.read(split.topic, split.partition, split.offset)
      const timestamp = record.timestamp as EventTime
      code.deserialize(record, {
        collect: (value) => {
          emit(value, timestamp)
        },
      })
    },
    // Flink: offsets go to the group when a checkpoint completes, for monitoring only (KF-12).
    checkpointCompleted: (_checkpoint, splits, cause) => {
      const { groupId } = plan
      if (groupId === null) return
      for (const { topic, partition, offset } of splits)
        sim.record(
          { kind: 'group-offsets-committed', subtask, group: groupId, topic, partition, offset },
          cause,
        )
    },
  }
}
