/** `lab browser`: what the browser's own storage would do to a file: part of a plan like all else. */
import type { BlobId, StorageFault } from '../../../model/index.ts'
import { labCommand, trouble, word } from './lab-command.ts'

const faults = [
  'blocked',
  'quota-exceeded',
  'unavailable',
  'lost',
  'damaged',
] as const satisfies readonly StorageFault[]

export const browser = labCommand({
  name: 'browser',
  usage: `<file> ${faults.join(' | ')}`,
  summary:
    "the browser's storage fails a file (chk-3/<operator>-<n>) when it is next written or read",
  command(line) {
    const blob = word(line, 0, 'the file') as BlobId
    const what = word(line, 1, 'what happens to it')
    const fault = faults.find((one) => one === what)
    return fault === undefined
      ? trouble(`${what} is none of ${faults.join(', ')}`)
      : { kind: 'storage-fault', blob, fault }
  },
  words: (command) => (command.kind === 'storage-fault' ? [command.blob, command.fault] : null),
  complete: (words) => (words.length === 1 ? faults : []),
})
