/** `flink run`: submits the program in the editor. Flink: CliFrontend.run, ClientUtils.executeProgram. */
import type { RecoveryClaimMode, RestoreSettings } from '../../../model/index.ts'
import { clientView } from '../../client-view.ts'
import { exceptionText, pathNotFound, submissionFailure } from '../../failure-text.ts'
import { ArgumentsError, type ParsedOptions } from '../../options.ts'
import { findKept } from '../../paths.ts'
import { type Answer, answered, type Follow, type Reply, said } from '../../reply.ts'
import { jobOf, type Scene } from '../../scene.ts'
import { argumentsAnswer, flinkCommand } from './action.ts'
import { enumTrouble } from './snapshot-request.ts'

/** The program of the playground: what it runs, whatever a real client would be given. */
const program = 'job.ts'

/** Until the JobManager has taken the job, or could not start it. */
function submitted(isDetached: boolean): Follow {
  return (scene) => {
    const { job, refused: why } = scene.ask(clientView)
    if (job === null || (job.status === 'CREATED' && why === null)) return null
    if (why !== null)
      return submissionFailure(
        job.name,
        `java.util.concurrent.CompletionException: java.lang.IllegalStateException: ${why}`,
      )
    const line = `Job has been submitted with JobID ${job.id}`
    return { ...said(line), exit: isDetached ? 0 : null }
  }
}

/** An attached client waits for the end. Flink: CliFrontend, JobExecutionResult. */
const ended: Follow = (scene) => {
  const job = jobOf(scene)
  if (job === null || job.endedAt === null) return null
  if (job.status !== 'FINISHED') {
    const execution = 'org.apache.flink.client.program.ProgramInvocationException'
    const says = job.status === 'CANCELED' ? 'Job was cancelled.' : 'Job failed'
    return exceptionText(
      `${execution}: The main method caused an error: ${says} (JobID: ${job.id})`,
      `org.apache.flink.client.program.ProgramInvocationException: ${says} (JobID: ${job.id})`,
      ...(job.status === 'FAILED'
        ? [`org.apache.flink.runtime.JobException: ${job.reason}`]
        : ['org.apache.flink.runtime.client.JobCancellationException: Job was cancelled.']),
    )
  }
  return said(
    'Program execution finished',
    `Job with JobID ${job.id} has finished.`,
    `Job Runtime: ${Math.round(job.endedAt - job.submittedAt)} ms`,
    '',
  )
}

/** Flink: ProgramOptions. Throws {@link ArgumentsError}. */
function optionsFrom({ given }: ParsedOptions): readonly (readonly [string, string])[] {
  const set = (given.get('D') ?? []).map((one): readonly [string, string] => {
    const equals = one.indexOf('=')
    return equals < 0 ? [one, 'true'] : [one.slice(0, equals), one.slice(equals + 1)]
  })
  const parallelism = given.get('p')?.[0]
  if (parallelism === undefined) return set
  if (!/^[1-9]\d*$/.test(parallelism))
    throw new ArgumentsError(`The parallelism must be a positive number: ${parallelism}`)
  return [...set, ['parallelism.default', parallelism]]
}

const claimModes: readonly RecoveryClaimMode[] = ['CLAIM', 'NO_CLAIM', 'LEGACY']

/** The new name of the option wins over the old one. */
function claimText({ given }: ParsedOptions): string | undefined {
  return (given.get('cm') ?? given.get('rm'))?.[0]
}

/** How the line says that the snapshot is taken. Flink: CliFrontendParser.createSavepointRestoreSettings. */
function restoreSettings(options: ParsedOptions): RestoreSettings {
  const text = claimText(options)?.toUpperCase()
  const claimMode = claimModes.find((mode) => mode === text)
  const allowNonRestoredState = options.given.has('n')
  return { allowNonRestoredState, ...(claimMode === undefined ? {} : { claimMode }) }
}

/** No such snapshot is kept. Flink says so when its JobMaster starts. */
function notFound(path: string, scene: Scene): Answer {
  const says = pathNotFound(path)
  const runtime = `java.lang.RuntimeException: ${says}`
  return submissionFailure(
    jobOf(scene)?.name ?? program,
    `java.util.concurrent.CompletionException: ${runtime}`,
    runtime,
    says,
  )
}

/** What the line means is known without the cluster; null: it can be submitted. Throws {@link ArgumentsError}. */
function trouble(options: ParsedOptions, scene: Scene): Answer | null {
  const { given, rest } = options
  const [jar = program] = rest
  const path = given.get('s')?.[0]
  if (jar !== program)
    return argumentsAnswer(
      `Could not get job jar and dependencies from JAR file: JAR file does not exist: ${jar}`,
    )
  // Without a snapshot nobody reads how it is claimed. Flink: createSavepointRestoreSettings.
  if (path === undefined) return null
  const claim = enumTrouble('RecoveryClaimMode', claimModes, claimText(options))
  if (claim !== null || findKept(scene, path) !== null) return claim
  return notFound(path, scene)
}

function start(options: ParsedOptions, scene: Scene): Reply {
  const { given } = options
  const settings = optionsFrom(options)
  const found = trouble(options, scene)
  if (found !== null) return answered(found)
  const path = given.get('s')?.[0]
  const from = path === undefined ? null : (findKept(scene, path)?.id ?? null)
  return {
    ...{ kind: 'start', waits: true },
    request: { from, settings: restoreSettings(options), options: settings },
    follow: given.has('d') ? [submitted(true)] : [submitted(false), ended],
  }
}

/** The words that restore from a path: what the dialog stands for. */
export function runWords(
  path: string,
  { allowNonRestoredState, claimMode }: RestoreSettings,
): readonly string[] {
  const mode = claimMode === undefined ? [] : ['-cm', claimMode.toLowerCase()]
  return ['-s', path, ...(allowNonRestoredState ? ['-n'] : []), ...mode, program]
}

export const run = flinkCommand({
  action: 'run',
  says: 'compiles and runs a program.',
  summary: 'runs the program in the editor, with -s from a snapshot',
  syntax: '[OPTIONS] <jar-file> <arguments>',
  options: [
    {
      ...{ short: 'c', long: 'class', takes: 'value', valueName: 'classname' },
      says: 'Class with the program entry point ("main()" method). Only needed if the JAR file does not specify the class in its manifest.',
    },
    {
      ...{ short: 'cm', long: 'claimMode', takes: 'value' },
      says: 'Defines how should we restore from the given savepoint. Supported options: [claim - claim ownership of the savepoint and delete once it is subsumed, no_claim (default) - do not claim ownership, the first checkpoint will not reuse any files from the restored one, legacy (deprecated) - the old behaviour, do not assume ownership of the savepoint files, but can reuse some shared files.',
    },
    {
      ...{ short: 'd', long: 'detached', takes: 'nothing' },
      says: 'If present, runs the job in detached mode',
    },
    {
      ...{ short: 'n', long: 'allowNonRestoredState', takes: 'nothing' },
      says: 'Allow to skip savepoint state that cannot be restored. You need to allow this if you removed an operator from your program that was part of the program when the savepoint was triggered.',
    },
    {
      ...{ short: 'p', long: 'parallelism', takes: 'value', valueName: 'parallelism' },
      says: 'The parallelism with which to run the program. Optional flag to override the default value specified in the configuration.',
    },
    {
      ...{ short: 'rm', long: 'restoreMode', takes: 'value' },
      says: "This option is deprecated, please use 'claimMode' instead.",
    },
    {
      ...{ short: 's', long: 'fromSavepoint', takes: 'value', valueName: 'savepointPath' },
      says: 'Path to a savepoint to restore the job from (for example hdfs:///flink/savepoint-1537).',
    },
  ],
  stops: true,
  run: start,
  complete: (words, scene) =>
    ['-s', '--fromSavepoint'].includes(words.at(-1) ?? '')
      ? scene.kept.map(({ path }) => path)
      : [program],
})
