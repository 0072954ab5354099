/** What each object of the picture is called and how it is, in words: the picture for those who hear it. */
import type {
  LateRecords,
  ChannelView,
  ClusterView,
  PartitionView,
  ShelfItem,
  SubtaskView,
} from '../../projection/index.ts'
import { bytes, plural, snapshotName } from '../format.ts'
import { taskName } from './layout/names.ts'
import { eventTimeLabel } from './layers/event-time.ts'

/** `count 2 of 3, aligning checkpoint 4, 1 of 2 barriers, 5 keys`. */
export function saySubtask(view: ClusterView, subtask: SubtaskView): string {
  const parts = [subtaskTitle(view, subtask), sayActivity(subtask)]
  if (subtask.backPressured !== null) parts.push('backpressured')
  if (subtask.queueFull !== null) parts.push('queue of requests full')
  if (subtask.keyCount > 0) parts.push(plural(subtask.keyCount, 'key'))
  for (const split of subtask.splits)
    parts.push(`partition ${split.partition} next offset ${split.next}`)
  if (subtask.sink !== null) parts.push(`${plural(subtask.sink.count, 'row')} written`)
  if (subtask.late !== null) parts.push(...sayLate(subtask.late))
  if (subtask.watermark !== null) parts.push(`watermark ${eventTimeLabel(subtask.watermark)}`)
  return parts.join(', ')
}

function sayLate({ dropped, diverted }: LateRecords): string[] {
  const told = (count: number, went: string): string[] =>
    count === 0 ? [] : [`${plural(count, 'late record')} ${went}`]
  return [...told(dropped, 'dropped'), ...told(diverted, 'to a side output')]
}

function subtaskTitle(view: ClusterView, subtask: SubtaskView): string {
  const vertex = view.graph?.vertices[subtask.vertex]
  const name = vertex === undefined ? 'subtask' : taskName(vertex)
  return `${name} ${subtask.index + 1} of ${subtask.parallelism}`
}

function sayActivity(subtask: SubtaskView): string {
  const { activity } = subtask
  switch (activity.kind) {
    case 'aligning':
      return `aligning checkpoint ${activity.checkpoint}, ${activity.arrived} of ${activity.expected} barriers`
    case 'snapshot-sync':
      return `copying its state for checkpoint ${activity.checkpoint}`
    case 'uploading':
      return `uploading ${bytes(activity.bytes)} for checkpoint ${activity.checkpoint}`
    case 'acknowledged':
      return `acknowledged checkpoint ${activity.checkpoint}`
    case 'restoring':
      return activity.checkpoint === null
        ? 'restoring'
        : `restoring from checkpoint ${activity.checkpoint}`
    case 'created':
      return 'not started'
    case 'lost':
      return 'lost with its TaskManager'
    case 'running':
      return subtask.awaitsFinal ? 'at its end, waiting for its final snapshot' : 'running'
    case 'deploying':
    case 'finished':
    case 'cancelling':
    case 'cancelled':
    case 'failed':
      return activity.kind
  }
}

/** `channel from orders 1 of 2, blocked by barrier 4, 3 records queued`. */
export function sayChannel(view: ClusterView, channel: ChannelView): string {
  const from = view.subtasks[channel.from]
  const to = view.subtasks[channel.to]
  const ends = [from, to].map((one) => (one === undefined ? 'subtask' : subtaskTitle(view, one)))
  const parts = [`channel from ${ends[0]} to ${ends[1]}`]
  if (channel.lostAt !== null) parts.push('lost')
  else if (channel.blocked !== null) parts.push(`blocked by barrier ${channel.blocked.checkpoint}`)
  else if (channel.ended) parts.push('ended')
  const records = channel.elements.filter(({ kind }) => kind === 'record').length
  parts.push(records === 0 ? 'no records' : plural(records, 'record'))
  const barrier = channel.elements.find(({ kind }) => kind === 'barrier')
  if (barrier?.kind === 'barrier') parts.push(`barrier ${barrier.checkpoint} on its way`)
  if (channel.idle) parts.push('idle')
  if (channel.watermark !== null) parts.push(`watermark ${eventTimeLabel(channel.watermark)}`)
  return parts.join(', ')
}

/** `orders partition 0, next offset 1190, 4 to read, checkpoint 4 at 1186`. */
export function sayPartition(partition: PartitionView): string {
  const { topic, end, next, marks } = partition
  const parts = [`${topic} partition ${partition.partition}`]
  if (next === null) parts.push('not assigned', plural(end, 'record'))
  else parts.push(`next offset ${next}`, `${end - next} to read`)
  for (const mark of marks) parts.push(`checkpoint ${mark.checkpoint} at ${mark.offset}`)
  return parts.join(', ')
}

/** `checkpoint chk-3, completed, 7 of 7 acknowledged, 1.4 kB`. */
export function sayItem(item: ShelfItem): string {
  const kind = item.snapshot === 'checkpoint' ? 'checkpoint' : 'savepoint'
  const phase = item.phase === 'in-progress' ? 'in progress' : item.phase
  const parts = [`${kind} ${snapshotName(item)}`, item.phase === 'failed' ? 'abandoned' : phase]
  parts.push(`${item.acknowledged} of ${item.expected} acknowledged`)
  if (item.phase === 'completed') parts.push(bytes(item.bytes))
  if (item.restoreFrom) parts.push('the job restores from here')
  return parts.join(', ')
}
