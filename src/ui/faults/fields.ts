/** What can be chosen for a fault: machines, tasks, links and snapshots of the cluster as it stands. */
import type { OperatorNode } from '../../model/index.ts'
import type { ClusterView } from '../../projection/index.ts'
import { channelName, subtaskName } from '../names.ts'

export interface Choice {
  readonly value: string
  readonly label: string
}

/** Something a fault needs to know. Values are texts, as they stand in the form. */
export type Field =
  | {
      readonly kind: 'choice'
      readonly name: string
      readonly label: string
      choices(view: ClusterView): readonly Choice[]
    }
  | {
      readonly kind: 'number'
      readonly name: string
      readonly label: string
      readonly least: number
      readonly fallback: number
      /** `s`: shown in seconds, kept in virtual ms. */
      readonly unit: 's' | null
    }
  | {
      readonly kind: 'text'
      readonly name: string
      readonly label: string
      readonly fallback: string
    }

/** What stands in a form, by the names of its fields. */
export type Values = Readonly<Record<string, string>>

/** `count#1`, as commands name a subtask: by the uid of its first operator, where it has one. */
export function commandName(view: ClusterView, id: number): string {
  const subtask = view.subtasks[id]
  const vertex = subtask === undefined ? undefined : view.graph?.vertices[subtask.vertex]
  if (subtask === undefined || vertex === undefined) return ''
  return `${vertex.operators[0]?.uid ?? vertex.name}#${subtask.index}`
}

const subtasks = (view: ClusterView): readonly Choice[] =>
  view.subtasks.map(({ id }) => ({ value: commandName(view, id), label: subtaskName(view, id) }))

const links = (view: ClusterView): readonly Choice[] =>
  view.channels.map((channel) => ({
    value: `${commandName(view, channel.from)} ${commandName(view, channel.to)}`,
    label: channelName(view, channel),
  }))

const operatorName = ({ uid, name }: OperatorNode): string => uid ?? name

const operators = (view: ClusterView): readonly Choice[] =>
  (view.graph?.vertices ?? [])
    .flatMap((vertex) => vertex.operators)
    .map((operator) => ({ value: operatorName(operator), label: operator.name }))

const completed = (view: ClusterView): readonly Choice[] =>
  view.shelf
    .filter(({ phase }) => phase === 'completed')
    .map(({ checkpoint, label }) => label ?? `chk-${checkpoint}`)
    .map((name) => ({ value: name, label: name }))
    .reverse()

function choice(
  name: string,
  label: string,
  choices: (view: ClusterView) => readonly Choice[],
): Field {
  return { kind: 'choice', name, label, choices }
}

/** One of some words. */
export function oneOf(name: string, label: string, words: Readonly<Record<string, string>>): Field {
  const choices = Object.entries(words).map(([value, text]) => ({ value, label: text }))
  return choice(name, label, () => choices)
}

/** In virtual ms, shown in seconds. */
export function time(name: string, label: string, fallback: number): Field {
  return { kind: 'number', name, label, least: 0, fallback, unit: 's' }
}

export const fields = {
  taskManager: choice('taskManager', 'TaskManager', (view) =>
    view.taskManagers.map(({ id }) => ({ value: String(id), label: `TaskManager ${id}` })),
  ),
  subtask: choice('subtask', 'Subtask', subtasks),
  anySubtask: choice('subtask', 'Subtask', (view) => [
    { value: '', label: 'any' },
    ...subtasks(view),
  ]),
  link: choice('link', 'Link', links),
  operator: choice('operator', 'Operator', operators),
  snapshot: choice('snapshot', 'Snapshot', (view) => [
    { value: '', label: 'the newest completed checkpoint' },
    ...completed(view),
  ]),
} as const
