/** `lab cut`: a connection is reset. */
import { labCommand, word } from './lab-command.ts'
import { subtaskNames } from './names.ts'

export const cut = labCommand({
  name: 'cut',
  usage: '<from task> <to task>',
  summary: 'a connection is reset, and its receiver fails',
  command: (line) => ({
    kind: 'cut-link',
    from: word(line, 0, 'the task it comes from'),
    to: word(line, 1, 'the task it goes to'),
  }),
  words: (command) => (command.kind === 'cut-link' ? [command.from, command.to] : null),
  complete: (_, scene) => subtaskNames(scene),
})
