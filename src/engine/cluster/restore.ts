/**
 * How a task gets its state back before it runs: which pieces fall to it, reading them, handing
 * them to its operators. Flink: StateAssignmentOperation, StreamTask.restoreInternal.
 */
import { assert, decodeUtf8 } from '../../base/index.ts'
import { entriesAnEvent } from '../../trace/index.ts'
import {
  intersection,
  type NamedEntries,
  type OperatorStatePiece,
  repartitionOperatorState,
} from '../state/redistribute.ts'
import type {
  BlobId,
  CheckpointId,
  EventSeq,
  OperatorId,
  OperatorNode,
  JobVertex,
  NativeBackend,
  OperatorStateKind,
  SnapshotManifest,
  SnapshotOperator,
  StateHandle,
  VirtualTime,
} from '../../model/index.ts'
import { keyGroupRange } from '../../model/index.ts'
import { faultText, transferTime } from '../kernel/transfers.ts'
import { nameInLayers, replayed, takenOver } from '../state/changelog/layers.ts'
import { canonicalPieces, fileNumberIn } from '../state/rocksdb/native-snapshot.ts'
import { shownEntry } from '../state/shown.ts'
import type { LocalRecovery } from './local-recovery.ts'
import {
  decodePiece,
  type OperatorStateEntries,
  type SplitState,
  type StatePiece,
} from '../state/piece.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { TaskException } from '../task/failure.ts'
import type { Subtask } from '../task/subtask.ts'

/** The handles a subtask reads, by operator. */
export interface AssignedState {
  readonly checkpoint: CheckpointId
  readonly handles: readonly StateHandle[]
  /** Data that was in flight at it (RSC-4). */
  readonly inFlight: readonly StateHandle[]
  /** Files of which there is a copy on the TaskManager's own disk (LOC-1). */
  readonly local: ReadonlySet<BlobId>
  readonly manifest: SnapshotManifest
  readonly backend: NativeBackend
}

/** What of a snapshot falls to one subtask, by operator id, key groups and split lists. */
export function assignState(
  manifest: SnapshotManifest,
  subtask: Subtask,
  around: Pick<AssignedState, 'inFlight' | 'backend'> & { readonly local: LocalRecovery },
): AssignedState {
  const { vertex, scheduled } = subtask
  const range = keyGroupRange(scheduled.index, vertex.maxParallelism, vertex.parallelism)
  const handles = vertex.operators.flatMap((operator) => {
    const saved = savedIdOf(operator, manifest)
    const own = manifest.handles
      .filter((handle) => handle.operator === saved && handle.inFlight === undefined)
      .map((handle) => ({ ...handle, operator: operator.id }))
    const before = parallelismOf(manifest, saved)
    // Lists are dealt out anew only when the parallelism changed.
    const isDealtOut = before !== vertex.parallelism
    return own.filter(
      (handle) =>
        operatorStateOf(handle) === 'for-all' ||
        (operatorStateOf(handle) === 'split' &&
          (isDealtOut || handle.subtask === scheduled.index)) ||
        (handle.keyGroups !== null && intersection(handle.keyGroups, range) !== null),
    )
  })
  const { inFlight, backend } = around
  const local = handles.filter(
    (handle) =>
      around.local.has(scheduled, handle) && subtask.sim.blobs.copyOf(handle.blob) !== undefined,
  )
  return {
    checkpoint: manifest.checkpoint,
    handles,
    inFlight,
    local: new Set(local.map(({ blob }) => blob)),
    manifest,
    backend,
  }
}

/** Whether the snapshot says that all of a vertex had finished (CK-235). */
export function isFinishedIn(manifest: SnapshotManifest, { operators }: JobVertex): boolean {
  return operators.every(
    (node) => savedOperator(manifest, savedIdOf(node, manifest))?.finished === 'fully',
  )
}

/** How many subtasks a task had when the snapshot was taken; undefined: it was not there. */
export function savedParallelism(
  manifest: SnapshotManifest,
  { operators }: JobVertex,
): number | undefined {
  const known = operators.map((node) => parallelismOf(manifest, savedIdOf(node, manifest)))
  return known.find((one) => one !== undefined)
}

function operatorStateOf({ operatorState, keyGroups }: StateHandle): OperatorStateKind {
  return operatorState ?? (keyGroups === null ? 'split' : 'none')
}

/** The id the snapshot knows an operator by: its second one, where the snapshot has it (CK-190). */
function savedIdOf({ id, uidHash }: OperatorNode, manifest: SnapshotManifest): OperatorId {
  const isKnown = uidHash !== undefined && parallelismOf(manifest, uidHash) !== undefined
  return isKnown ? uidHash : id
}

function parallelismOf(manifest: SnapshotManifest, id: OperatorId): number | undefined {
  return savedOperator(manifest, id)?.parallelism
}

function savedOperator(manifest: SnapshotManifest, id: OperatorId): SnapshotOperator | undefined {
  return manifest.operators.find((operator) => operator.id === id)
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
  const { checkpoint } = assigned
  const handles = [...assigned.handles, ...assigned.inFlight]
  // Flink: a vertex of which the snapshot has no state is deployed without a JobManagerTaskRestore.
  const operators = new Set(
    subtask.vertex.operators.map((node) => savedIdOf(node, assigned.manifest)),
  )
  const hasState = assigned.manifest.handles.some(({ operator }) => operators.has(operator))
  subtask.chain.restoredFrom = hasState ? checkpoint : null
  if (handles.length === 0) {
    subtask.chain.restore(withSource(subtask, assigned.manifest))
    done(cause)
    return
  }
  const remote = handles.filter(({ blob }) => !assigned.local.has(blob))
  const bytes = bytesIn(remote)
  const duration = remote.length === 0 ? 0 : readingTime(sim, bytes)
  const due = (sim.now + duration) as VirtualTime
  const local = bytesIn(handles) - bytes
  const started = sim.record(
    { kind: 'state-read-started', subtask: subtask.id, checkpoint, bytes, local, due },
    cause,
  )
  const blobs = remote.map(({ blob }) => blob)
  sim.after(duration, {
    // A task that was cancelled meanwhile reads nothing: its files may be gone by then.
    needs: (): readonly BlobId[] =>
      subtask.isAlive ? blobs.filter((blob) => !sim.blobs.isSupplied(blob)) : [],
    happen: () => {
      subtask.whenAwake(() => {
        if (!subtask.isAlive) return
        subtask.guard(() => {
          const restored = restore(subtask, assigned, started)
          done(restored)
        }, started)
      })
    },
  })
}

function bytesIn(handles: readonly StateHandle[]): number {
  return handles.reduce((sum, handle) => sum + handle.bytes, 0)
}

function readingTime({ costs, trouble }: Simulation, bytes: number): number {
  return transferTime(costs.storageRead, costs.storageReadPerMb, bytes) + trouble.slowness
}

/**
 * What a source begins with that the snapshot knows: nothing, where no split of the snapshot falls
 * to it, for those its subtask had read to their end are in none (CK-236).
 */
function withSource(
  { chain, vertex }: Subtask,
  manifest: SnapshotManifest,
): Map<OperatorId, readonly StatePiece[]> {
  const pieces = new Map<OperatorId, readonly StatePiece[]>()
  const head = vertex.operators[0]
  if (chain.source === null || head === undefined) return pieces
  const saved = savedIdOf(head, manifest)
  const isKnown =
    manifest.handles.some(({ operator }) => operator === saved) ||
    savedOperator(manifest, saved)?.finished !== undefined
  if (isKnown) pieces.set(head.id, [])
  return pieces
}

function restore(subtask: Subtask, assigned: AssignedState, cause: EventSeq): EventSeq {
  const { sim, vertex } = subtask
  for (const { blob } of assigned.inFlight) readBytes(subtask, blob)
  const read = readPieces(subtask, assigned)
  const pieces = withSource(subtask, assigned.manifest)
  for (const operator of vertex.operators) {
    const old = read.get(operator.id)
    if (old === undefined) continue
    const before = parallelismOf(assigned.manifest, savedIdOf(operator, assigned.manifest))
    pieces.set(operator.id, dealOut(old, before ?? vertex.parallelism, subtask))
  }
  const entries = subtask.chain.restore(pieces)
  let last = cause
  for (const [position, { id }] of vertex.operators.entries()) {
    if (!read.has(id)) continue
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

/** What old subtasks wrote, by operator: the copy on the own disk, else what storage gave. */
function readPieces(
  subtask: Subtask,
  { handles, local, manifest, backend }: AssignedState,
): ReadonlyMap<OperatorId, readonly OldPiece[]> {
  const read = new Map<OperatorId, OldPiece[]>()
  const bytesOf = ({ blob }: StateHandle): Uint8Array =>
    (local.has(blob) ? subtask.sim.blobs.copyOf(blob) : undefined) ?? readBytes(subtask, blob)
  for (const handle of handles.filter(({ sharedSince }) => sharedSince === undefined)) {
    const { operator, subtask: old } = handle
    const whole = decodePiece(decodeUtf8(bytesOf(handle)))
    if (hasKeyedState(whole)) checkBackend(manifest.native ?? backend, backend)
    const ofOperator = handles.filter((one) => one.operator === operator && one.subtask === old)
    const piece = withLog(whole, handle, { ofOperator, bytesOf })
    const one = { old, piece: withKeyedState(piece, { ofOperator, bytesOf }) }
    const known = read.get(operator)
    if (known === undefined) read.set(operator, [one])
    else known.push(one)
  }
  return read
}

function hasKeyedState({ keyed, native, changelog }: StatePiece): boolean {
  const isLogged = changelog !== undefined && changelog.layers.length > 0
  return keyed.length > 0 || native !== undefined || isLogged
}

/** The files that an old subtask's snapshot refers to. */
interface OldFiles {
  readonly ofOperator: readonly StateHandle[]
  readonly bytesOf: (handle: StateHandle) => Uint8Array
}

/**
 * Keyed state and timers with the changes of the log, and what a changelog that goes on from here refers to: the
 * layers of the old one; of a piece without a log, the piece itself. Flink:
 * ChangelogStateBackendHandleImpl.getChangelogStateBackendHandle (CK-169, CK-170).
 */
function withLog(
  piece: StatePiece,
  handle: StateHandle,
  { ofOperator, bytesOf }: OldFiles,
): StatePiece {
  const { keyGroups: range } = handle
  if (range === null) return piece
  const { changelog } = piece
  if (changelog !== undefined) {
    const named = new Map(ofOperator.map((one) => [nameInLayers(one.blob), one]))
    const read = (name: string): Uint8Array => {
      const found = named.get(name)
      assert(found !== undefined, 'a snapshot refers to all files of its log')
      return bytesOf(found)
    }
    const { keyed, timers } = replayed(changelog, read, decodePiece)
    return { ...piece, keyed, timers, restored: takenOver(changelog, ofOperator) }
  }
  const files = ofOperator.filter(({ sharedSince }) => sharedSince !== undefined)
  const layer = {
    kind: 'materialized',
    range,
    file: nameInLayers(handle.blob),
    files: files.map(({ blob }) => nameInLayers(blob)),
  } as const
  const whole = { layers: [layer], materialization: -1 }
  return { ...piece, restored: takenOver(whole, ofOperator) }
}

const handleOf = {
  HASHMAP: 'KeyGroupsStateHandle',
  ROCKSDB: 'IncrementalRemoteKeyedStateHandle',
} as const

/**
 * Flink: StateUtil.unexpectedStateHandleException. Simplified: what a HashMapStateBackend wrote natively, a
 * RocksDB one begins to read there, and fails at its bytes.
 */
function checkBackend(wrote: NativeBackend, reads: NativeBackend): void {
  if (wrote === reads) return
  const handle = (of: NativeBackend): string =>
    `class org.apache.flink.runtime.state.${handleOf[of]}`
  throw new TaskException(
    'state-of-other-backend',
    `Unexpected state handle type, expected one of: ${handle(reads)}, but found: ${handle(wrote)}. This can mostly happen when a different StateBackend from the one that was used for taking a checkpoint/savepoint is used when restoring.`,
  )
}

/** Keyed state that is in files of its own, as every backend has it. */
function withKeyedState(piece: StatePiece, { ofOperator, bytesOf }: OldFiles): StatePiece {
  const { native, ...rest } = piece
  if (native === undefined) return piece
  const shared = ofOperator.filter(({ sharedSince }) => sharedSince !== undefined)
  const files = new Map(shared.map((one) => [fileNumberIn(one.blob), bytesOf(one)]))
  return { ...rest, keyed: [...canonicalPieces(native, files), ...rest.keyed] }
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

function readBytes(subtask: Subtask, blob: BlobId): Uint8Array {
  const bytes = subtask.sim.blobs.bytesOf(blob)
  if (typeof bytes === 'string')
    throw new TaskException(
      'state-not-readable',
      `Could not restore from ${blob}: ${faultText(bytes)}`,
    )
  return bytes
}

/** What an old subtask wrote. */
interface OldPiece {
  readonly old: number
  readonly piece: StatePiece
}

/**
 * Operator state of all old subtasks is dealt out anew: splits of a source (Flink keeps them in a
 * SPLIT_DISTRIBUTE list), lists, unions, broadcast maps (CK-216 to CK-221). Keyed state and timers
 * are in every piece, and each operator takes those of its key groups.
 */
function dealOut(old: readonly OldPiece[], before: number, subtask: Subtask): StatePiece[] {
  const { vertex, scheduled } = subtask
  const states = Array.from({ length: before }, (_, at) =>
    old.filter((one) => one.old === at).map(({ piece }) => operatorStatesIn(piece, at)),
  )
  const hands = repartitionOperatorState<unknown>(states, vertex.parallelism)
  const mine = hands[scheduled.index] ?? []
  const types = new Map(
    old.flatMap(({ piece }) => piece.lists.map((list) => [nameOf(list), list] as const)),
  )
  const splits: SplitState[] = []
  const lists: OperatorStateEntries[] = []
  for (const { states: held } of mine)
    for (const [name, { entries }] of held) {
      const list = types.get(name)
      if (list === undefined) splits.push(...(entries as readonly SplitState[]))
      else lists.push({ ...list, entries })
    }
  return [
    ...old.map(({ piece }) => ({ ...piece, splits: [], lists: [] })),
    { version: 1, keyed: [], timers: [], splits, lists },
  ]
}

function operatorStatesIn(piece: StatePiece, old: number): OperatorStatePiece<unknown> {
  const states = new Map<string, NamedEntries<unknown>>()
  if (piece.splits.length > 0)
    states.set(splitsName, { mode: 'SPLIT_DISTRIBUTE', entries: piece.splits })
  for (const list of piece.lists)
    states.set(nameOf(list), { mode: list.mode, entries: list.entries })
  return { handle: String(old), states }
}

const splitsName = 'SourceReaderState'

/** A list and a broadcast map may have one name (OPS-3). */
function nameOf({ mode, state }: OperatorStateEntries): string {
  return mode === 'BROADCAST' ? `\0${state}` : state
}
