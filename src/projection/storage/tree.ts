/** Checkpoint storage as directories and files, laid out as Flink lays it out (CK-152, CK-153). */
import {
  type CheckpointId,
  type EventSeq,
  jobDirectory,
  jobManagerMemory,
  type JobStorage,
  savepointDirectory,
  snapshotDirectoryName,
  type VirtualTime,
} from '../../model/index.ts'
import {
  engineDirectory,
  type StorageState,
  type StoredFile,
  type StoredSnapshot,
} from './storage.ts'

export interface StorageNode {
  /** Unique in its tree: the whole path. */
  readonly path: string
  readonly name: string
  readonly kind: 'directory' | 'file'
  /** Of all that is below it; null: `_metadata`, whose size is not modelled. */
  readonly bytes: number | null
  readonly children: readonly StorageNode[]
  /** The snapshot it is the directory, or the `_metadata`, of. */
  readonly snapshot: StoredSnapshot | null
  /** Snapshots that refer to it, oldest first; empty for a directory. */
  readonly neededBy: readonly CheckpointId[]
  readonly writtenBy: StoredFile['writtenBy'] | null
  readonly damage: StoredFile['damage']
  /** The file as the trace names it; null: a directory. */
  readonly file: string | null
  /** When it came to be, and by which event; null where no event says so. */
  readonly at: VirtualTime | null
  readonly seq: EventSeq | null
}

const nothing = {
  children: [],
  snapshot: null,
  neededBy: [],
  writtenBy: null,
  damage: null,
  file: null,
  at: null,
  seq: null,
} as const

function directory(
  path: string,
  name: string,
  children: readonly StorageNode[],
  snapshot: StoredSnapshot | null = null,
): StorageNode {
  const bytes = children.reduce((sum, child) => sum + (child.bytes ?? 0), 0)
  const at = snapshot?.triggeredAt ?? null
  return { ...nothing, path, name, kind: 'directory', bytes, children, snapshot, at }
}

function fileNode(parent: string, name: string, file: StoredFile): StorageNode {
  const { bytes, neededBy, writtenBy, damage, writtenAt: at, seq } = file
  const path = `${parent}/${name}`
  return {
    ...nothing,
    path,
    name,
    kind: 'file',
    bytes,
    neededBy,
    writtenBy,
    damage,
    at,
    seq,
    file: file.file,
  }
}

/** A file's directory below the job's, and its name in it. */
function splitPath(file: string): readonly [string, string] {
  const slash = file.indexOf('/')
  return slash < 0 ? ['', file] : [file.slice(0, slash), file.slice(slash + 1)]
}

function snapshotNode(
  state: StorageState,
  parent: string,
  name: string,
  snapshot: StoredSnapshot,
): StorageNode {
  const path = `${parent}/${name}`
  const own = engineDirectory(snapshot)
  const files = [...state.files.values()].flatMap((file) => {
    const [inside, rest] = splitPath(file.file)
    return inside === own ? [fileNode(path, rest, file)] : []
  })
  const { completedAt: at, seq, checkpoint } = snapshot
  const metadata: readonly StorageNode[] =
    at === null
      ? []
      : [
          {
            ...nothing,
            ...{ path: `${path}/_metadata`, name: '_metadata', kind: 'file', bytes: null },
            ...{
              file: `${own}/_metadata`,
              snapshot,
              neededBy: [checkpoint],
              at,
              seq,
              damage: snapshot.metadata,
            },
          },
        ]
  return directory(path, name, [...metadata, ...files], snapshot)
}

/** Files of all snapshots together: `shared` while a retained checkpoint refers to them (CK-139). */
function commonNode(state: StorageState, parent: string, name: string): StorageNode {
  const path = `${parent}/${name}`
  const files = [...state.files.values()].flatMap((file) => {
    const [inside, rest] = splitPath(file.file)
    return inside === name ? [fileNode(path, rest, file)] : []
  })
  return directory(path, name, files)
}

/**
 * The log of changes, where it lies in that directory: below one of its own for each job. Flink:
 * FsStateChangelogStorage, StateChangeFsUploader.
 */
function logIn(parent: string, state: StorageState, jobId: string): readonly StorageNode[] {
  return state.changelog === parent ? [commonNode(state, `${parent}/${jobId}`, 'dstl')] : []
}

/** Where the job's snapshots lie; null before it is submitted. */
export function jobStorageOf(state: StorageState): JobStorage | null {
  const { jobId, directory, savepoints } = state
  return jobId === null ? null : { jobId, directory, savepointDirectory: savepoints }
}

/** The roots: where checkpoints are, and where savepoints are if that is another place. */
export function storageTree(state: StorageState): readonly StorageNode[] {
  const place = jobStorageOf(state)
  if (place === null) return []
  const root = place.directory ?? jobManagerMemory
  const job = jobDirectory(place)
  const savepointRoot = savepointDirectory(place)
  const nodesOf = (isSavepoint: boolean, parent: string): readonly StorageNode[] =>
    state.snapshots
      .filter(({ snapshot }) => (snapshot !== 'checkpoint') === isSavepoint)
      .map((one) =>
        snapshotNode(
          state,
          parent,
          snapshotDirectoryName(place, one.checkpoint, one.snapshot),
          one,
        ),
      )
  const jobNode = directory(job, place.jobId, [
    ...nodesOf(false, job),
    // The coordinator makes these two when it starts; they stay when the job is over (CK-137, CK-152).
    ...(place.directory === null
      ? []
      : [commonNode(state, job, 'shared'), commonNode(state, job, 'taskowned')]),
    ...logIn(root, state, place.jobId),
  ])
  const savepoints = nodesOf(true, savepointRoot)
  if (savepointRoot === root)
    return [directory(root, root, [jobNode, ...savepoints]), ...elsewhere(state, place, [root])]
  const log = logIn(savepointRoot, state, place.jobId)
  const beside =
    log.length === 0 ? [] : [directory(`${savepointRoot}/${place.jobId}`, place.jobId, log)]
  return [
    directory(root, root, [jobNode]),
    directory(savepointRoot, savepointRoot, [...beside, ...savepoints]),
    ...elsewhere(state, place, [root, savepointRoot]),
  ]
}

/** The root of a log that lies in a directory of its own. */
function elsewhere(
  state: StorageState,
  { jobId }: JobStorage,
  roots: readonly string[],
): readonly StorageNode[] {
  const { changelog } = state
  if (changelog === null || roots.includes(changelog)) return []
  const job = directory(`${changelog}/${jobId}`, jobId, logIn(changelog, state, jobId))
  return [directory(changelog, changelog, [job])]
}

/** Every node with its depth, parents before their children. */
export function* walkTree(
  nodes: readonly StorageNode[],
  depth = 0,
): Generator<{ readonly node: StorageNode; readonly depth: number }> {
  for (const node of nodes) {
    yield { node, depth }
    yield* walkTree(node.children, depth + 1)
  }
}
