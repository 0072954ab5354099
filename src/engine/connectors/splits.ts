/**
 * Which splits a source has, and whose they are. Simplified: all are found when the source is begun, and
 * which reader reads which is settled then, not by who asks first (SRC-13).
 */
import type { KafkaSourcePlan, OperatorNode, SourcePart, VirtualTime } from '../../model/index.ts'
import type { SplitState } from '../state/piece.ts'
import { TaskException } from '../task/failure.ts'
import type { Broker } from './broker.ts'
import { ownerOfPartition } from './partition-owner.ts'

/** What splits are found in. */
export interface SplitSurroundings {
  readonly broker: Broker
  readonly now: VirtualTime
  /** How many readers there are. */
  readonly readers: number
}

/** By reader: the splits of one of the sources of a hybrid source. `name`: of splits without a place of their own. */
export function splitsOfPart(
  part: SourcePart,
  name: string,
  around: SplitSurroundings,
): readonly (readonly SplitState[])[] {
  switch (part.source) {
    case 'kafka':
      return byReader(around, (reader) => kafkaSplits(part, reader, around))
    case 'file':
      return byReader(around, (reader) => fileSplits(part.place, reader, around))
    case 'generator':
      return rangesOf(name, part.count, around.readers).map((range) => [range])
  }
}

function byReader(
  { readers }: SplitSurroundings,
  of: (reader: number) => readonly SplitState[],
): readonly (readonly SplitState[])[] {
  return Array.from({ length: readers }, (_, reader) => of(reader))
}

/** The partitions that fall to a reader. Flink: KafkaSourceEnumerator. */
export function kafkaSplits(
  { topics, start, bounded }: KafkaSourcePlan,
  reader: number,
  { broker, now, readers }: SplitSurroundings,
): SplitState[] {
  const mine: SplitState[] = []
  for (const topic of topics) {
    const partitions = broker.partitions(topic) ?? 0
    for (let partition = 0; partition < partitions; partition++) {
      if (ownerOfPartition(topic, partition, readers) !== reader) continue
      const offset = start === 'latest' ? broker.endOffset(topic, partition, now) : 0
      const stop = bounded ? broker.endOffset(topic, partition, now) : null
      mine.push({ topic, partition, offset, stop })
    }
  }
  return mine
}

/** The files that a reader reads, one after the other. A folder that is not there fails what looks for it. */
export function fileSplits(
  path: string,
  reader: number,
  { broker, readers }: SplitSurroundings,
): SplitState[] {
  const files = broker.partitions(path)
  if (files === undefined) throw new TaskException('file-not-found', `File ${path} does not exist`)
  const mine: SplitState[] = []
  for (let file = reader; file < files; file += readers)
    mine.push({ topic: path, partition: file, offset: 0, stop: broker.length(path, file) })
  return mine
}

/** The first ranges have one number more than the others, where they cannot all have the same. Flink: NumberSequenceIterator.split. */
export function rangesOf(topic: string, count: number, readers: number): readonly SplitState[] {
  const each = Math.floor(count / readers)
  const withOneMore = count - each * readers
  let offset = 0
  return Array.from({ length: readers }, (_, partition) => {
    const start = offset
    offset += each + (partition < withOneMore ? 1 : 0)
    return { topic, partition, offset: start, stop: offset }
  })
}

/** What splits that have no place of their own are called: the same in every attempt and restore. */
export function splitsName({ uid, name, id }: OperatorNode): string {
  return uid ?? `${name.replace(/^Source: /, '')} ${id.slice(0, 4)}`
}
