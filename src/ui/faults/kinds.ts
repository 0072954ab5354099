/** Everything that can be broken by hand: what it is called, what it needs to know, and the command it gives. */
import type { Command, TaskManagerId } from '../../model/index.ts'
import { type Field, fields, oneOf, time, type Values } from './fields.ts'

/** A command that can be given by itself. */
type Direct = Exclude<Command, { readonly kind: 'at-next' }>

export interface FaultKind {
  readonly id: string
  readonly title: string
  /** What comes of it, in a sentence. */
  readonly says: string
  readonly fields: readonly Field[]
  /** `values` has a text for each field. */
  command(values: Values): Direct
}

/** A group of kinds, as the list shows them. */
export interface FaultGroup {
  readonly title: string
  readonly kinds: readonly FaultKind[]
}

const text = (values: Values, name: string): string => values[name] ?? ''
const whole = (values: Values, name: string): number => Math.round(Number(text(values, name)))
const machine = (values: Values): TaskManagerId => whole(values, 'taskManager') as TaskManagerId

function ends(values: Values): { readonly from: string; readonly to: string } {
  const [from = '', to = ''] = text(values, 'link').split(' ')
  return { from, to }
}

const machines: readonly FaultKind[] = [
  {
    id: 'kill-task-manager',
    title: 'Kill a TaskManager',
    says: 'Its tasks and all they had in memory are gone. The job restarts from the newest completed checkpoint.',
    fields: [
      fields.taskManager,
      oneOf('replaced', 'Then', { yes: 'another takes its place', no: 'none takes its place' }),
    ],
    command: (values) => ({
      kind: 'kill-task-manager',
      taskManager: machine(values),
      ...(text(values, 'replaced') === 'no' ? { replaced: false } : {}),
    }),
  },
  {
    id: 'stall-task-manager',
    title: 'Let a TaskManager stand still',
    says: 'A long garbage collection: no thread of it runs. Beyond heartbeat.timeout it is given up, and comes back as a zombie.',
    fields: [fields.taskManager, time('duration', 'For', 60_000)],
    command: (values) => ({
      kind: 'stall-task-manager',
      taskManager: machine(values),
      duration: whole(values, 'duration'),
    }),
  },
  {
    id: 'start-task-manager',
    title: 'Start a TaskManager',
    says: 'It registers with the JobManager, and a job that waits for slots goes on.',
    fields: [fields.taskManager],
    command: (values) => ({ kind: 'start-task-manager', taskManager: machine(values) }),
  },
  {
    id: 'kill-job-manager',
    title: 'Kill the JobManager',
    says: 'With high availability another takes over and recovers the job. Without, the job is lost, and its retained checkpoints stay.',
    fields: [],
    command: () => ({ kind: 'kill-job-manager' }),
  },
]

const code: readonly FaultKind[] = [
  {
    id: 'fail-task',
    title: 'Fail a task',
    says: 'As if its code had thrown: its region restarts.',
    fields: [fields.subtask],
    command: (values) => ({ kind: 'fail-task', subtask: text(values, 'subtask') }),
  },
  {
    id: 'throw-at-record',
    title: 'Throw at a record',
    says: 'The operator throws once, at the n-th record from now on.',
    fields: [
      fields.operator,
      { kind: 'number', name: 'record', label: 'Record', least: 1, fallback: 1, unit: null },
    ],
    command: (values) => ({
      kind: 'poison-operator',
      operator: text(values, 'operator'),
      record: whole(values, 'record'),
      contains: null,
    }),
  },
  {
    id: 'poison-record',
    title: 'Poison a record',
    says: 'The operator throws at every record with this text, each time it is read: after a restart too.',
    fields: [
      fields.operator,
      { kind: 'text', name: 'contains', label: 'Record contains', fallback: 'apple' },
    ],
    command: (values) => ({
      kind: 'poison-operator',
      operator: text(values, 'operator'),
      record: null,
      contains: text(values, 'contains'),
    }),
  },
]

const network: readonly FaultKind[] = [
  {
    id: 'slow-link',
    title: 'Slow a link',
    says: 'All that goes over it arrives later, barriers too.',
    fields: [fields.link, time('delay', 'Later by', 1_000), time('duration', 'For', 10_000)],
    command: (values) => ({
      kind: 'slow-link',
      ...ends(values),
      delay: whole(values, 'delay'),
      duration: whole(values, 'duration'),
    }),
  },
  {
    id: 'cut-link',
    title: 'Cut a link',
    says: 'The connection is reset, and the receiving task fails.',
    fields: [fields.link],
    command: (values) => ({ kind: 'cut-link', ...ends(values) }),
  },
]

type Trouble = 'unavailable' | 'full' | 'slow'

const storage: readonly FaultKind[] = [
  {
    id: 'storage-trouble',
    title: 'Trouble checkpoint storage',
    says: 'Checkpoints fail or take longer meanwhile; how many may fail is execution.checkpointing.tolerable-failed-checkpoints.',
    fields: [
      oneOf('trouble', 'It', {
        unavailable: 'does not answer',
        full: 'has no room',
        slow: 'is slow',
      }),
      time('duration', 'For', 10_000),
      time('delay', 'If slow, later by', 3_000),
    ],
    command: (values) => ({
      kind: 'storage-trouble',
      trouble: text(values, 'trouble') as Trouble,
      delay: text(values, 'trouble') === 'slow' ? whole(values, 'delay') : 0,
      duration: whole(values, 'duration'),
    }),
  },
  {
    id: 'damage-snapshot',
    title: 'Damage a checkpoint',
    says: 'Nobody notices before the file is read: state by a task that is restored, and no older checkpoint is tried; _metadata only by a restore from the path, not by the job that wrote it.',
    fields: [
      fields.snapshot,
      oneOf('file', 'File', {
        '': 'one of keyed state',
        shared: 'one in shared/',
        _metadata: '_metadata',
      }),
      oneOf('fault', 'It is', { lost: 'deleted', damaged: 'corrupted' }),
    ],
    command: (values) => ({
      kind: 'damage-snapshot',
      snapshot: text(values, 'snapshot'),
      ...(text(values, 'file') === '' ? {} : { file: text(values, 'file') }),
      fault: text(values, 'fault') as 'lost' | 'damaged',
    }),
  },
  {
    id: 'delay-notification',
    title: 'Lose word of a completion',
    says: 'The checkpoint is complete, and the task learns of it late or never: a later one covers it.',
    fields: [
      fields.anySubtask,
      oneOf('fate', 'The next notification is', { lost: 'lost', late: 'late' }),
      time('delay', 'If late, by', 3_000),
    ],
    command: (values) => ({
      kind: 'delay-notification',
      subtask: text(values, 'subtask') || null,
      delay: text(values, 'fate') === 'lost' ? null : whole(values, 'delay'),
    }),
  },
]

const job: readonly FaultKind[] = [
  {
    id: 'cancel-job',
    title: 'Cancel the job',
    says: 'It ends as CANCELED. Whether its checkpoints stay is execution.checkpointing.externalized-checkpoint-retention.',
    fields: [],
    command: () => ({ kind: 'cancel-job' }),
  },
]

export const faultGroups: readonly FaultGroup[] = [
  { title: 'Machines', kinds: machines },
  { title: 'Code', kinds: code },
  { title: 'Network', kinds: network },
  { title: 'Storage', kinds: storage },
  { title: 'Job', kinds: job },
]
