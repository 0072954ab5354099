/** The partitions of the simulated Kafka, as tapes, and where sources stand on them. */
import type { VirtualTime } from '../../model/index.ts'
import type { PartitionView, SourceSplit, TapeRecord } from '../cluster-view.ts'
import { PersistentVector } from '../fold/vector.ts'
import { change, type Handlers } from '../projection.ts'
import type { ClusterState } from './state.ts'

/** How many snapshots a split shows its offset of. */
const shownOffsets = 3

interface Place {
  readonly topic: string
  readonly partition: number
}

function isAt(place: Place): (row: Place) => boolean {
  return ({ topic, partition }) => topic === place.topic && partition === place.partition
}

/** The index of the partition's row, which is made if there is none. */
function rowOf(state: ClusterState, { topic, partition }: Place): number {
  const known = state.partitions.findIndex(isAt({ topic, partition }))
  if (known >= 0) return known
  const row: PartitionView = {
    ...{ topic, partition, end: 0, reader: null, next: null, committed: null, reached: 0 },
    records: PersistentVector.empty<TapeRecord>(),
    marks: [],
  }
  state.partitions.push(row)
  state.partitions.sort((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  )
  return state.partitions.findIndex(isAt({ topic, partition }))
}

function put(
  state: ClusterState,
  row: number,
  record: { readonly offset: number; readonly key: string | null; readonly value: string },
  producedAt: VirtualTime,
): void {
  const partition = state.partitions[row] as PartitionView
  const tape = partition.records as PersistentVector<TapeRecord>
  if (tape.at(record.offset) !== undefined) return
  const { key, value, offset } = record
  const label = state.letters.labelOf(key)
  const records = tape.with(offset, { key, label, value, producedAt })
  change(state.partitions, row, { records, end: Math.max(partition.end, offset + 1) })
}

function changeSplit(
  state: ClusterState,
  { subtask, ...place }: Place & { readonly subtask: number },
  fields: (split: SourceSplit) => Partial<SourceSplit>,
): void {
  const splits = state.subtasks[subtask]?.splits ?? []
  const at = splits.findIndex(isAt(place))
  const split = splits[at]
  if (split !== undefined)
    change(state.subtasks, subtask, { splits: splits.with(at, { ...split, ...fields(split) }) })
}

export const brokerFold = {
  'record-produced': (state, event) => {
    put(state, rowOf(state, event), event, event.at)
  },
  'partition-assigned': (state, { subtask, topic, partition, offset }) => {
    const at = rowOf(state, { topic, partition })
    const usable = state.shelf.filter(({ phase }) => phase === 'completed')
    const marks = (state.partitions[at] as PartitionView).marks.filter((mark) =>
      usable.some(({ checkpoint }) => checkpoint === mark.checkpoint),
    )
    change(state.partitions, at, { reader: subtask, next: offset })
    const splits = state.subtasks[subtask]?.splits ?? []
    const snapshots = marks.slice(-shownOffsets).reverse()
    const split: SourceSplit = { topic, partition, next: offset, snapshots }
    change(state.subtasks, subtask, { splits: [...splits.filter((s) => !isAt(split)(s)), split] })
  },
  'record-read': (state, event) => {
    const at = rowOf(state, event)
    const next = event.offset + 1
    put(state, at, event, event.at)
    const { reached } = state.partitions[at] as PartitionView
    change(state.partitions, at, { next, reached: Math.max(reached, next) })
    changeSplit(state, event, () => ({ next }))
  },
  'snapshot-taken': (state, { subtask, checkpoint, content }) => {
    for (const { topic, partition, offset } of content.offsets) {
      const at = rowOf(state, { topic, partition })
      const { marks } = state.partitions[at] as PartitionView
      change(state.partitions, at, { marks: [...marks, { checkpoint, offset }] })
      changeSplit(state, { subtask, topic, partition }, ({ snapshots }) => ({
        snapshots: [{ checkpoint, offset }, ...snapshots].slice(0, shownOffsets),
      }))
    }
  },
  'group-offsets-committed': (state, event) => {
    change(state.partitions, rowOf(state, event), { committed: event.offset })
  },
} satisfies Handlers<ClusterState>
