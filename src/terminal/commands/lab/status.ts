/** `lab status`: the machines, tasks and topics that other commands name. */
import { clusterView, type TaskManagerView } from '../../../projection/index.ts'
import { answered, refused, said } from '../../reply.ts'
import { jobOf } from '../../scene.ts'
import type { TerminalCommand } from '../command.ts'
import { subtaskNames, topicPartitions } from './names.ts'

function machineLine({ id, slots, slotsTaken, lostAt, stalledAt }: TaskManagerView): string {
  const state = lostAt !== null ? 'lost' : stalledAt !== null ? 'stands still' : 'there'
  return `tm-${id}  ${state}, ${slotsTaken} of ${slots} slots taken`
}

export const status: TerminalCommand = {
  name: 'lab status',
  usage: '',
  summary: 'the machines, tasks and topics there are, as other commands name them',
  read(_, scene) {
    const view = scene.ask(clusterView)
    const job = jobOf(scene)
    if (job === null) return answered(refused('lab: there is no job on the screen.'))
    const names = subtaskNames(scene)
    const widest = Math.max(0, ...names.map(({ length }) => length))
    return answered(
      said(
        `${job.name} (${job.status}) ${job.id}`,
        ...view.taskManagers.map((one) => machineLine(one)),
        ...view.subtasks.map(
          ({ id, status: state }) => `${(names[id] ?? '').padEnd(widest)}  ${state}`,
        ),
        ...topicPartitions(scene),
      ),
    )
  },
}
