/** The partitions of the simulated Kafka, as tapes, and where sources stand on them. */
import type { VirtualTime } from '../../model/index.ts'
import type { PartitionView, TapeRecord } from '../partition-view.ts'
import type { SourceSplit } from '../subtask-view.ts'
import { Journal } from '../fold/journal.ts'
import { change, type Handlers } from '../projection.ts'
import type { ClusterState } from './state.ts'

/** How many snapshots a split shows its offset of. */
const shownOffsets = 3

interface Place {
  readonly topic: string
  readonly partition: number
}

function indexOf(rows: readonly Place[], { topic, partition }: Place): number {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]
    if (row?.partition === partition && row.topic === topic) return at
  }
  return -1
}

/** The index of the partition's row, which is made if there is none. */
function rowOf(state: ClusterState, place: Place): number {
  const known = indexOf(state.partitions, place)
  if (known >= 0) return known
  const { topic, partition } = place
  const row: PartitionView = {
    ...{ topic, partition, end: 0, reader: null, next: null, committed: null, reached: 0 },
    takenBack: null,
    records: Journal.empty<TapeRecord>(),
    marks: [],
  }
  state.partitions.push(row)
  state.partitions.sort((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  )
  return indexOf(state.partitions, row)
}

function put(
  state: ClusterState,
  row: number,
  record: { readonly offset: number; readonly key: string | null; readonly value: string },
  producedAt: VirtualTime,
): void {
  const partition = state.partitions[row] as PartitionView
  const tape = partition.records as Journal<TapeRecord>
  if (tape.at(record.offset) !== undefined) return
  const { key, value, offset } = record
  const label = state.letters.labelOf(key)
  const records = tape.with(offset, { key, label, value, producedAt })
  change(state, 'partitions', row, { records, end: Math.max(partition.end, offset + 1) })
}

function changeSplit(
  state: ClusterState,
  place: Place & { readonly subtask: number },
  changed: (split: SourceSplit) => SourceSplit,
): void {
  const splits = state.subtasks[place.subtask]?.splits ?? []
  const at = indexOf(splits, place)
  const split = splits[at]
  if (split !== undefined)
    change(state, 'subtasks', place.subtask, { splits: splits.with(at, changed(split)) })
}

export const brokerFold = {
  'record-produced': (state, event) => {
    put(state, rowOf(state, event), event, event.at)
  },
  'partition-assigned': (state, event) => {
    const { subtask, topic, partition, offset } = event
    const at = rowOf(state, { topic, partition })
    const from = (state.partitions[at] as PartitionView).next ?? offset
    if (from > offset) change(state, 'partitions', at, { takenBack: { at: event.at, from } })
    const usable = state.shelf.filter(({ phase }) => phase === 'completed')
    const marks = (state.partitions[at] as PartitionView).marks.filter((mark) =>
      usable.some(({ checkpoint }) => checkpoint === mark.checkpoint),
    )
    change(state, 'partitions', at, { reader: subtask, next: offset })
    const snapshots = marks.slice(-shownOffsets).reverse()
    const split: SourceSplit = { topic, partition, next: offset, snapshots }
    const splits = state.subtasks[subtask]?.splits ?? []
    const others = splits.filter((s) => s.topic !== topic || s.partition !== partition)
    change(state, 'subtasks', subtask, { splits: [...others, split] })
  },
  'record-read': (state, event) => {
    const at = rowOf(state, event)
    const next = event.offset + 1
    put(state, at, event, event.at)
    const { reached } = state.partitions[at] as PartitionView
    change(state, 'partitions', at, { next, reached: Math.max(reached, next) })
    changeSplit(state, event, ({ topic, partition, snapshots }) => ({
      topic,
      partition,
      next,
      snapshots,
    }))
  },
  'snapshot-taken': (state, { subtask, checkpoint, content }) => {
    for (const { topic, partition, offset } of content.offsets) {
      const at = rowOf(state, { topic, partition })
      const { marks } = state.partitions[at] as PartitionView
      change(state, 'partitions', at, { marks: [...marks, { checkpoint, offset }] })
      changeSplit(state, { subtask, topic, partition }, (split) => ({
        ...split,
        snapshots: [{ checkpoint, offset }, ...split.snapshots].slice(0, shownOffsets),
      }))
    }
  },
  'group-offsets-committed': (state, event) => {
    change(state, 'partitions', rowOf(state, event), { committed: event.offset })
  },
} satisfies Handlers<ClusterState>
