/** `lab cancel`: what `flink cancel` does, at a moment. */
import { labCommand } from './lab-command.ts'

export const cancel = labCommand({
  name: 'cancel',
  usage: '',
  summary: 'the job is cancelled, for moments; else type flink cancel',
  command: () => ({ kind: 'cancel-job' }),
  words: ({ kind }) => (kind === 'cancel-job' ? [] : null),
})
