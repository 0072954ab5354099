/** `lab damage`: a file of a completed snapshot is corrupted, or gone. */
import { labCommand } from './lab-command.ts'
import { snapshotNames } from './names.ts'

export const damage = labCommand({
  name: 'damage',
  usage: '[chk-<n> | savepoint-<n>] [--lost]',
  summary:
    'a file of a snapshot is corrupt, with --lost deleted; the newest checkpoint where none is named',
  flags: ['lost'],
  command: ({ words: [snapshot = ''], options }) => ({
    kind: 'damage-snapshot',
    snapshot,
    fault: options.has('lost') ? 'lost' : 'damaged',
  }),
  words(command) {
    if (command.kind !== 'damage-snapshot') return null
    const { snapshot, fault } = command
    return [...(snapshot === '' ? [] : [snapshot]), ...(fault === 'lost' ? ['--lost'] : [])]
  },
  complete: (_, scene) => snapshotNames(scene),
})
