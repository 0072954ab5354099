/** `flink stop`: ends a job with a savepoint. Flink: CliFrontend.stop, stopWithSavepoint. */
import { flinkFailure, jobNotFound } from '../../failure-text.ts'
import type { ParsedOptions } from '../../options.ts'
import { type Answer, answered, type Follow, said } from '../../reply.ts'
import { jobOf, savepointRoot, savepointTarget, type Scene } from '../../scene.ts'
import { flinkCommand, jobIdFrom, jobIds, runningJob } from './action.ts'
import {
  detached,
  detachedOption,
  formatFrom,
  nextLabel,
  pathOf,
  targetTrouble,
  typeOption,
  waitFor,
} from './snapshot-request.ts'

interface Stop {
  readonly id: string
  readonly directory: string | null
  readonly drain: boolean
  readonly isDetached: boolean
}

/** `-p` with the job's id as its only argument means the default directory. */
function stopFrom({ given, rest }: ParsedOptions): Stop {
  const [value = ''] = given.get('p') ?? []
  const id = jobIdFrom(rest[0] ?? value, 'Missing JobId')
  return {
    id,
    directory: rest.length > 0 && value !== '' ? value : null,
    drain: given.has('d'),
    isDetached: given.has('detached'),
  }
}

function completed(id: string, failure: string): Follow {
  return waitFor({
    kind: 'trigger-savepoint',
    failure,
    /** The answer comes when the job has ended, not when the savepoint is complete. */
    completed(row, scene): Answer | null {
      const job = jobOf(scene)
      if (job?.id !== id || job.endedAt === null) return null
      if (job.status !== 'FINISHED') return flinkFailure(failure, job.reason)
      return said(`Savepoint completed. Path: ${pathOf(scene, row.checkpoint)}`)
    },
  })
}

function trouble(scene: Scene, stop: Stop, failure: string): Answer | null {
  if (runningJob(scene, stop.id) !== null) return targetTrouble(scene, stop.directory, failure)
  const [cause = ''] = jobNotFound(stop.id)
  return flinkFailure(failure, `java.util.concurrent.ExecutionException: ${cause}`, cause)
}

export const stop = flinkCommand({
  action: 'stop',
  says: 'stops a running program with a savepoint (streaming jobs only).',
  summary: 'ends a job with a savepoint',
  syntax: '[OPTIONS] <Job ID>',
  options: [
    {
      short: 'd',
      long: 'drain',
      takes: 'nothing',
      says: 'Send MAX_WATERMARK before taking the savepoint and stopping the pipeline.',
    },
    detachedOption,
    {
      short: 'p',
      long: 'savepointPath',
      takes: 'maybe-a-value',
      valueName: 'savepointPath',
      says: 'Path to the savepoint (for example hdfs:///flink/savepoint-1537). If no directory is specified, the configured default will be used ("execution.checkpointing.savepoint-dir").',
    },
    typeOption,
  ],
  run(options, scene) {
    const stop = stopFrom(options)
    const { id, drain, isDetached } = stop
    const format = formatFrom(options.given.get('type')?.[0])
    if ('out' in format) return answered(format)
    const failure = `Could not stop with a savepoint job "${id}".`
    const out = [
      `${drain ? 'Draining' : 'Suspending'} job "${id}" with a ${format.format ?? 'CANONICAL'} savepoint.`,
      ...(isDetached
        ? [`Triggering stop-with-savepoint in detached mode for job ${id}.`]
        : [`Triggering stop-with-savepoint for job ${id}.`, 'Waiting for response...']),
    ]
    const found = trouble(scene, stop, failure)
    if (found !== null) return answered({ ...found, out })
    const then = drain ? 'drain' : 'stop'
    return {
      ...{ kind: 'order', out, waits: !isDetached },
      command: { kind: 'trigger-savepoint', label: nextLabel(scene), then, ...format },
      follow: [isDetached ? detached(id) : completed(id, failure)],
    }
  },
  words(command, scene) {
    const job = jobOf(scene)
    if (command.kind !== 'trigger-savepoint' || command.then === 'continue') return null
    if (job === null) return null
    const place = savepointTarget(scene) === null ? ['-p', savepointRoot(scene)] : []
    const native = command.format === 'NATIVE' ? ['-type', 'native'] : []
    return [...(command.then === 'drain' ? ['--drain'] : []), ...native, ...place, job.id]
  },
  complete: (_, scene) => jobIds(scene),
})
