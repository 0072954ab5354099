/** A request for a snapshot, and how long a client waits for it. */
import { type Command, operatorIdOfUid, snapshotLocation } from '../../../model/index.ts'
import { checkpoints, jobStorageOf, storage } from '../../../projection/index.ts'
import { clientView, type RequestRow } from '../../client-view.ts'
import { exceptionText, flinkFailure, snapshotFailure } from '../../failure-text.ts'
import { type Answer, type Follow, refused, said } from '../../reply.ts'
import { savepointRoot, savepointTarget, type Scene, type Since } from '../../scene.ts'

/** Virtual ms. Flink: client.timeout; it is in the client's configuration, not in the job's. */
const clientTimeout = 60_000

/** The request that was made behind `since`; null: the cluster has not heard of it. */
export function requestOf(
  scene: Pick<Scene, 'ask'>,
  since: Since,
  kind: Command['kind'],
): RequestRow | null {
  const { requests } = scene.ask(clientView)
  return requests.find(({ seq, command }) => seq >= since.seq && command.kind === kind) ?? null
}

export interface Waiting {
  readonly kind: 'trigger-checkpoint' | 'trigger-savepoint'
  /** What it comes to when it failed. */
  readonly failure: string
  /** Null: not yet, although the snapshot is complete. */
  completed(row: RequestRow, scene: Scene): Answer | null
}

/** Until the snapshot is complete, has failed, or the client gives up (CK-315). */
export function waitFor({ kind, failure, completed }: Waiting): Follow {
  return (scene, since) => {
    const row = requestOf(scene, since, kind)
    if (row === null) return null
    if (row.outcome === 'completed') {
      const answer = completed(row, scene)
      if (answer !== null) return answer
    } else if (row.outcome !== 'waiting') return flinkFailure(failure, ...snapshotFailure(row))
    if (scene.now - row.at > clientTimeout)
      return flinkFailure(failure, 'java.util.concurrent.TimeoutException')
    return null
  }
}

/** Nobody said where savepoints go. Flink: SavepointHandlers. */
function noTarget(failure: string): Answer {
  return flinkFailure(
    failure,
    'org.apache.flink.runtime.rest.util.RestClientException: [org.apache.flink.runtime.rest.handler.RestHandlerException: Config key [execution.checkpointing.savepoint-dir] is not set. Property [target-directory] must be provided.]',
  )
}

/**
 * Why a savepoint cannot go there; null: it can. The playground writes savepoints to one place: that of the
 * configuration, else beside the checkpoints.
 */
export function targetTrouble(
  scene: Scene,
  directory: string | null,
  failure: string,
): Answer | null {
  const configured = savepointTarget(scene)
  if (directory === null) return configured === null ? noTarget(failure) : null
  const root = savepointRoot(scene)
  if (directory.replace(/\/+$/, '') === root) return null
  const says =
    configured === null
      ? `lab: the playground keeps savepoints of this job in ${root}. Name that, or set execution.checkpointing.savepoint-dir.`
      : `lab: the playground keeps savepoints where execution.checkpointing.savepoint-dir says: ${root}. Leave the directory out.`
  return refused(says)
}

/** What `-type` says of the savepoint that is asked for; nothing: canonical. Flink: SavepointFormatType. */
export function formatFrom(type: string | undefined): Answer | { readonly format?: 'NATIVE' } {
  const trouble = enumTrouble('SavepointFormatType', ['CANONICAL', 'NATIVE'], type)
  return trouble ?? (type?.toUpperCase() === 'NATIVE' ? { format: 'NATIVE' } : {})
}

/** A word that names no constant of an enum. Flink: ConfigurationUtils.convertToEnum. */
export function enumTrouble(
  name: string,
  constants: readonly string[],
  word: string | undefined,
): Answer | null {
  if (word === undefined || constants.includes(word.toUpperCase())) return null
  const expected = `Expected one of: [[${constants.join(', ')}]]`
  return exceptionText(
    `java.lang.IllegalArgumentException: Could not parse value for enum class org.apache.flink.core.execution.${name}. ${expected}`,
  )
}

/** Flink: SavepointOptions, StopOptions and CancelOptions all have it. */
export const typeOption = {
  short: 'type',
  long: 'type',
  takes: 'value',
  says: 'Describes the binary format in which a savepoint should be taken. Supported options: [canonical - a common format for all state backends, allow for changing state backends, native = a specific format for the chosen state backend, might be faster to take and restore from.',
} as const

/** What a client in detached mode is told; drawn by lot in Flink. */
function triggerId(job: string, { seq }: Pick<RequestRow, 'seq'>): string {
  return operatorIdOfUid(`trigger ${job}/${seq}`)
}

/** A label that no savepoint of the run has. */
export function nextLabel(scene: Pick<Scene, 'ask'>): string {
  const { history } = scene.ask(checkpoints)
  return `savepoint-${history.filter(({ snapshot }) => snapshot !== 'checkpoint').length + 1}`
}

/** The whole path of a snapshot that is in storage; '' where it is not. */
export function pathOf(scene: Pick<Scene, 'ask'>, checkpoint: number | null): string {
  const state = scene.ask(storage)
  const place = jobStorageOf(state)
  const found = state.snapshots.find((one) => one.checkpoint === checkpoint)
  return place === null || found === undefined
    ? ''
    : snapshotLocation(place, found.checkpoint, found.snapshot)
}

export const detachedOption = {
  short: 'detached',
  long: null,
  takes: 'nothing',
  says: 'Triggering savepoint in detached mode, client and JM are decoupled, return the savepoint trigger id as the unique identification of the detached savepoint.',
} as const

/** Until the cluster has heard of the request; then the client goes its way. */
export function detached(job: string): Follow {
  return (scene, since) => {
    const row = requestOf(scene, since, 'trigger-savepoint')
    if (row === null) return null
    return said(`Successfully trigger manual savepoint, triggerId: ${triggerId(job, row)}`)
  }
}
