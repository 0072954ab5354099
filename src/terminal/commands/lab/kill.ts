/** `lab kill`: a TaskManager, the JobManager, or a task. */
import type { TaskManagerId } from '../../../model/index.ts'
import type { Scene } from '../../scene.ts'
import { type Direct, type LabWords, labCommand, machine, trouble, word } from './lab-command.ts'
import { machineNames, subtaskNames } from './names.ts'

function victim(line: LabWords, scene: Scene): Direct {
  const what = word(line, 0, 'what to kill: tm-<n>, jobmanager or task <task>')
  const isForGood = line.options.has('for-good')
  if (!/^tm/i.test(what) && isForGood) trouble('--for-good is of TaskManagers')
  if (what === 'jobmanager') return { kind: 'kill-job-manager' }
  if (what === 'task') return { kind: 'fail-task', subtask: word(line, 1, 'the task') }
  const taskManager = machine(what) as TaskManagerId
  if (!machineNames(scene).includes(`tm-${taskManager}`)) trouble(`there is no TaskManager ${what}`)
  return {
    kind: 'kill-task-manager',
    taskManager,
    ...(isForGood && { replaced: false }),
  }
}

export const kill = labCommand({
  name: 'kill',
  usage: 'tm-<n> [--for-good] | jobmanager | task <task>',
  summary: 'a TaskManager, the JobManager or a task (count#1) is gone',
  flags: ['for-good'],
  command: victim,
  words(command) {
    switch (command.kind) {
      case 'kill-task-manager': {
        const { taskManager, replaced } = command
        return [`tm-${taskManager}`, ...(replaced === false ? ['--for-good'] : [])]
      }
      case 'kill-job-manager':
        return ['jobmanager']
      case 'fail-task':
        return ['task', command.subtask]
      default:
        return null
    }
  },
  complete: (words, scene) =>
    words.at(-1) === 'task' ? subtaskNames(scene) : [...machineNames(scene), 'jobmanager', 'task'],
})
