/** Which reader gets a partition. Flink: KafkaSourceEnumerator.getSplitOwner. */
import { javaHashCode } from '../../model/index.ts'

/** The index of the reader: partitions go round, from a start that depends on the topic's name. */
export function ownerOfPartition(topic: string, partition: number, readers: number): number {
  const start = (Math.imul(javaHashCode(topic, 'STRING'), 31) & 0x7fffffff) % readers
  return (start + partition) % readers
}
