/** `lab savepoint`: what `flink savepoint` and `flink stop` do, with a label of one's own, and at a moment. */
import { nextLabel } from '../flink/snapshot-request.ts'
import { labCommand, trouble } from './lab-command.ts'

export const savepoint = labCommand({
  name: 'savepoint',
  usage: '[--label <name>] [--stop | --drain]',
  summary: 'a savepoint with a label, and for moments; else type flink savepoint or flink stop',
  valued: ['label'],
  flags: ['stop', 'drain'],
  command({ options }, scene) {
    if (options.has('stop') && options.has('drain')) trouble('--drain stops, too')
    const then = options.has('drain') ? 'drain' : options.has('stop') ? 'stop' : 'continue'
    return { kind: 'trigger-savepoint', label: options.get('label') ?? nextLabel(scene), then }
  },
  words(command) {
    if (command.kind !== 'trigger-savepoint') return null
    const { label, then } = command
    return ['--label', label, ...(then === 'continue' ? [] : [`--${then}`])]
  },
})
