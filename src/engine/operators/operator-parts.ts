/**
 * What operators with a learner's function have in common: the function's life, operator state,
 * keyed state and timers, and all of that in a snapshot. Flink: AbstractUdfStreamOperator over
 * AbstractStreamOperator.
 */
import { type EventTime, type OperatorStateKind, ownedByTask } from '../../model/index.ts'
import { shownContent } from '../state/shown.ts'
import type { SnapshotForm } from '../state/backend.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import type { LogUpload } from '../state/changelog/log-upload.ts'
import { OperatorStates } from '../state/operator-states.ts'
import type { KeyedPiece, OperatorStateEntries, StatePiece } from '../state/piece.ts'
import type { SharedFile } from '../state/rocksdb/uploaded-files.ts'
import {
  enter,
  type InputRecord,
  type OperatorResidence,
  type OperatorSite,
  type OperatorSnapshot,
  type StreamOperator,
  type SnapshotContext,
} from '../task/operator.ts'
import type { InternalTimerService } from '../time/internal-timer-service.ts'
import { UserFunction } from './user-function.ts'

export interface Parts {
  readonly fn: object
  /** Null: the operator is not on a keyed stream. */
  readonly store: KeyedStore | null
  /** Null: it has no timers. */
  readonly timers: InternalTimerService | null
}

/** What an operator does itself. */
export interface Own {
  process(record: InputRecord, input: 0 | 1): void
}

export class OperatorParts {
  readonly states: OperatorStates
  readonly #site: OperatorSite
  readonly #parts: Parts
  readonly #user: UserFunction

  constructor(site: OperatorSite, parts: Parts) {
    this.#site = site
    this.#parts = parts
    this.states = new OperatorStates(site)
    this.#user = new UserFunction(site, parts.fn, { store: parts.store, states: this.states })
  }

  /** The whole operator around what is its own. */
  operator(own: Own): StreamOperator {
    const site = this.#site
    const { store, timers } = this.#parts
    const user = this.#user
    return {
      node: site.node,
      open: () => {
        store?.open()
        user.open()
        timers?.start()
      },
      close: () => {
        user.close()
      },
      quiesce: () => {
        timers?.quiesce()
      },
      residence: this.#residence(),
      dispose: () => {
        store?.dispose()
      },
      process: (record, input) => {
        enter(site)
        own.process(record, input)
      },
      advanceTo: (watermark: EventTime) => {
        timers?.advanceWatermark(watermark)
      },
      snapshot: (context) => {
        user.prepareSnapshot(context)
        return this.#snapshot(context)
      },
      restore: (pieces) => {
        timers?.restore(pieces)
        return this.states.restore(pieces) + (store?.restore(pieces) ?? 0)
      },
      checkpointCompleted: (checkpoint, cause) => {
        store?.checkpointCompleted(checkpoint)
        user.checkpointCompleted(checkpoint, cause)
      },
      checkpointSubsumed: (checkpoint) => {
        store?.checkpointSubsumed(checkpoint)
      },
      checkpointAborted: (checkpoint, cause) => {
        store?.checkpointAborted(checkpoint)
        user.checkpointAborted(checkpoint, cause)
      },
    }
  }

  #residence(): OperatorResidence | null {
    const { store, timers } = this.#parts
    const residence = store?.residence ?? null
    if (residence === null) return null
    const { keys, ...others } = residence
    return {
      ...others,
      watermark: (watermark) => keys(timers?.keysDue('event-time', watermark) ?? []),
    }
  }

  /** Canonical savepoints have no files of a store. */
  #isIncremental(form: SnapshotForm): boolean {
    return form === 'native' && this.#site.settings.checkpoints.incremental === true
  }

  #snapshot(context: SnapshotContext): OperatorSnapshot | null {
    const { store, timers } = this.#parts
    const held = timers?.capture() ?? []
    const hasKeyed = store !== null && !(store.isEmpty && held.length === 0)
    if (!hasKeyed && this.states.isEmpty) return null
    const part = hasKeyed ? this.#keyedPart(store, context) : noKeyedPart
    const { piece, files, keyed, uploads = [] } = part
    const lists = this.states.capture()
    // Those of a changelog are in its log.
    const written = piece.changelog === undefined ? held : []
    return {
      piece: { version: 1, ...piece, timers: written, splits: [], lists },
      keyGroups: hasKeyed ? this.#site.keyGroups : null,
      operatorState: kindOf(lists),
      files,
      uploads,
      shown: {
        offsets: [],
        states: shownContent(this.#site.position, keyed),
        timers: held.length,
      },
    }
  }

  /** Entries, or what the files are that have them. */
  #keyedPart(store: KeyedStore, { form, checkpoint, files: whose }: SnapshotContext): KeyedPart {
    const { keys } = store
    const isOfJob = form === 'native' && whose !== 'own'
    const logged = isOfJob ? store.captureChangelog(checkpoint) : null
    if (logged !== null) {
      const { part: changelog, files: owned, uploads } = logged
      const files = owned.map((file) => ({ ...file, createdBy: ownedByTask, content: null }))
      // All entries, for the trace alone: the checkpoint does not look at them.
      const shown = this.#site.sim.recording ? store.capture(form) : []
      return { piece: { keys, keyed: [], changelog }, files, uploads, keyed: shown }
    }
    const keyed = store.capture(form)
    const inFiles = this.#isIncremental(form) ? store.captureFiles(checkpoint, whose) : null
    if (inFiles === null) return { piece: { keys, keyed }, files: [], keyed }
    const { native, unclaimed, files } = inFiles
    return { piece: { keys, keyed: unclaimed, native }, files, keyed }
  }
}

interface KeyedPart {
  readonly piece: Pick<StatePiece, 'keys' | 'keyed' | 'native' | 'changelog'>
  readonly uploads?: readonly LogUpload[]
  readonly files: readonly SharedFile[]
  /** All entries, for the trace. */
  readonly keyed: readonly KeyedPiece[]
}

const noKeyedPart: KeyedPart = { piece: { keyed: [] }, files: [], keyed: [] }

function kindOf(lists: readonly OperatorStateEntries[]): OperatorStateKind {
  if (lists.length === 0) return 'none'
  return lists.every(({ mode }) => mode === 'SPLIT_DISTRIBUTE') ? 'split' : 'for-all'
}
