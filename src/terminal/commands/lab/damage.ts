/** `lab damage`: a file of a completed snapshot is corrupted, or gone. */
import { labCommand } from './lab-command.ts'
import { snapshotNames } from './names.ts'

export const damage = labCommand({
  name: 'damage',
  usage: '[chk-<n> | savepoint-<n>] [--file _metadata | shared | <name>] [--lost]',
  valued: ['file'],
  summary:
    'a file of a snapshot is corrupt, with --lost deleted; the newest checkpoint where none is named',
  flags: ['lost'],
  command: ({ words: [snapshot = ''], options }) => ({
    kind: 'damage-snapshot',
    snapshot,
    ...(options.has('file') && { file: options.get('file') ?? '' }),
    fault: options.has('lost') ? 'lost' : 'damaged',
  }),
  words(command) {
    if (command.kind !== 'damage-snapshot') return null
    const { snapshot, file, fault } = command
    return [
      ...(snapshot === '' ? [] : [snapshot]),
      ...(file === undefined ? [] : ['--file', file]),
      ...(fault === 'lost' ? ['--lost'] : []),
    ]
  },
  complete: (words, scene) =>
    words.at(-1) === '--file' ? ['_metadata', 'shared'] : snapshotNames(scene),
})
