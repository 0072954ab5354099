/** `lab start`: a TaskManager registers. */
import type { TaskManagerId } from '../../../model/index.ts'
import { labCommand, machine, word } from './lab-command.ts'
import { machineNames } from './names.ts'

export const start = labCommand({
  name: 'start',
  usage: 'tm-<n>',
  summary: 'a TaskManager registers with the JobManager',
  command: (line) => ({
    kind: 'start-task-manager',
    taskManager: machine(word(line, 0, 'the TaskManager')) as TaskManagerId,
  }),
  words: (command) =>
    command.kind === 'start-task-manager' ? [`tm-${command.taskManager}`] : null,
  complete: (_, scene) => machineNames(scene),
})
