/**
 * What lies in checkpoint storage, file by file: who wrote it, which snapshots refer to it, and what was
 * swept when. Flink: FsCheckpointStorageAccess, SharedStateRegistry, CheckpointsCleaner.
 */
import {
  type CheckpointId,
  type EventSeq,
  jobIdOf,
  type SnapshotKind,
  type SubtaskId,
  type VirtualTime,
} from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import { Journal } from '../fold/journal.ts'
import { handle, type Handlers, type Projection } from '../projection.ts'

export interface StoredFile {
  /** Below the job's directory, as the trace names it: `chk-3/cbc3…-0`. */
  readonly file: string
  readonly bytes: number
  readonly writtenAt: VirtualTime
  /** The event since which it is there whole. */
  readonly seq: EventSeq
  /** `checkpoint` null: for none; the file is the task’s, for its changelog. */
  readonly writtenBy: { readonly checkpoint: CheckpointId | null; readonly subtask: SubtaskId }
  /** Snapshots that refer to it, oldest first; one that is under way counts (CK-139). */
  readonly neededBy: readonly CheckpointId[]
  /** Null: its bytes are as they were written. */
  readonly damage: 'lost' | 'damaged' | null
}

export interface StoredSnapshot {
  readonly checkpoint: CheckpointId
  readonly snapshot: SnapshotKind
  readonly label: string | null
  /** `abandoned`: it failed, and something of it has stayed. */
  readonly phase: 'in-progress' | 'completed' | 'subsumed' | 'abandoned'
  readonly triggeredAt: VirtualTime
  /** Since when `_metadata` is there; null: it is not. */
  readonly completedAt: VirtualTime | null
  /** What has become of `_metadata` since; null: it is as it was written. */
  readonly metadata: StoredFile['damage']
  readonly seq: EventSeq
}

/** A file that is no longer there. */
export interface SweptFile {
  readonly file: string
  readonly bytes: number
  readonly at: VirtualTime
  readonly seq: EventSeq
  readonly why: 'discarded' | 'abandoned' | 'too-late' | 'truncated'
}

export interface StorageState {
  /** 32 hexadecimal digits, as Flink's; null before a job is submitted. */
  jobId: string | null
  /** Flink: execution.checkpointing.dir; null: checkpoints are in the JobManager's memory. */
  directory: string | null
  /** Flink: execution.checkpointing.savepoint-dir. */
  savepoints: string | null
  /** Flink: state.changelog.dstl.dfs.base-path; null: no log is in files. */
  changelog: string | null
  /** The snapshot the job started from; it lies with the files of another job. */
  restoredFrom: string | null
  /** What the job has claimed of it: nothing; all of it; and it has been deleted since. */
  claimed: { readonly checkpoint: CheckpointId; readonly discarded: boolean } | null
  files: ReadonlyMap<string, StoredFile>
  snapshots: readonly StoredSnapshot[]
  swept: Journal<SweptFile>
}

function change(
  state: StorageState,
  checkpoint: CheckpointId,
  fields: Partial<StoredSnapshot>,
): void {
  state.snapshots = state.snapshots.map((one) =>
    one.checkpoint === checkpoint ? { ...one, ...fields } : one,
  )
}

function phaseOf(state: StorageState, checkpoint: CheckpointId): StoredSnapshot['phase'] | null {
  return state.snapshots.find((one) => one.checkpoint === checkpoint)?.phase ?? null
}

interface Letting {
  readonly checkpoint: CheckpointId
  readonly event: TraceEvent
  readonly why: SweptFile['why']
  /** Only what these wrote; null: everything. */
  readonly of: (subtask: SubtaskId) => boolean
}

/** A snapshot no longer refers to its files: those nobody else refers to are swept (CK-141). */
function letGo(state: StorageState, { checkpoint, event, why, of }: Letting): void {
  const { at, seq } = event
  const files = new Map(state.files)
  for (const one of state.files.values()) {
    if (!one.neededBy.includes(checkpoint) || !of(one.writtenBy.subtask)) continue
    const neededBy = one.neededBy.filter((id) => id !== checkpoint)
    // What a task owns may be part of the next checkpoint (CK-168).
    if (neededBy.length > 0 || (isOfTask(one) && why !== 'discarded')) {
      files.set(one.file, { ...one, neededBy })
      continue
    }
    files.delete(one.file)
    const { file, bytes } = one
    if (one.damage !== 'lost') state.swept = state.swept.and({ file, bytes, at, seq, why })
  }
  state.files = files
}

function isOfTask({ file }: Pick<StoredFile, 'file'>): boolean {
  return /^(?:dstl|taskowned)\//.test(file)
}

/** What is over and has left nothing behind is not there any more. */
function forgetEmpty(state: StorageState, checkpoint: CheckpointId): void {
  const isLeft = [...state.files.values()].some(({ neededBy }) => neededBy.includes(checkpoint))
  if (!isLeft) state.snapshots = state.snapshots.filter((one) => one.checkpoint !== checkpoint)
}

type Uploaded = Extract<TraceEvent, { readonly kind: 'snapshot-uploaded' }>

function uploaded(state: StorageState, { subtask, checkpoint, files, at, seq }: Uploaded): void {
  const all = new Map(state.files)
  for (const { file, bytes } of files) {
    const known = all.get(file)
    const forNone = isOfTask({ file })
    const fresh: StoredFile = {
      ...{ file, bytes, writtenAt: at, seq },
      writtenBy: { checkpoint: forNone ? null : checkpoint, subtask },
      ...{ neededBy: [], damage: null },
    }
    const row = known ?? fresh
    if (!row.neededBy.includes(checkpoint))
      all.set(file, { ...row, neededBy: [...row.neededBy, checkpoint] })
  }
  state.files = all
}

/** The JobManager has not heard of these parts: their files go when it does, or stay for ever. */
interface Unheard extends StorageState {
  acknowledged: ReadonlyMap<CheckpointId, ReadonlySet<SubtaskId>>
}

const handlers: Handlers<Unheard> = {
  'job-submitted': (state, { graph, settings, restoredFrom, at }) => {
    state.jobId = jobIdOf({ name: graph.name, at, restoredFrom })
    state.directory = settings.checkpoints.directory
    state.savepoints = settings.checkpoints.savepointDirectory
    state.changelog = settings.changelog?.basePath ?? null
    state.restoredFrom = restoredFrom
  },
  'snapshot-claimed': (state, { checkpoint }) => {
    state.claimed = { checkpoint, discarded: false }
  },
  'checkpoint-triggered': (state, event) => {
    const { checkpoint, snapshot, label, at: triggeredAt, seq } = event
    const row: StoredSnapshot = {
      ...{ checkpoint, snapshot, label, triggeredAt, seq },
      ...{ phase: 'in-progress', completedAt: null, metadata: null },
    }
    state.snapshots = [...state.snapshots, row]
    state.acknowledged = new Map(state.acknowledged).set(checkpoint, new Set())
  },
  'snapshot-uploaded': uploaded,
  'materialization-completed': (state, { subtask, files, at, seq }) => {
    const all = new Map(state.files)
    for (const { file, bytes } of files)
      if (!all.has(file))
        all.set(file, {
          ...{ file, bytes, writtenAt: at, seq, neededBy: [], damage: null },
          writtenBy: { checkpoint: null, subtask },
        })
    state.files = all
  },
  'changelog-truncated': (state, { files, at, seq }) => {
    const all = new Map(state.files)
    for (const { file, bytes } of files)
      if (all.delete(file))
        state.swept = state.swept.and({ file, bytes, at, seq, why: 'truncated' })
    state.files = all
  },
  'checkpoint-acknowledged': (state, { checkpoint, subtask }) => {
    const heard = new Set(state.acknowledged.get(checkpoint)).add(subtask)
    state.acknowledged = new Map(state.acknowledged).set(checkpoint, heard)
  },
  'acknowledgement-ignored': (state, event) => {
    const { checkpoint, subtask } = event
    const of = (one: SubtaskId): boolean => one === subtask
    letGo(state, { checkpoint, event, why: 'too-late', of })
    if (phaseOf(state, checkpoint) === 'abandoned') forgetEmpty(state, checkpoint)
  },
  'checkpoint-completed': (state, { checkpoint, at: completedAt, seq }) => {
    change(state, checkpoint, { phase: 'completed', completedAt, seq })
  },
  'checkpoint-failed': (state, event) => {
    const { checkpoint, seq } = event
    const heard = state.acknowledged.get(checkpoint)
    change(state, checkpoint, { phase: 'abandoned', seq })
    letGo(state, { checkpoint, event, why: 'abandoned', of: (one) => heard?.has(one) ?? false })
    forgetEmpty(state, checkpoint)
  },
  'job-manager-lost': (state, { seq }) => {
    for (const { checkpoint, phase } of state.snapshots)
      if (phase === 'in-progress') {
        change(state, checkpoint, { phase: 'abandoned', seq })
        forgetEmpty(state, checkpoint)
      }
  },
  'checkpoint-subsumed': (state, { checkpoint }) => {
    change(state, checkpoint, { phase: 'subsumed' })
  },
  'snapshot-discarded': (state, event) => {
    const { checkpoint, at, seq } = event
    if (state.claimed?.checkpoint === checkpoint) state.claimed = { checkpoint, discarded: true }
    const snapshot = state.snapshots.find((one) => one.checkpoint === checkpoint)
    // `_metadata` goes first, so that nothing finds a snapshot whose files are going (CK-132).
    if (snapshot?.completedAt !== null && snapshot !== undefined && snapshot.metadata !== 'lost') {
      const file = `${engineDirectory(snapshot)}/_metadata`
      state.swept = state.swept.and({ file, bytes: 0, at, seq, why: 'discarded' })
    }
    letGo(state, { checkpoint, event, why: 'discarded', of: () => true })
    state.snapshots = state.snapshots.filter((one) => one.checkpoint !== checkpoint)
  },
  'snapshot-file-damaged': (state, { checkpoint, blob, fault }) => {
    if (blob.endsWith('/_metadata')) change(state, checkpoint, { metadata: fault })
    const row = state.files.get(blob)
    if (row !== undefined) state.files = new Map(state.files).set(blob, { ...row, damage: fault })
  },
}

/** The directory of a snapshot as the trace names its files. */
export function engineDirectory({
  checkpoint,
  snapshot,
}: Pick<StoredSnapshot, 'checkpoint' | 'snapshot'>): string {
  return snapshot === 'checkpoint' ? `chk-${checkpoint}` : `savepoint-${checkpoint}`
}

export const storage: Projection<Unheard> = {
  name: 'storage',
  initial: () => ({
    ...{
      jobId: null,
      directory: null,
      savepoints: null,
      changelog: null,
      restoredFrom: null,
      claimed: null,
    },
    ...{ files: new Map(), snapshots: [], swept: Journal.empty(), acknowledged: new Map() },
  }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
  weight: ({ files }) => 20 + files.size,
}
