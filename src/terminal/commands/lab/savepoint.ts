/** `lab savepoint`: what `flink savepoint` and `flink stop` do, with a label of one's own, and at a moment. */
import { nextLabel } from '../flink/snapshot-request.ts'
import { labCommand, trouble } from './lab-command.ts'

export const savepoint = labCommand({
  name: 'savepoint',
  usage: '[--label <name>] [--native] [--stop | --drain]',
  summary: 'a savepoint with a label, and for moments; else type flink savepoint or flink stop',
  valued: ['label'],
  flags: ['native', 'stop', 'drain'],
  command({ options }, scene) {
    if (options.has('stop') && options.has('drain')) trouble('--drain stops, too')
    const then = options.has('drain') ? 'drain' : options.has('stop') ? 'stop' : 'continue'
    const label = options.get('label') ?? nextLabel(scene)
    const format = options.has('native') ? ({ format: 'NATIVE' } as const) : {}
    return { kind: 'trigger-savepoint', label, then, ...format }
  },
  words(command) {
    if (command.kind !== 'trigger-savepoint') return null
    const { label, then, format } = command
    const native = format === 'NATIVE' ? ['--native'] : []
    return ['--label', label, ...native, ...(then === 'continue' ? [] : [`--${then}`])]
  },
})
