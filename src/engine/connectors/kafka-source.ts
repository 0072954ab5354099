/** Reads the simulated Kafka. Flink: KafkaSourceEnumerator and KafkaSourceReader (KF rules). */
import type { OperatorCode } from '../../datastream/index.ts'
import type { EventTime, OperatorRole } from '../../model/index.ts'
import type { SplitState } from '../state/piece.ts'
import type { OperatorSite } from '../task/operator.ts'
import type { Broker } from './broker.ts'
import { ownerOfPartition } from './partition-owner.ts'
import type { SourceReader } from './source-reader.ts'

type SourceRole = Extract<OperatorRole, { kind: 'kafka-source' }>
type SourceCode = Extract<OperatorCode, { kind: 'kafka-source' }>

export function kafkaReader(
  site: OperatorSite,
  role: SourceRole,
  code: SourceCode,
  broker: Broker,
): SourceReader {
  return {
    splitsHaveWatermarks: true,
    pausesSplits: true,
    bounded: role.bounded,
    rewinds: true,
    discover: () => discover(site, role, broker),
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
      const { groupId } = role
      if (groupId === null) return
      const { sim, subtask } = site
      for (const { topic, partition, offset } of splits)
        sim.record(
          { kind: 'group-offsets-committed', subtask, group: groupId, topic, partition, offset },
          cause,
        )
    },
  }
}

/** The partitions that fall to this subtask. */
function discover(
  { sim, index, parallelism }: OperatorSite,
  { topics, start, bounded }: SourceRole,
  broker: Broker,
): SplitState[] {
  const mine: SplitState[] = []
  for (const topic of topics) {
    const partitions = broker.partitions(topic) ?? 0
    for (let partition = 0; partition < partitions; partition++) {
      if (ownerOfPartition(topic, partition, parallelism) !== index) continue
      const offset = start === 'latest' ? broker.endOffset(topic, partition, sim.now) : 0
      const stop = bounded ? broker.endOffset(topic, partition, sim.now) : null
      mine.push({ topic, partition, offset, stop })
    }
  }
  return mine
}
