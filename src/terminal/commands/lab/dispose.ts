/** `lab dispose`: what `flink savepoint -d` does, by name, and at a moment. */
import { labCommand, word } from './lab-command.ts'
import { snapshotNames } from './names.ts'

export const dispose = labCommand({
  name: 'dispose',
  usage: 'savepoint-<n>',
  summary: 'a savepoint is deleted, by its number or label; else type flink savepoint -d',
  command: (line) => ({ kind: 'dispose-savepoint', savepoint: word(line, 0, 'the savepoint') }),
  words: (command) => (command.kind === 'dispose-savepoint' ? [command.savepoint] : null),
  complete: (_, scene) => snapshotNames(scene).filter((name) => name.startsWith('savepoint')),
})
