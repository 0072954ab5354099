/** The form in which a person says what breaks, and when: its fields, and the command it makes. */
import type { Command, Occurrence, TaskManagerId } from '../../model/index.ts'
import type { ClusterView } from '../../projection/index.ts'

/** What is written in the form; a fault takes of it what it needs. */
export interface FaultForm {
  fault: FaultName
  taskManager: number
  subtask: string
  operator: string
  /** `from -> to`. */
  channel: string
  /** Virtual ms. */
  delay: number
  duration: number
  record: number
  text: string
  snapshot: string
  /** '' : now. */
  event: Occurrence['fact'] | ''
  /** '': of any. */
  eventSubtask: string
  /** 0: of any. */
  eventCheckpoint: number
  eventCount: number
}

export type Field =
  | 'taskManager'
  | 'subtask'
  | 'operator'
  | 'channel'
  | 'delay'
  | 'duration'
  | 'record'
  | 'text'
  | 'snapshot'

/** Every fault, by the name of its choice. */
export const faultNames = {
  'kill-for-good': { label: 'Kill a TaskManager, without a replacement', fields: ['taskManager'] },
  kill: { label: 'Kill a TaskManager', fields: ['taskManager'] },
  stall: { label: 'Let a TaskManager stand still', fields: ['taskManager', 'duration'] },
  start: { label: 'Start a TaskManager', fields: ['taskManager'] },
  'job-manager': { label: 'Kill JobManager', fields: [] },
  task: { label: 'Fail a task', fields: ['subtask'] },
  record: { label: 'Throw in an operator, at a record from now', fields: ['operator', 'record'] },
  poison: { label: 'Throw in an operator, for a poison record', fields: ['operator', 'text'] },
  slow: { label: 'Slow a link', fields: ['channel', 'delay', 'duration'] },
  cut: { label: 'Cut a link', fields: ['channel'] },
  unavailable: { label: 'Checkpoint storage does not answer', fields: ['duration'] },
  full: { label: 'Checkpoint storage is full', fields: ['duration'] },
  'slow-storage': { label: 'Checkpoint storage is slow', fields: ['delay', 'duration'] },
  delete: { label: 'Delete a file of a checkpoint', fields: ['snapshot'] },
  corrupt: { label: 'Corrupt a file of a checkpoint', fields: ['snapshot'] },
  'lose-word': { label: 'Lose the next notification of completion', fields: ['subtask'] },
  'late-word': { label: 'Delay the next notification of completion', fields: ['subtask', 'delay'] },
} as const satisfies Record<string, { readonly label: string; readonly fields: readonly Field[] }>

export type FaultName = keyof typeof faultNames

/** What there is to break. */
export interface Targets {
  readonly taskManagers: readonly number[]
  readonly subtasks: readonly string[]
  readonly operators: readonly string[]
  readonly channels: readonly string[]
  /** Newest first. */
  readonly snapshots: readonly string[]
}

export function targetsOf({
  graph,
  subtasks,
  channels,
  taskManagers,
  shelf,
}: ClusterView): Targets {
  const names = subtasks.map(({ vertex, index }) => {
    const node = graph?.vertices[vertex]?.operators[0]
    return `${node?.uid ?? node?.name ?? vertex}#${index}`
  })
  const kept = shelf.filter(({ phase }) => phase === 'completed')
  return {
    taskManagers: taskManagers.map(({ id }) => id),
    subtasks: names,
    operators:
      graph?.vertices.flatMap((vertex) => vertex.operators.map(({ uid, name }) => uid ?? name)) ??
      [],
    channels: channels.map(({ from, to }) => `${names[from] ?? ''} -> ${names[to] ?? ''}`),
    snapshots: kept.map(({ label, checkpoint }) => label ?? `chk-${checkpoint}`).reverse(),
  }
}

export function emptyForm(targets: Targets): FaultForm {
  return {
    fault: 'task',
    taskManager: targets.taskManagers[0] ?? 1,
    subtask: targets.subtasks[0] ?? '',
    operator: targets.operators[0] ?? '',
    channel: targets.channels[0] ?? '',
    delay: 500,
    duration: 5_000,
    record: 1,
    text: '',
    snapshot: targets.snapshots[0] ?? '',
    event: '',
    eventSubtask: '',
    eventCheckpoint: 0,
    eventCount: 1,
  }
}

type Simple = Exclude<Command, { kind: 'at-next' }>

/** The command the form asks for. */
export function commandOf(form: FaultForm): Command {
  const command = makers[form.fault](form)
  if (form.event === '') return command
  const event: Occurrence = {
    fact: form.event,
    subtask: form.eventSubtask === '' ? null : form.eventSubtask,
    checkpoint: form.eventCheckpoint === 0 ? null : form.eventCheckpoint,
    count: Math.max(1, form.eventCount),
  }
  return { kind: 'at-next', event, command }
}

const makers: Readonly<Record<FaultName, (form: FaultForm) => Simple>> = {
  'kill-for-good': (form) => ({ kind: 'kill-task-manager', ...machine(form), replaced: false }),
  kill: (form) => ({ kind: 'kill-task-manager', ...machine(form) }),
  stall: (form) => ({ kind: 'stall-task-manager', ...machine(form), duration: form.duration }),
  start: (form) => ({ kind: 'start-task-manager', ...machine(form) }),
  'job-manager': () => ({ kind: 'kill-job-manager' }),
  task: ({ subtask }) => ({ kind: 'fail-task', subtask }),
  record: ({ operator, record }) => ({
    ...{ kind: 'poison-operator', operator, record: Math.max(1, record), contains: null },
  }),
  poison: ({ operator, text }) => ({
    ...{ kind: 'poison-operator', operator, record: null, contains: text },
  }),
  slow: (form) => ({
    ...{ kind: 'slow-link', ...ends(form), delay: form.delay, duration: form.duration },
  }),
  cut: (form) => ({ kind: 'cut-link', ...ends(form) }),
  unavailable: (form) => storage('unavailable', form),
  full: (form) => storage('full', form),
  'slow-storage': (form) => storage('slow', form),
  delete: ({ snapshot }) => ({ kind: 'damage-snapshot', snapshot, fault: 'lost' }),
  corrupt: ({ snapshot }) => ({ kind: 'damage-snapshot', snapshot, fault: 'damaged' }),
  'lose-word': ({ subtask }) => ({ kind: 'delay-notification', subtask, delay: null }),
  'late-word': ({ subtask, delay }) => ({ kind: 'delay-notification', subtask, delay }),
}

function machine({ taskManager }: FaultForm): { readonly taskManager: TaskManagerId } {
  return { taskManager: taskManager as TaskManagerId }
}

function ends({ channel }: FaultForm): { readonly from: string; readonly to: string } {
  const [from = '', to = ''] = channel.split(' -> ')
  return { from, to }
}

function storage(trouble: 'unavailable' | 'full' | 'slow', form: FaultForm): Simple {
  const delay = trouble === 'slow' ? form.delay : 0
  return { kind: 'storage-trouble', trouble, delay, duration: form.duration }
}
