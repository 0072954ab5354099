/** What differs between two instants of the cluster: one numbered line each, with a before and an after. */
import type { ChannelView, ClusterView, SubtaskView } from '../../projection/index.ts'
import { plural, snapshotName } from '../format.ts'
import { type GraphObject } from '../graph/object.ts'
import { activityWords, channelName, subtaskName } from '../names.ts'
import { phaseWords } from '../snapshots.ts'

export interface Change {
  readonly title: string
  readonly before: string
  readonly after: string
  /** The channel before and after, where one changed: to be drawn. */
  readonly lane: readonly [ChannelView | null, ChannelView] | null
  /** Where it is in the picture. */
  readonly object: GraphObject
}

/** At most so many are listed; a step of more is summed up. */
export const mostChanges = 12

/** The changes from one view to the next, the cluster's first, then operators in the order of the flow. */
export function changesBetween(before: ClusterView, after: ClusterView): readonly Change[] {
  return [
    ...jobChanges(before, after),
    ...machineChanges(before, after),
    ...shelfChanges(before, after),
    ...after.subtasks.flatMap((subtask) => subtaskChanges(before, after, subtask)),
    ...after.channels.flatMap((channel) => channelChanges(before, after, channel)),
  ]
}

/** What changed, by its place in the picture; the order is that of the list. */
export function changedObjects(before: ClusterView, after: ClusterView): readonly GraphObject[] {
  return changesBetween(before, after).map(({ object }) => object)
}

interface Told {
  readonly title: string
  readonly before: string
  readonly after: string
}

function told(object: GraphObject, { title, before, after }: Told): Change {
  return { title, before, after, lane: null, object }
}

function jobChanges(before: ClusterView, after: ClusterView): Change[] {
  const from = before.jobManager.status
  const to = after.jobManager.status
  if (from === to || to === null) return []
  return [
    told(
      { kind: 'job-manager' },
      { title: `The job is ${to}`, before: from ?? 'not submitted', after: to },
    ),
  ]
}

function machineChanges(before: ClusterView, after: ClusterView): Change[] {
  return after.taskManagers
    .filter(({ id, lostAt }) => {
      const known = before.taskManagers.find((machine) => machine.id === id)
      return lostAt !== null && known?.lostAt === null
    })
    .map(({ id, slots }) =>
      told(
        { kind: 'task-manager', id },
        {
          title: `TaskManager ${id} is lost`,
          before: `there, ${plural(slots, 'slot')}`,
          after: 'gone, with its memory',
        },
      ),
    )
}

function shelfChanges(before: ClusterView, after: ClusterView): Change[] {
  return after.shelf.flatMap((item) => {
    const known = before.shelf.find(({ checkpoint }) => checkpoint === item.checkpoint)
    const words = (one: typeof item): string =>
      `${phaseWords(one)}, ${one.acknowledged} of ${one.expected}`
    const now = words(item)
    const was = known === undefined ? 'not there' : words(known)
    if (was === now) return []
    const title = `${snapshotName(item)}: ${phaseWords(item)}`
    return [told({ kind: 'checkpoint', id: item.checkpoint }, { title, before: was, after: now })]
  })
}

function subtaskChanges(before: ClusterView, after: ClusterView, subtask: SubtaskView): Change[] {
  const known = before.subtasks[subtask.id]
  if (known === undefined || known === subtask) return []
  const name = subtaskName(after, subtask.id)
  const object = { kind: 'subtask', id: subtask.id } as const
  const from = activityWords(known.activity).text
  const to = activityWords(subtask.activity).text
  const activity = from === to ? [] : [{ title: `${name}: ${to}`, before: from, after: to }]
  const all = [
    ...activity,
    ...keyChanges(name, known, subtask),
    ...splitChanges(name, known, subtask),
  ]
  return all.map((one) => told(object, one))
}

function keyChanges(name: string, before: SubtaskView, after: SubtaskView): Told[] {
  return after.keys.flatMap(({ key, value }) => {
    const was = before.keys.find((one) => one.key === key)?.value ?? null
    if (was === value) return []
    const now = value ?? 'nothing'
    return [{ title: `${name} holds ${now} for ${key}`, before: was ?? 'nothing', after: now }]
  })
}

function splitChanges(name: string, before: SubtaskView, after: SubtaskView): Told[] {
  return after.splits.flatMap(({ topic, partition, next }) => {
    const was = before.splits.find((one) => one.topic === topic && one.partition === partition)
    if (was === undefined || was.next === next) return []
    return [
      {
        title: `${name} moved in p${partition}`,
        before: `next ${was.next}`,
        after: `next ${next}`,
      },
    ]
  })
}

function channelChanges(before: ClusterView, after: ClusterView, channel: ChannelView): Change[] {
  const known = before.channels[channel.id] ?? null
  if (known === channel) return []
  const name = channelName(after, channel)
  const wasBlocked = (known?.blocked ?? null) !== null
  const isBlocked = channel.blocked !== null
  const lane = [known, channel] as const
  const rest = {
    before: stateOf(known),
    after: stateOf(channel),
    lane,
    object: { kind: 'channel', id: channel.id },
  } as const
  if (wasBlocked !== isBlocked)
    return [{ title: `${name} is ${isBlocked ? 'now blocked' : 'open again'}`, ...rest }]
  const came = channel.elements.filter(({ id }) => !known?.elements.some((one) => one.id === id))
  const went = (known?.elements ?? []).filter(
    ({ id }) => !channel.elements.some((one) => one.id === id),
  )
  if (came.length === 0 && went.length === 0) return []
  const what =
    came.length > 0
      ? `${plural(came.length, 'element')} entered`
      : `${plural(went.length, 'element')} left`
  return [{ title: `${what} ${name}`, ...rest }]
}

function stateOf(channel: ChannelView | null): string {
  if (channel === null) return 'not there'
  const inside = plural(channel.elements.length, 'element')
  return channel.blocked === null ? `open, ${inside}` : `blocked, ${inside}`
}
