/** `flink checkpoint`: a checkpoint now. Flink: CliFrontend.checkpoint, triggerCheckpoint. */
import { flinkFailure, jobNotFound } from '../../failure-text.ts'
import { answered, said } from '../../reply.ts'
import { jobOf } from '../../scene.ts'
import { flinkCommand, jobIdFrom, jobIds, runningJob } from './action.ts'
import { waitFor } from './snapshot-request.ts'

export const checkpoint = flinkCommand({
  action: 'checkpoint',
  says: 'triggers checkpoints for a running job.',
  summary: 'takes a checkpoint now',
  syntax: '[OPTIONS] <Job ID>',
  options: [
    {
      short: 'full',
      long: 'full',
      takes: 'nothing',
      says: 'Defines whether to trigger this checkpoint as a full one.',
    },
  ],
  run({ given, rest }, scene) {
    const id = jobIdFrom(rest[0], 'Missing JobID. Specify a Job ID to manipulate a checkpoint.')
    const out = [`Triggering checkpoint for job ${id}.`, 'Waiting for response...']
    const failure = `Failed to trigger a checkpoint for the job ${id}.`
    if (runningJob(scene, id) === null)
      return answered({ ...flinkFailure(failure, ...jobNotFound(id)), out })
    const isFull = given.has('full')
    return {
      ...{ kind: 'order', out, waits: true },
      command: { kind: 'trigger-checkpoint', ...(isFull && { checkpointType: 'FULL' }) },
      follow: [
        waitFor({
          kind: 'trigger-checkpoint',
          failure,
          completed: (row) =>
            said(
              `Checkpoint${isFull ? '(FULL)' : ''} ${row.checkpoint} for job ${id} completed.`,
              'You can resume your program from this checkpoint with the run command.',
            ),
        }),
      ],
    }
  },
  words(command, scene) {
    const job = jobOf(scene)
    if (command.kind !== 'trigger-checkpoint' || job === null) return null
    const { checkpointType = 'CONFIGURED' } = command
    // `flink checkpoint` knows no --incremental; REST does.
    if (checkpointType === 'INCREMENTAL') return null
    return checkpointType === 'FULL' ? ['--full', job.id] : [job.id]
  },
  complete: (_, scene) => jobIds(scene),
})
