/** Exceptions as the `flink` command prints them, without the lines of Java's stack. Flink: CliFrontend.handleError. */
import { type CheckpointFailureReason, failureReasons } from '../model/index.ts'
import { type Answer, refused } from './reply.ts'
import type { RequestRow } from './client-view.ts'

const flinkException = 'org.apache.flink.util.FlinkException'

/** What was wrong, and what caused it, the nearest first. Exit code 1. */
export function exceptionText(first: string, ...causes: readonly string[]): Answer {
  return refused(
    '',
    '-'.repeat(60),
    ' The program finished with the following exception:',
    '',
    first,
    ...causes.map((cause) => `Caused by: ${cause}`),
  )
}

export function flinkFailure(message: string, ...causes: readonly string[]): Answer {
  return exceptionText(`${flinkException}: ${message}`, ...causes)
}

/** What a request for a snapshot of a job meets that is not there, or not any more. */
export function jobNotFound(job: string): readonly string[] {
  const found = 'org.apache.flink.runtime.messages.FlinkJobNotFoundException'
  const says = `${found}: Could not find Flink job (${job})`
  const completion = 'java.util.concurrent.CompletionException'
  return [`${completion}: ${completion}: ${says}`, `${found}: ${says}`]
}

/** Why a snapshot came to nothing. Flink: CheckpointException. */
export function snapshotFailure({ outcome, reason, message }: RequestRow): readonly string[] {
  const completion = 'java.util.concurrent.CompletionException'
  if (outcome === 'ineffective')
    return [`${completion}: java.net.ConnectException: Connection refused (${reason})`]
  const known = failureReasons[reason as CheckpointFailureReason] as { text: string } | undefined
  const text = known?.text ?? reason
  const says = message === '' ? text : `${message} Failure reason: ${text}`
  return [`${completion}: org.apache.flink.runtime.checkpoint.CheckpointException: ${says}`]
}

/** A job that could not be started. Flink: JobInitializationException under ProgramInvocationException. */
export function submissionFailure(name: string, ...causes: readonly string[]): Answer {
  const failed = `Failed to execute job '${name}'.`
  const initialization = 'org.apache.flink.runtime.client.JobInitializationException'
  const notStarted = `${initialization}: Could not start the JobMaster.`
  return exceptionText(
    `org.apache.flink.client.program.ProgramInvocationException: The main method caused an error: ${failed}`,
    `${flinkException}: ${failed}`,
    `java.lang.RuntimeException: ${notStarted}`,
    notStarted,
    ...causes,
  )
}

/** The program itself threw, or does not compile, before it had a job. */
export function programFailure(text: string): Answer {
  return exceptionText(
    `org.apache.flink.client.program.ProgramInvocationException: The main method caused an error: ${text}`,
  )
}

/** Flink: AbstractFsCheckpointStorageAccess.resolveCheckpointPointer. */
export function pathNotFound(path: string): string {
  const system = /^([a-z][\w+.-]*):/.exec(path)?.[1] ?? 'file'
  return `java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory '${path}' on file system '${system}'.`
}
