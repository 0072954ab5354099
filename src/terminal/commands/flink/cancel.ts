/** `flink cancel`: ends a job. Flink: CliFrontend.cancel, JobCancellationHandler. */
import { flinkFailure } from '../../failure-text.ts'
import type { ParsedOptions } from '../../options.ts'
import { type Answer, answered, type Follow, refused, type Reply, said } from '../../reply.ts'
import { jobOf, type Scene } from '../../scene.ts'
import { flinkCommand, jobIdFrom, jobIds } from './action.ts'
import { formatFrom, requestOf } from './snapshot-request.ts'

const handlerException =
  'java.util.concurrent.ExecutionException: org.apache.flink.runtime.rest.util.RestClientException: [org.apache.flink.runtime.rest.handler.RestHandlerException'

function failed(job: string, says: string): Answer {
  return flinkFailure(`Could not cancel job ${job}.`, `${handlerException}: ${says}]`)
}

/** The answer that is known before anything is asked of the cluster; null: it has to be asked. */
function known(scene: Scene, id: string): Answer | null {
  const job = jobOf(scene)
  if (job?.id !== id) return failed(id, 'Job could not be found.')
  if (job.status === 'CANCELED') return said(`Cancelled job ${id}.`)
  if (job.endedAt === null) return null
  const state = `the job has already reached another terminal state (${job.status})`
  return failed(id, `Job cancellation failed because ${state}.`)
}

function acknowledged(id: string): Follow {
  return (scene, since) => {
    const row = requestOf(scene, since, 'cancel-job')
    if (row === null) return null
    return row.outcome === 'ineffective' ? failed(id, row.reason) : said(`Cancelled job ${id}.`)
  }
}

/**
 * Flink: cancelWithSavepoint. The playground has no such command: a savepoint and a cancellation are two of
 * its commands, and between them records would go on.
 */
function withSavepoint({ given, rest }: ParsedOptions): Reply {
  const [value = ''] = given.get('s') ?? []
  const id = jobIdFrom(rest[0] ?? value, 'Missing JobId')
  const format = formatFrom(given.get('type')?.[0])
  if ('out' in format) return answered(format)
  const warning =
    'DEPRECATION WARNING: Cancelling a job with savepoint is deprecated. Use "stop" instead.'
  const says = `lab: the playground does not cancel with a savepoint. Type: flink stop ${id}`
  return answered({ ...refused(says), out: [warning] })
}

export const cancel = flinkCommand({
  action: 'cancel',
  says: 'cancels a running program.',
  summary: 'ends a job',
  syntax: '[OPTIONS] <Job ID>',
  options: [
    {
      short: 's',
      long: 'withSavepoint',
      takes: 'maybe-a-value',
      valueName: 'targetDirectory',
      says: '**DEPRECATION WARNING**: Cancelling a job with savepoint is deprecated. Use "stop" instead. \n Trigger savepoint and cancel job. The target directory is optional. If no directory is specified, the configured default directory (execution.checkpointing.savepoint-dir) is used.',
    },
  ],
  run(options, scene) {
    if (options.given.has('s')) return withSavepoint(options)
    const id = jobIdFrom(options.rest[0], 'Missing JobID. Specify a JobID to cancel a job.')
    const out = [`Cancelling job ${id}.`]
    const answer = known(scene, id)
    if (answer !== null) return answered({ ...answer, out: [...out, ...answer.out] })
    const command = { kind: 'cancel-job' } as const
    return { kind: 'order', command, out, waits: false, follow: [acknowledged(id)] }
  },
  words({ kind }, scene) {
    const job = jobOf(scene)
    return kind === 'cancel-job' && job !== null ? [job.id] : null
  },
  complete: (_, scene) => jobIds(scene),
})
