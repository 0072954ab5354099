/** What a command asks for, behind "You ask to". */
import { unreachable } from '../../base/index.ts'
import type { Command, Fault, Occurrence } from '../../model/index.ts'
import { duration } from './telling.ts'

const savepointVerbs = {
  continue: 'trigger',
  stop: 'stop with',
  drain: 'drain and stop with',
}

const typed = { CONFIGURED: 'a', FULL: 'a full', INCREMENTAL: 'an incremental' }

export function asked(command: Command): string {
  switch (command.kind) {
    case 'trigger-checkpoint':
      return `trigger ${typed[command.checkpointType ?? 'CONFIGURED']} checkpoint`
    case 'trigger-savepoint':
      return `${savepointVerbs[command.then]} ${command.format === 'NATIVE' ? 'native ' : ''}savepoint ${command.label}`
    case 'kill-task-manager':
      return `kill TaskManager ${command.taskManager}${command.replaced === false ? ' for good' : ''}`
    case 'cancel-job':
      return 'cancel the job'
    case 'dispose-savepoint':
      return `dispose of ${command.savepoint}`
    case 'produce':
      return `produce a record to ${command.topic}-${command.partition}`
    case 'storage-fault':
      return `let storage be ${command.fault} for ${command.blob}`
    case 'at-next':
      return `${asked(command.command)} at ${occurrenceText(command.event)}`
    default:
      return faultAsked(command)
  }
}

function faultAsked(fault: Fault): string {
  switch (fault.kind) {
    case 'kill-job-manager':
      return 'kill the JobManager'
    case 'start-task-manager':
      return `start TaskManager ${fault.taskManager}`
    case 'stall-task-manager':
      return `let TaskManager ${fault.taskManager} stand still for ${duration(fault.duration)}`
    case 'fail-task':
      return `fail ${fault.subtask}`
    case 'poison-operator':
      return fault.record === null
        ? `let ${fault.operator} throw for records with "${fault.contains ?? ''}"`
        : `let ${fault.operator} throw at record ${fault.record}`
    case 'slow-link':
      return `slow ${fault.from} to ${fault.to} by ${duration(fault.delay)}`
    case 'cut-link':
      return `cut ${fault.from} to ${fault.to}`
    default:
      return storageAsked(fault)
  }
}

type OfStorage = Extract<
  Fault,
  { kind: 'storage-trouble' | 'damage-snapshot' | 'delay-notification' }
>

function storageAsked(fault: OfStorage): string {
  switch (fault.kind) {
    case 'storage-trouble':
      return `let storage be ${fault.trouble} for ${duration(fault.duration)}`
    case 'damage-snapshot':
      return `${fault.fault === 'lost' ? 'delete' : 'corrupt'} ${fault.file ?? 'a file'} of ${fault.snapshot || 'the newest checkpoint'}`
    case 'delay-notification':
      return `${fault.delay === null ? 'lose' : 'delay'} the next notification of completion`
    default:
      return unreachable(fault)
  }
}

/** An occurrence in a few words: `barrier-received at count#1, the 3rd`. */
function occurrenceText({ fact, checkpoint, subtask, count }: Occurrence): string {
  const what = fact.replaceAll('-', ' ')
  const of = checkpoint === null ? '' : ` of ${checkpoint}`
  const at = subtask === null ? '' : ` at ${subtask}`
  return `${count === 1 ? 'the next' : `number ${count} of`} ${what}${of}${at}`
}
