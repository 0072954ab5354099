/** When a fault strikes: at the cursor, or when something named happens next. */
import type { Command, Occurrence } from '../../model/index.ts'

/** What can be waited for, in words that follow "the next". */
export const happenings: Readonly<Record<Occurrence['fact'], string>> = {
  'checkpoint-triggered': 'trigger of a checkpoint',
  'snapshot-requested': 'request of a snapshot at a source',
  'barrier-received': 'barrier that arrives',
  'alignment-completed': 'end of an alignment',
  'snapshot-started': 'synchronous part that begins',
  'snapshot-taken': 'synchronous part that is done',
  'snapshot-uploaded': 'upload that is done',
  'checkpoint-acknowledged': 'acknowledgement at the JobManager',
  'checkpoint-completed': 'completion of a checkpoint',
  'checkpoint-failed': 'checkpoint that fails',
  'checkpoint-notified': 'notification of a completion',
  'checkpoint-abort-notified': 'notification of an abort',
  'transaction-precommitted': 'transaction that is pre-committed',
  'transaction-committed': 'transaction that is committed',
  'record-taken': 'record that a task takes',
  'record-read': 'record that a source reads',
  'record-processed': 'record that is processed',
  'timer-fired': 'timer that fires',
  'task-failed': 'task that fails',
  'task-manager-lost': 'loss of a TaskManager',
  'restart-scheduled': 'restart that is planned',
  'restore-started': 'restore that begins',
  'state-read-started': 'read of state from storage',
  'state-restored': 'task that has its state back',
}

export interface Moment {
  /** Null: at once. */
  readonly fact: Occurrence['fact'] | null
  /** How many of them to wait for; 1: the next. */
  readonly count: number
  /** As typed; empty: any. */
  readonly checkpoint: string
  /** `count#1`; empty: any. */
  readonly subtask: string
}

export const atOnce: Moment = { fact: null, count: 1, checkpoint: '', subtask: '' }

export function commandAt(
  { fact, count, checkpoint, subtask }: Moment,
  command: Exclude<Command, { readonly kind: 'at-next' }>,
): Command {
  if (fact === null) return command
  const event: Occurrence = {
    fact,
    checkpoint: checkpoint.trim() === '' ? null : Math.round(Number(checkpoint)),
    subtask: subtask === '' ? null : subtask,
    count: Math.max(1, Math.round(count)),
  }
  return { kind: 'at-next', event, command }
}
