/** `flink savepoint`: takes a savepoint, or disposes of one. Flink: CliFrontend.savepoint. */
import { flinkFailure, jobNotFound, pathNotFound } from '../../failure-text.ts'
import type { ParsedOptions } from '../../options.ts'
import { findSnapshot } from '../../paths.ts'
import { type Answer, answered, type Follow, refused, type Reply, said } from '../../reply.ts'
import { jobOf, savepointRoot, savepointTarget, type Scene } from '../../scene.ts'
import { flinkCommand, jobIdFrom, jobIds, runningJob } from './action.ts'
import {
  detached,
  detachedOption,
  formatFrom,
  nextLabel,
  pathOf,
  requestOf,
  targetTrouble,
  typeOption,
  waitFor,
} from './snapshot-request.ts'

function completed(failure: string): Follow {
  return waitFor({
    kind: 'trigger-savepoint',
    failure,
    completed: ({ checkpoint }, scene) =>
      said(
        `Savepoint completed. Path: ${pathOf(scene, checkpoint)}`,
        'You can resume your program from this savepoint with the run command.',
      ),
  })
}

function trigger({ given, rest }: ParsedOptions, scene: Scene): Reply {
  const id = jobIdFrom(rest[0], 'Missing JobID. Specify a Job ID to trigger a savepoint.')
  const isDetached = given.has('detached')
  const format = formatFrom(given.get('type')?.[0])
  if ('out' in format) return answered(format)
  const failure = `Failed to trigger a savepoint for the job ${id}.`
  const out = [
    ...(rest.length > 2
      ? ['Provided more arguments than required. Ignoring not needed arguments.']
      : []),
    ...(isDetached
      ? [`Triggering savepoint in detached mode for job ${id}.`]
      : [`Triggering savepoint for job ${id}.`, 'Waiting for response...']),
  ]
  const trouble =
    runningJob(scene, id) === null
      ? flinkFailure(failure, ...jobNotFound(id))
      : targetTrouble(scene, rest[1] ?? null, failure)
  if (trouble !== null) return answered({ ...trouble, out })
  return {
    ...{ kind: 'order', out, waits: !isDetached },
    command: { kind: 'trigger-savepoint', label: nextLabel(scene), then: 'continue', ...format },
    follow: [isDetached ? detached(id) : completed(failure)],
  }
}

/** Flink: Dispatcher.disposeSavepoint. */
function notDisposed(path: string, why: string): Answer {
  const says = `Could not dispose savepoint ${path}.`
  const flink = 'org.apache.flink.util.FlinkException'
  return flinkFailure(
    `Failed to dispose the savepoint '${path}'.`,
    `java.util.concurrent.ExecutionException: ${flink}: ${flink}: ${says}`,
    `${flink}: ${flink}: ${says}`,
    `java.io.FileNotFoundException: ${why}`,
  )
}

function disposed(path: string): Follow {
  return (scene, since) => {
    const row = requestOf(scene, since, 'dispose-savepoint')
    if (row === null) return null
    if (row.outcome === 'ineffective') return notDisposed(path, row.reason)
    return said(`Savepoint '${path}' disposed.`)
  }
}

function dispose(path: string, scene: Scene): Reply {
  const out = [`Disposing savepoint '${path}'.`, 'Waiting for response...']
  const found = findSnapshot(scene, path)
  if (found === null) return answered({ ...notDisposed(path, pathNotFound(path)), out })
  if (found.kind === 'kept') {
    const done = said(`Savepoint '${path}' disposed.`)
    return { kind: 'forget', id: found.kept.id, out, done }
  }
  if (found.snapshot.snapshot === 'checkpoint') {
    const says = 'lab: that is a checkpoint, which the job itself deletes. Flink would delete it.'
    return answered({ ...refused(says), out })
  }
  const savepoint = `savepoint-${found.snapshot.checkpoint}`
  const command = { kind: 'dispose-savepoint', savepoint } as const
  return { kind: 'order', command, out, waits: false, follow: [disposed(path)] }
}

export const savepoint = flinkCommand({
  action: 'savepoint',
  says: 'triggers savepoints for a running job or disposes existing ones.',
  summary: 'takes a savepoint, or with -d disposes of one',
  syntax: '[OPTIONS] <Job ID> [<target directory>]',
  options: [
    { short: 'd', long: 'dispose', takes: 'value', says: 'Path of savepoint to dispose.' },
    detachedOption,
    {
      ...{ short: 'j', long: 'jarfile', takes: 'value', valueName: 'jarfile' },
      says: 'Flink program JAR file.',
    },
    typeOption,
  ],
  run(options, scene) {
    const path = options.given.get('d')?.[0]
    return path === undefined ? trigger(options, scene) : dispose(path, scene)
  },
  words(command, scene) {
    if (command.kind === 'dispose-savepoint') {
      const number = /^savepoint-(\d+)$/.exec(command.savepoint)?.[1]
      const path = pathOf(scene, Number(number))
      return path === '' ? null : ['-d', path]
    }
    const job = jobOf(scene)
    if (command.kind !== 'trigger-savepoint' || command.then !== 'continue') return null
    if (job === null) return null
    const place = savepointTarget(scene) === null ? [savepointRoot(scene)] : []
    return [...(command.format === 'NATIVE' ? ['-type', 'native'] : []), job.id, ...place]
  },
  complete: (words, scene) =>
    ['-d', '--dispose'].includes(words.at(-1) ?? '')
      ? scene.kept.map(({ path }) => path)
      : jobIds(scene),
})
