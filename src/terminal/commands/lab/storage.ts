/** `lab storage`: checkpoint storage does not answer, is full or slow for a while. */
import { durationText } from '../../durations.ts'
import { labCommand, span, trouble, word } from './lab-command.ts'

const troubles = { fail: 'unavailable', full: 'full', slow: 'slow' } as const
const names = Object.keys(troubles) as readonly (keyof typeof troubles)[]

export const storage = labCommand({
  name: 'storage',
  usage: 'fail | full | slow [--by <duration>] [--for <duration>]',
  summary:
    'checkpoint storage does not answer, has no room or is slow by 3s; for 10s, then it heals',
  valued: ['by', 'for'],
  command(line) {
    const what = word(line, 0, 'what happens: fail, full or slow')
    const name = names.find((one) => one === what)
    if (name === undefined) return trouble(`storage can fail, be full or slow, not ${what}`)
    if (name !== 'slow' && line.options.has('by')) trouble('--by is of slow storage')
    return {
      kind: 'storage-trouble',
      trouble: troubles[name],
      delay: name === 'slow' ? span(line, 'by', 3_000) : 0,
      duration: span(line, 'for', 10_000),
    }
  },
  words(command) {
    if (command.kind !== 'storage-trouble') return null
    const name = names.find((one) => troubles[one] === command.trouble) ?? 'fail'
    const by = name === 'slow' ? ['--by', durationText(command.delay)] : []
    return [name, ...by, '--for', durationText(command.duration)]
  },
  complete: (words) => (words.length === 0 ? names : []),
})
