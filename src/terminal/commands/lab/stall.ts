/** `lab stall`: a TaskManager stands still, as in a long garbage collection. */
import type { TaskManagerId } from '../../../model/index.ts'
import { durationText } from '../../durations.ts'
import { labCommand, machine, span, word } from './lab-command.ts'
import { machineNames } from './names.ts'

export const stall = labCommand({
  name: 'stall',
  usage: 'tm-<n> [--for <duration>]',
  summary: 'all threads of a TaskManager stand still, 60s where nothing is said',
  valued: ['for'],
  command: (line) => ({
    kind: 'stall-task-manager',
    taskManager: machine(word(line, 0, 'the TaskManager')) as TaskManagerId,
    duration: span(line, 'for', 60_000),
  }),
  words: (command) =>
    command.kind === 'stall-task-manager'
      ? [`tm-${command.taskManager}`, '--for', durationText(command.duration)]
      : null,
  complete: (_, scene) => machineNames(scene),
})
