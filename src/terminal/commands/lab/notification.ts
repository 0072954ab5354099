/** `lab notification`: the next word of a completion is late or lost. */
import { durationText } from '../../durations.ts'
import { labCommand, span, trouble, word } from './lab-command.ts'
import { subtaskNames } from './names.ts'

export const notification = labCommand({
  name: 'notification',
  usage: 'late [--by <duration>] | lost [--task <task>]',
  summary: 'a task, or each, learns of the next completion late (by 3s) or never',
  valued: ['by', 'task'],
  command(line) {
    const fate = word(line, 0, 'what happens: late or lost')
    if (fate !== 'late' && fate !== 'lost') trouble(`a notification is late or lost, not ${fate}`)
    if (fate === 'lost' && line.options.has('by')) trouble('--by is of late ones')
    return {
      kind: 'delay-notification',
      subtask: line.options.get('task') ?? null,
      delay: fate === 'lost' ? null : span(line, 'by', 3_000),
    }
  },
  words(command) {
    if (command.kind !== 'delay-notification') return null
    const { subtask, delay } = command
    const fate = delay === null ? ['lost'] : ['late', '--by', durationText(delay)]
    return [...fate, ...(subtask === null ? [] : ['--task', subtask])]
  },
  complete: (words, scene) => (words.length === 0 ? ['late', 'lost'] : subtaskNames(scene)),
})
