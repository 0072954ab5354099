/** What subtasks and their activity are called on the screen. */
import type { ChannelView, ClusterView, SubtaskActivity, SubtaskView } from '../projection/index.ts'
import { seconds } from './format.ts'
import { taskName } from './graph/layout/names.ts'

/** `count 2/3`; the number of a subtask is shown from 1. */
export function subtaskName(view: ClusterView, id: number): string {
  const subtask = view.subtasks[id]
  const vertex = subtask === undefined ? undefined : view.graph?.vertices[subtask.vertex]
  if (subtask === undefined || vertex === undefined) return `subtask ${id + 1}`
  return `${taskName(vertex)} ${subtask.index + 1}/${subtask.parallelism}`
}

export function channelName(view: ClusterView, channel: ChannelView): string {
  return `${subtaskName(view, channel.from)} → ${subtaskName(view, channel.to)}`
}

export type Tone = 'plain' | 'barrier' | 'accent' | 'done' | 'failure' | 'savepoint'

/** What a subtask is doing, in words, and the tone they are said in. */
export function activityWords(activity: SubtaskActivity): {
  readonly text: string
  readonly tone: Tone
} {
  switch (activity.kind) {
    case 'aligning':
      return { text: `aligning, ${activity.arrived} of ${activity.expected}`, tone: 'barrier' }
    case 'snapshot-sync':
      return { text: `copying state for chk-${activity.checkpoint}`, tone: 'accent' }
    case 'uploading':
      return { text: `uploading chk-${activity.checkpoint}`, tone: 'accent' }
    case 'acknowledged':
      return { text: `acknowledged chk-${activity.checkpoint}`, tone: 'done' }
    case 'restoring':
      return {
        text:
          activity.checkpoint === null ? 'starting empty' : `restoring chk-${activity.checkpoint}`,
        tone: 'accent',
      }
    case 'failed':
    case 'lost':
      return { text: activity.kind, tone: 'failure' }
    case 'created':
    case 'deploying':
    case 'running':
    case 'finished':
    case 'cancelling':
    case 'cancelled':
      return { text: activity.kind, tone: 'plain' }
  }
}

/** Flink: KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex, as a person reads it. */
export function keyGroupsOf(view: ClusterView, subtask: SubtaskView): string {
  const max = view.graph?.vertices[subtask.vertex]?.maxParallelism ?? 128
  const { index, parallelism } = subtask
  const start = Math.floor((index * max + parallelism - 1) / parallelism)
  const end = Math.floor(((index + 1) * max - 1) / parallelism)
  return `key groups ${start}–${end}`
}

/** How long ago, in words of virtual time. */
export function since(now: number, at: number): string {
  return seconds(Math.max(0, now - at))
}
