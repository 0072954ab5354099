/** What a chain is made of. Flink: StreamOperator. */
import type { Random } from '../../base/index.ts'
import type { RelativeClock } from '../../datastream/index.ts'
import type {
  BlobId,
  CheckpointId,
  ElementId,
  EventSeq,
  EventTime,
  JobSettings,
  KeyGroup,
  KeyGroupRange,
  OperatorNode,
  OperatorStateKind,
  SubtaskId,
  VirtualTime,
  WatermarkStatus,
} from '../../model/index.ts'
import type { SnapshotContent } from '../../trace/index.ts'
import type { Needs } from '../kernel/agenda.ts'
import type { Simulation } from '../kernel/simulation.ts'
import type { StoreMemory } from '../state/lsm/store-memory.ts'
import type { LogUpload } from '../state/changelog/log-upload.ts'
import type { SharedFile } from '../state/rocksdb/uploaded-files.ts'
import type { FilesOf, KeyContext, SnapshotForm } from '../state/backend.ts'
import type { StatePiece } from '../state/piece.ts'
import type { Execution } from './execution.ts'
import type { Origin } from './output.ts'

/** A record as an operator is handed it. */
export interface InputRecord {
  readonly value: unknown
  readonly timestamp: EventTime | null
  /** Undefined unless the record came over a hash edge. */
  readonly key: unknown
  readonly keyGroup: KeyGroup
}

/** What an operator's snapshot holds: what is written, and what the trace shows of it. */
export interface OperatorSnapshot {
  readonly piece: StatePiece
  readonly keyGroups: KeyGroupRange | null
  readonly operatorState: OperatorStateKind
  readonly shown: SnapshotContent
  /** What the piece refers to in files that snapshots share. */
  readonly files?: readonly SharedFile[]
  /** Files of a log that are still under way. */
  readonly uploads?: readonly LogUpload[]
}

/** Of state that is not all in memory: the blobs it lacks before something can be done. */
export interface Residence {
  /** Without a key, a record may bring code to any state. */
  record(record: Pick<InputRecord, 'key' | 'keyGroup'>): readonly BlobId[]
  keys(keys: readonly KeyContext[]): readonly BlobId[]
  everything(): readonly BlobId[]
  /** Virtual ms to wait for what was read since this was last asked. */
  takeAccessTime(): number
  /** Whether the task must wait until there is room to write. */
  isStalled(): boolean
  /** Virtual ms until all that is in memory is in files; `native`: for a savepoint of the backend's own files. */
  flushTime(native: boolean): number
}

/** The same of a whole operator. */
export interface OperatorResidence extends Omit<Residence, 'keys'> {
  /** For all timers that a watermark fires. */
  watermark(watermark: EventTime): readonly BlobId[]
}

export interface StreamOperator {
  readonly node: OperatorNode
  open(): void
  close(): void
  /** `input` 1: it came in by the second input of two. */
  process(record: InputRecord, input: 0 | 1): void
  /** The operator's event-time clock reached `watermark`: timers up to it fire. */
  advanceTo(watermark: EventTime): void
  /** Its clock fires nothing any more: the input has ended, or is stopped. Flink: ProcessingTimeService.quiesce. */
  quiesce?(): void
  /** The input has ended, and the last watermark has fired what it fires. Flink: StreamOperator.finish. */
  finish?(): void
  /** Whether watermarks go no further by themselves: the operator emits its own. */
  readonly makesWatermarks?: boolean
  /** Whether watermarks wait in the operator, which emits them later; statuses go on at once. */
  readonly holdsWatermarks?: boolean
  /** What it lacks before it can process something; null or absent: its state is in memory. */
  readonly residence?: OperatorResidence | null
  /** Its task is gone: so is what it has on the machine's disk. */
  dispose?(): void
  /** Whether it takes nothing more for now: the task stands still, and no barrier is read (ASY-2). */
  isBlocked?(): boolean
  /** The input has ended; `then` once everything in flight has left: what is behind it ends then. */
  whenDrained?(then: () => void): void
  /** In front of a barrier, before the operator's state is taken. Flink: prepareSnapshotPreBarrier (CK-42). */
  prepareBarrier?(checkpoint: CheckpointId): void
  /** Null where the operator has no state: the task then acknowledges without it (CK-50). */
  snapshot(context: SnapshotContext): OperatorSnapshot | null
  /** Before `open`: the pieces that fall to this subtask. Answers how many entries were taken. */
  restore(pieces: readonly StatePiece[]): number
  checkpointCompleted(checkpoint: CheckpointId, cause: EventSeq): void
  /** The checkpoint will not complete. */
  checkpointAborted?(checkpoint: CheckpointId, cause: EventSeq): void
  /** An older checkpoint has left the store of completed ones. Flink: notifyCheckpointSubsumed. */
  checkpointSubsumed?(checkpoint: CheckpointId): void
}

/** Which snapshot is being taken. */
export interface SnapshotContext {
  readonly checkpoint: CheckpointId
  /** When it was triggered. */
  readonly timestamp: VirtualTime
  readonly form: SnapshotForm
  readonly files: FilesOf
}

/** Where an operator stands, and all it may ask of its task. */
export interface OperatorSite {
  readonly sim: Simulation
  readonly node: OperatorNode
  readonly subtask: SubtaskId
  /** Its position in the chain. */
  readonly position: number
  /** 0-based index of the subtask, and how many there are. */
  readonly index: number
  readonly parallelism: number
  readonly maxParallelism: number
  readonly keyGroups: KeyGroupRange
  readonly execution: Execution
  readonly taskName: string
  /** What chance answers inside this operator's code: of (seed, operator, subtask, execution). */
  readonly random: Random
  /** To the next operator of the chain and to the edges that carry this operator's output. */
  emit(value: unknown, timestamp: EventTime | null): void
  /** To whoever takes the side output of that tag; nobody may. */
  emitTo(tag: string, value: unknown, timestamp: EventTime | null): void
  /** From an operator that makes its own watermarks to all behind it. */
  emitWatermark(watermark: EventTime): void
  /** From an operator that makes its own watermarks: idle, or active again. */
  emitWatermarkStatus(status: WatermarkStatus): void
  /** What is being processed now; facts and outputs name it as where they come from. */
  current(): Origin
  /** Runs `timer` as the cause of what follows: a timer's firing, say. */
  causedBy(cause: EventSeq, run: () => void): void
  /** Runs code for a record that came in earlier. */
  goingBackTo(origin: Origin, run: () => void): void
  /** What an origin is, the same in every attempt. */
  nameOf(origin: ElementId): string
  /** The origin of that name, if this run has seen it. */
  originNamed(name: string): ElementId | null
  /** Says what an origin is, the same in every attempt: rows that come again are known by it. */
  nameOrigin(origin: EventSeq, name: string): void
  /** The task's thread calls back at `at`, between two records. */
  wakeAt(at: VirtualTime, run: () => void, needs?: Needs): void
  /** Another thread of the process does it, after so many virtual ms. Absent where there is no process. */
  beside?(duration: number, work: { readonly needs: Needs; readonly run: () => void }): void
  /** Another thread of the process does it at `at`, also where the task is gone. Absent where there is no process. */
  elsewhere?(at: VirtualTime, work: { readonly awaits: Needs; readonly run: () => void }): void
  /** The task's thread does it next, before the next record. Flink: MailboxExecutor.execute. */
  mail(run: () => void): void
  /** Memory that stores of its slot share; null or absent: each has its own. */
  readonly storeMemory?: StoreMemory | null
  /** The snapshot this task starts from; null: from none, or from one without state of it. */
  restoredCheckpoint(): CheckpointId | null
  /** The operator's event-time clock. */
  watermark(): EventTime
  /** Stands still while the task is back-pressured (WM-13). */
  readonly inputActivityClock: RelativeClock
  readonly settings: JobSettings
  /** What the operator's code writes to the console. */
  readonly log: (text: string) => void
}

/** Marks whose code runs now: for what `Math.random` answers, and where `console` writes. */
export function enter(site: OperatorSite): void {
  const { ambient } = site.sim.world
  ambient.random = site.random
  ambient.log = site.log
}
