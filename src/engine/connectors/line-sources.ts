/** Sources whose records are lines of a topic of the scenario: a socket, and files. */
import { TaskException } from '../task/failure.ts'
import type { OperatorSite } from '../task/operator.ts'
import type { Broker } from './broker.ts'
import type { SourceReader } from './source-reader.ts'
import { fileSplits } from './splits.ts'

/**
 * A connection: what was sent while nobody listened is lost, and there is nothing to rewind to.
 * Flink: SocketTextStreamFunction, which has no state and gives no timestamps.
 */
export function socketReader(
  { sim, index }: OperatorSite,
  address: string,
  broker: Broker,
): SourceReader {
  return {
    splitsHaveWatermarks: false,
    pausesSplits: false,
    bounded: false,
    rewinds: false,
    givesNoTimestamps: true,
    discover: () => {
      if (broker.partitions(address) === undefined)
        throw new TaskException('connection-refused', `Connection refused: ${address}`)
      const offset = broker.endOffset(address, 0, sim.now)
      return index === 0 ? [{ topic: address, partition: 0, offset, stop: null }] : []
    },
    availableAt: ({ offset }) => broker.availableAt(address, 0, offset),
    preview: ({ offset }) => broker.read(address, 0, offset),
    read: ({ offset }, emit) => {
      emit(broker.read(address, 0, offset).value, null)
    },
  }
}

/** Files of a folder, one after the other. Flink: FileSource with TextLineInputFormat. */
export function fileReader(
  { index, parallelism, sim }: OperatorSite,
  path: string,
  broker: Broker,
): SourceReader {
  return {
    splitsHaveWatermarks: true,
    pausesSplits: false,
    bounded: true,
    rewinds: true,
    oneSplitAtATime: true,
    discover: () => fileSplits(path, index, { broker, now: sim.now, readers: parallelism }),
    availableAt: () => sim.now,
    preview: ({ topic, partition, offset }) => broker.read(topic, partition, offset),
    read: ({ topic, partition, offset }, emit) => {
      emit(broker.read(topic, partition, offset).value, null)
    },
  }
}
