/** `lab checkpoint`: what `flink checkpoint` does, also INCREMENTAL, which only REST knows, and at a moment. */
import { labCommand, trouble } from './lab-command.ts'

export const checkpoint = labCommand({
  name: 'checkpoint',
  usage: '[--full | --incremental]',
  summary: 'a checkpoint, for --incremental and for moments; else type flink checkpoint',
  flags: ['full', 'incremental'],
  command({ options }) {
    if (options.size > 1 && options.has('full') && options.has('incremental'))
      trouble('it is full or incremental')
    const type = options.has('full') ? 'FULL' : options.has('incremental') ? 'INCREMENTAL' : null
    return { kind: 'trigger-checkpoint', ...(type !== null && { checkpointType: type }) }
  },
  words(command) {
    if (command.kind !== 'trigger-checkpoint') return null
    const { checkpointType = 'CONFIGURED' } = command
    return checkpointType === 'CONFIGURED' ? [] : [`--${checkpointType.toLowerCase()}`]
  },
})
