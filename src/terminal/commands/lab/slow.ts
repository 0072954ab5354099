/** `lab slow`: a link delivers later. */
import { durationText } from '../../durations.ts'
import { labCommand, span, word } from './lab-command.ts'
import { subtaskNames } from './names.ts'

export const slow = labCommand({
  name: 'slow',
  usage: '<from task> <to task> [--by <duration>] [--for <duration> | --for-good]',
  summary: 'all that goes over a link arrives later: by 1s, for 10s where nothing is said',
  valued: ['by', 'for'],
  flags: ['for-good'],
  command: (line) => ({
    kind: 'slow-link',
    from: word(line, 0, 'the task it comes from'),
    to: word(line, 1, 'the task it goes to'),
    delay: span(line, 'by', 1_000),
    duration: line.options.has('for-good') ? null : span(line, 'for', 10_000),
  }),
  words(command) {
    if (command.kind !== 'slow-link') return null
    const { from, to, delay, duration } = command
    const until = duration === null ? ['--for-good'] : ['--for', durationText(duration)]
    return [from, to, '--by', durationText(delay), ...until]
  },
  complete: (_, scene) => subtaskNames(scene),
})
