/**
 * What operators with a learner's function have in common: the function's life, operator state,
 * keyed state and timers, and all of that in a snapshot. Flink: AbstractUdfStreamOperator over
 * AbstractStreamOperator.
 */
import type { EventTime, OperatorStateKind } from '../../model/index.ts'
import { shownContent } from '../state/shown.ts'
import type { SnapshotForm } from '../state/backend.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import { OperatorStates } from '../state/operator-states.ts'
import type { OperatorStateEntries } from '../state/piece.ts'
import {
  enter,
  type InputRecord,
  type OperatorSite,
  type OperatorSnapshot,
  type StreamOperator,
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
        user.open()
        timers?.start()
      },
      close: () => {
        user.close()
      },
      quiesce: () => {
        timers?.quiesce()
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
        return this.#snapshot(context.form)
      },
      restore: (pieces) => {
        timers?.restore(pieces)
        return this.states.restore(pieces) + (store?.restore(pieces) ?? 0)
      },
      checkpointCompleted: (checkpoint, cause) => {
        user.checkpointCompleted(checkpoint, cause)
      },
      checkpointAborted: (checkpoint, cause) => {
        user.checkpointAborted(checkpoint, cause)
      },
    }
  }

  #snapshot(form: SnapshotForm): OperatorSnapshot | null {
    const { store, timers } = this.#parts
    const held = timers?.capture() ?? []
    const hasKeyed = store !== null && !(store.isEmpty && held.length === 0)
    if (!hasKeyed && this.states.isEmpty) return null
    const keyed = hasKeyed ? store.capture(form) : []
    const lists = this.states.capture()
    return {
      piece: {
        version: 1,
        ...(hasKeyed && { keys: store.keys }),
        keyed,
        timers: held,
        splits: [],
        lists,
      },
      keyGroups: hasKeyed ? this.#site.keyGroups : null,
      operatorState: kindOf(lists),
      shown: {
        offsets: [],
        states: shownContent(this.#site.position, keyed),
        timers: held.length,
      },
    }
  }
}

function kindOf(lists: readonly OperatorStateEntries[]): OperatorStateKind {
  if (lists.length === 0) return 'none'
  return lists.every(({ mode }) => mode === 'SPLIT_DISTRIBUTE') ? 'split' : 'for-all'
}
