/**
 * Which facts are steps, and the mark each is told with. Apart from their sentences, which a page can fetch after its
 * first picture.
 */
import type { FactKind, TraceEvent } from './event.ts'

/** The mark in front of a sentence: what kind of thing happened. */
export type Glyph =
  | 'record'
  | 'barrier'
  | 'watermark'
  | 'timer'
  | 'state'
  | 'acknowledgement'
  | 'checkpoint'
  | 'savepoint'
  | 'storage'
  | 'failure'
  | 'restore'
  | 'command'
  | 'job'

/** What a step is a step of; a person can go to the next of one class. */
export type StepClass =
  | 'record'
  | 'barrier'
  | 'acknowledgement'
  | 'state-write'
  /** The end of a checkpoint or savepoint, good or bad; its stages are `snapshot`. */
  | 'checkpoint'
  | 'snapshot'
  | 'watermark'
  | 'failure'
  | 'restore'
  | 'command'
  | 'output'

/** The mark, and the class of the step; null where stopping would show nothing new. */
type Step<E extends TraceEvent> = readonly [
  glyph: Glyph | ((event: E) => Glyph),
  step: StepClass | null | ((event: E) => StepClass | null),
]

const snapshotGlyph = ({ snapshot }: { readonly snapshot: string }): Glyph =>
  snapshot === 'checkpoint' ? 'checkpoint' : 'savepoint'

const steps: { readonly [K in FactKind]: Step<Extract<TraceEvent, { readonly kind: K }>> } = {
  'task-manager-started': ['job', null],
  'task-manager-lost': ['failure', 'failure'],
  'job-submitted': ['job', null],
  'job-refused': ['failure', 'failure'],
  'tasks-scheduled': ['job', null],
  'job-status-changed': [
    (e) => (e.status === 'FAILED' || e.status === 'FAILING' ? 'failure' : 'job'),
    (e) => {
      if (e.status === 'CREATED' || e.status === 'CANCELLING') return null
      // An end that was meant is no failure.
      if (e.status === 'FINISHED' || e.status === 'CANCELED') return 'command'
      return e.status === 'RUNNING' ? 'restore' : 'failure'
    },
  ],
  'command-submitted': ['command', 'command'],
  'restart-scheduled': ['restore', 'restore'],
  'restart-refused': ['failure', 'failure'],
  'restore-started': ['restore', 'restore'],
  'task-status-changed': [(e) => (e.status === 'FAILED' ? 'failure' : 'job'), null],
  'task-failed': ['failure', 'failure'],
  'end-of-data-reached': ['job', 'record'],
  'final-checkpoint-awaited': ['checkpoint', null],
  'restored-as-finished': ['job', null],
  'record-taken': ['record', 'record'],
  'record-processed': ['record', null],
  'back-pressure-started': ['record', 'record'],
  'back-pressure-ended': ['record', null],
  'metric-reported': ['job', null],
  logged: ['record', null],
  'record-emitted': ['record', null],
  'watermark-emitted': ['watermark', null],
  'watermark-status-emitted': ['watermark', null],
  'barrier-emitted': ['barrier', null],
  'cancel-marker-emitted': ['barrier', null],
  'end-of-data-emitted': ['record', null],
  'end-of-partition-emitted': ['record', null],
  'element-sent': ['record', null],
  'buffers-announced': ['record', null],
  'channel-blocked': ['barrier', 'barrier'],
  'channel-unblocked': ['barrier', null],
  'end-of-data-received': ['record', null],
  'end-of-partition-received': ['record', null],
  'watermark-received': ['watermark', null],
  'watermark-advanced': ['watermark', 'watermark'],
  'watermark-status-received': ['watermark', null],
  'watermark-status-changed': ['watermark', 'watermark'],
  'split-watermark-advanced': ['watermark', null],
  'watermark-generated': ['watermark', 'watermark'],
  'watermark-status-generated': ['watermark', 'watermark'],
  'watermark-alignment-announced': ['watermark', null],
  'alignment-wait-started': ['watermark', 'watermark'],
  'alignment-wait-ended': ['watermark', 'watermark'],
  'timer-registered': ['timer', null],
  'timer-deleted': ['timer', null],
  'timer-fired': ['timer', 'watermark'],
  'window-element-added': ['state', null],
  'windows-merged': ['state', 'state-write'],
  'window-fired': ['timer', 'watermark'],
  'window-purged': ['state', null],
  'window-cleaned': ['state', null],
  'late-element': ['record', 'watermark'],
  'state-registered': ['state', null],
  'state-updated': ['state', 'state-write'],
  'state-expired': ['state', 'state-write'],
  'state-cleared': ['state', 'state-write'],
  'operator-state-registered': ['state', null],
  'operator-state-changed': ['state', 'state-write'],
  'flush-started': ['storage', null],
  'memtable-flushed': ['storage', null],
  'compaction-started': ['storage', null],
  'compaction-finished': ['storage', null],
  'write-stall-started': ['storage', null],
  'write-stall-ended': ['storage', null],
  'blocks-read': ['storage', null],
  'store-measured': ['storage', null],
  'changelog-persisted': ['storage', null],
  'materialization-started': ['storage', 'snapshot'],
  'materialization-completed': ['storage', 'snapshot'],
  'materialization-failed': ['failure', 'failure'],
  'changelog-truncated': ['storage', null],
  'state-restored': ['restore', 'restore'],
  'entries-restored': ['restore', null],
  'state-read-started': ['restore', null],
  'operator-matched': ['restore', (e) => (e.result === 'matched' ? null : 'restore')],
  'async-started': ['record', null],
  'async-completed': ['record', null],
  'async-timed-out': ['failure', 'failure'],
  'async-retry-planned': ['record', null],
  'async-queue-full': ['record', null],
  'async-queue-freed': ['record', null],
  'checkpoint-triggered': [snapshotGlyph, 'snapshot'],
  'checkpoint-request-rejected': [snapshotGlyph, 'snapshot'],
  'snapshot-requested': ['barrier', 'barrier'],
  'barrier-received': ['barrier', 'barrier'],
  'barrier-ignored': ['barrier', 'barrier'],
  'cancel-marker-received': ['barrier', 'barrier'],
  'alignment-completed': ['barrier', null],
  'checkpoint-aborted-on-task': ['checkpoint', 'snapshot'],
  'snapshot-started': ['state', 'snapshot'],
  'snapshot-taken': ['storage', 'snapshot'],
  'snapshot-uploaded': ['storage', null],
  'checkpoint-acknowledged': ['acknowledgement', 'acknowledgement'],
  'finished-subtask-counted': ['checkpoint', null],
  'acknowledgement-ignored': ['acknowledgement', 'acknowledgement'],
  'checkpoint-declined': ['checkpoint', 'snapshot'],
  'checkpoint-completed': [snapshotGlyph, 'checkpoint'],
  'checkpoint-failed': [snapshotGlyph, 'checkpoint'],
  'checkpoint-notified': ['checkpoint', null],
  'checkpoint-abort-notified': ['checkpoint', null],
  'checkpoint-subsumed': ['storage', null],
  'snapshot-claimed': ['storage', null],
  'snapshot-discarded': ['storage', null],
  'record-produced': ['record', null],
  'partition-assigned': ['restore', (e) => (e.offset > 0 ? 'restore' : null)],
  'source-enumerator-started': ['record', 'record'],
  'source-switched': ['record', 'record'],
  'source-finished': ['record', null],
  'record-read': ['record', 'record'],
  'transaction-begun': ['record', null],
  'transaction-written': ['record', null],
  'transaction-precommitted': ['savepoint', 'snapshot'],
  'transaction-committed': ['savepoint', 'output'],
  'commit-failed': ['failure', 'failure'],
  'transaction-aborted': ['failure', 'restore'],
  'sink-written': ['record', 'output'],
  'mail-known': ['record', 'output'],
  'group-offsets-committed': ['record', null],
  'command-without-effect': ['command', null],
  'command-due': ['command', 'command'],
  'job-manager-lost': ['failure', 'failure'],
  'job-manager-started': ['restore', 'restore'],
  'task-manager-stalled': ['failure', 'failure'],
  'task-manager-awake': ['restore', 'restore'],
  'link-slowed': ['failure', 'failure'],
  'connection-lost': ['failure', 'failure'],
  'storage-trouble-started': ['failure', 'failure'],
  'storage-trouble-ended': ['restore', 'restore'],
  'snapshot-file-damaged': ['failure', 'failure'],
  'notification-delayed': ['failure', 'failure'],
  'slot-request-timed-out': ['failure', 'failure'],
  'barrier-announced': ['barrier', null],
  'alignment-timed-out': ['barrier', 'barrier'],
  'barrier-overtook': ['barrier', 'barrier'],
  'in-flight-persisted': ['storage', 'snapshot'],
  'in-flight-written': ['storage', 'snapshot'],
  'in-flight-restored': ['restore', 'restore'],
  'element-restored': ['restore', null],
}

/** The mark an event is told with. */
export function glyphOf(event: TraceEvent): Glyph {
  const [glyph] = steps[event.kind] as Step<TraceEvent>
  return typeof glyph === 'function' ? glyph(event) : glyph
}

/** Whether an event is worth stopping at, and as what; needs no names. */
export function stepOf(event: TraceEvent): StepClass | null {
  const [, step] = steps[event.kind] as Step<TraceEvent>
  return typeof step === 'function' ? step(event) : step
}
