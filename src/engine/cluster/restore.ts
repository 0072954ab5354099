/**
 * How a task gets its state back before it runs: which pieces fall to it, reading them, handing
 * them to its operators. Flink: StateAssignmentOperation, StreamTask.restoreInternal.
 */
import { decodeUtf8 } from '../../base/index.ts'
import { entriesAnEvent } from '../../trace/index.ts'
import { intersection, repartitionOperatorState } from '../state/redistribute.ts'
import type {
  BlobId,
  CheckpointId,
  EventSeq,
  OperatorId,
  OperatorNode,
  SnapshotManifest,
  StateHandle,
  VirtualTime,
} from '../../model/index.ts'
import { keyGroupRange } from '../../model/index.ts'
import { faultText, transferTime } from '../checkpoint/snapshot-writer.ts'
import { shownEntry } from '../state/shown.ts'
import { decodePiece, type SplitState, type StatePiece } from '../state/piece.ts'
import { TaskException } from '../task/failure.ts'
import type { Subtask } from '../task/subtask.ts'

/** The handles a subtask reads, by operator. */
export interface AssignedState {
  readonly checkpoint: CheckpointId
  readonly handles: readonly StateHandle[]
  readonly manifest: SnapshotManifest
}

/** What of a snapshot falls to one subtask, by operator id, key groups and split lists. */
export function assignState(manifest: SnapshotManifest, subtask: Subtask): AssignedState {
  const { vertex, scheduled } = subtask
  const range = keyGroupRange(scheduled.index, vertex.maxParallelism, vertex.parallelism)
  const handles = vertex.operators.flatMap((operator) => {
    const saved = savedIdOf(operator, manifest)
    const own = manifest.handles
      .filter((handle) => handle.operator === saved)
      .map((handle) => ({ ...handle, operator: operator.id }))
    const before = parallelismOf(manifest, saved)
    return own.filter((handle) =>
      handle.keyGroups === null
        ? // Lists are dealt out anew only when the parallelism changed.
          before !== vertex.parallelism || handle.subtask === scheduled.index
        : intersection(handle.keyGroups, range) !== null,
    )
  })
  return { checkpoint: manifest.checkpoint, handles, manifest }
}

/** The id the snapshot knows an operator by: its second one, where the snapshot has it (CK-190). */
function savedIdOf({ id, uidHash }: OperatorNode, manifest: SnapshotManifest): OperatorId {
  const isKnown = uidHash !== undefined && parallelismOf(manifest, uidHash) !== undefined
  return isKnown ? uidHash : id
}

function parallelismOf(manifest: SnapshotManifest, id: OperatorId): number | undefined {
  return manifest.operators.find((operator) => operator.id === id)?.parallelism
}

/**
 * Reads what was assigned, in the time the cost model says, then restores the operators and calls
 * `done`. A read that fails is the task's failure.
 */
export function readState(
  subtask: Subtask,
  assigned: AssignedState,
  cause: EventSeq,
  done: (cause: EventSeq) => void,
): void {
  const { sim } = subtask
  const { handles, checkpoint } = assigned
  // Flink: a vertex of which the snapshot has no state is deployed without a JobManagerTaskRestore.
  const operators = new Set(
    subtask.vertex.operators.map((node) => savedIdOf(node, assigned.manifest)),
  )
  const hasState = assigned.manifest.handles.some(({ operator }) => operators.has(operator))
  subtask.chain.restoredFrom = hasState ? checkpoint : null
  if (handles.length === 0) {
    done(cause)
    return
  }
  const bytes = handles.reduce((sum, handle) => sum + handle.bytes, 0)
  const { storageRead, storageReadPerMb } = sim.costs
  const duration = transferTime(storageRead, storageReadPerMb, bytes)
  const due = (sim.now + duration) as VirtualTime
  const started = sim.record(
    { kind: 'state-read-started', subtask: subtask.id, checkpoint, bytes, due },
    cause,
  )
  const blobs = handles.map(({ blob }) => blob)
  sim.after(duration, {
    needs: (): readonly BlobId[] => blobs.filter((blob) => !sim.blobs.isSupplied(blob)),
    happen: () => {
      if (!subtask.isAlive) return
      subtask.guard(() => {
        const restored = restore(subtask, assigned, started)
        done(restored)
      }, started)
    },
  })
}

function restore(subtask: Subtask, assigned: AssignedState, cause: EventSeq): EventSeq {
  const { sim, vertex } = subtask
  const pieces = new Map<OperatorId, StatePiece[]>()
  for (const { operator, blob } of assigned.handles) {
    const piece = readPiece(subtask, blob)
    const known = pieces.get(operator)
    if (known === undefined) pieces.set(operator, [piece])
    else known.push(piece)
  }
  for (const operator of vertex.operators) {
    const read = pieces.get(operator.id)
    if (read !== undefined)
      pieces.set(operator.id, dealOut(read, assigned.manifest, operator, subtask))
  }
  const entries = subtask.chain.restore(pieces)
  let last = cause
  for (const [position, { id }] of vertex.operators.entries()) {
    if (!pieces.has(id)) continue
    last = sim.record(
      {
        kind: 'state-restored',
        subtask: subtask.id,
        operator: position,
        checkpoint: assigned.checkpoint,
        bytes: assigned.handles
          .filter(({ operator }) => operator === id)
          .reduce((sum, handle) => sum + handle.bytes, 0),
        entries: entries[position] ?? 0,
      },
      cause,
    )
  }
  if (sim.recording && isOfAnotherRun(assigned)) last = tellEntries(subtask, pieces, last)
  return last
}

/** A trace that did not see the state come into being has to be told what it is. */
function isOfAnotherRun({ handles }: AssignedState): boolean {
  return handles.some(({ blob }) => blob.startsWith('/'))
}

function tellEntries(
  subtask: Subtask,
  pieces: ReadonlyMap<OperatorId, readonly StatePiece[]>,
  cause: EventSeq,
): EventSeq {
  const { sim, vertex, scheduled } = subtask
  const { start, end } = keyGroupRange(scheduled.index, vertex.maxParallelism, vertex.parallelism)
  let last = cause
  for (const [operator, { id }] of vertex.operators.entries())
    for (const piece of (pieces.get(id) ?? []).flatMap(({ keyed }) => keyed)) {
      const mine = piece.entries
        .filter(({ keyGroup }) => keyGroup >= start && keyGroup <= end)
        .flatMap((entry) => shownEntry(piece, entry))
      for (let at = 0; at < mine.length; at += entriesAnEvent)
        last = sim.record(
          {
            kind: 'entries-restored',
            subtask: subtask.id,
            operator,
            state: piece.state,
            entries: mine.slice(at, at + entriesAnEvent),
          },
          cause,
        )
    }
  return last
}

function readPiece(subtask: Subtask, blob: BlobId): StatePiece {
  const bytes = subtask.sim.blobs.bytesOf(blob)
  if (typeof bytes === 'string')
    throw new TaskException(
      'state-not-readable',
      `Could not restore from ${blob}: ${faultText(bytes)}`,
    )
  return decodePiece(decodeUtf8(bytes))
}

/**
 * Split lists of a source whose parallelism changed are dealt out anew, by the rule for list state.
 * Flink: the splits of a reader are its SourceReaderState, SPLIT_DISTRIBUTE (CK-217).
 */
function dealOut(
  pieces: readonly StatePiece[],
  manifest: SnapshotManifest,
  operator: OperatorNode,
  subtask: Subtask,
): StatePiece[] {
  const before = parallelismOf(manifest, savedIdOf(operator, manifest))
  const { parallelism } = subtask.vertex
  if (before === parallelism) return [...pieces]
  const old = pieces.map((piece, index) => [
    {
      handle: String(index),
      states: new Map([['splits', { mode: 'SPLIT_DISTRIBUTE' as const, entries: piece.splits }]]),
    },
  ])
  const hands = repartitionOperatorState<SplitState>(old, parallelism)
  const mine = (hands[subtask.scheduled.index] ?? []).flatMap(
    ({ states }) => states.get('splits')?.entries ?? [],
  )
  return [
    ...pieces.map((piece) => ({ ...piece, splits: [] })),
    { version: 1, keyed: [], timers: [], splits: mine },
  ]
}
