/**
 * The life of a learner's function in a subtask: context, initializeState, open, snapshots, news of
 * checkpoints, close. Flink: AbstractUdfStreamOperator.
 */
import type {
  CheckpointedFunction,
  CheckpointListener,
  FunctionInitializationContext,
  OperatorStateStore,
  RichFunction,
  RuntimeContext,
} from '../../datastream/index.ts'
import type { CheckpointId, EventSeq } from '../../model/index.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import { enter, type OperatorSite, type SnapshotContext } from '../task/operator.ts'
import { OperatorMetrics } from './operator-metrics.ts'
import { runtimeContextOf } from './runtime-context.ts'

type Listening = Partial<CheckpointedFunction & CheckpointListener & RichFunction>

export class UserFunction {
  readonly #site: OperatorSite
  readonly #fn: Listening
  readonly #store: KeyedStore | null
  readonly #states: OperatorStateStore
  readonly #metrics: OperatorMetrics

  /** `store` null: the function is not on a keyed stream. */
  constructor(
    site: OperatorSite,
    fn: object,
    { store, states }: { readonly store: KeyedStore | null; readonly states: OperatorStateStore },
  ) {
    this.#site = site
    this.#fn = fn
    this.#store = store
    this.#states = states
    this.#metrics = new OperatorMetrics(site)
  }

  /** Context, then `initializeState`, then `open`, as far as the function has them (OPS-1). */
  open(): void {
    const fn = this.#fn
    enter(this.#site)
    fn.setRuntimeContext?.(this.#runtimeContext())
    fn.initializeState?.(this.#initializationContext())
    fn.open?.({})
  }

  /** The current key is still that of the last record or timer, as in Flink. */
  close(): void {
    enter(this.#site)
    this.#fn.close?.()
  }

  /**
   * Before the state is captured: the function puts into it what it has not put there yet (OPS-2). The current
   * key is still that of the last record or timer.
   */
  prepareSnapshot({ checkpoint, timestamp }: SnapshotContext): void {
    if (this.#fn.snapshotState === undefined) return
    enter(this.#site)
    this.#fn.snapshotState({
      getCheckpointId: () => checkpoint,
      getCheckpointTimestamp: () => timestamp,
    })
  }

  checkpointCompleted(checkpoint: CheckpointId, cause: EventSeq): void {
    this.#tell(cause, () => this.#fn.notifyCheckpointComplete?.(checkpoint))
  }

  checkpointAborted(checkpoint: CheckpointId, cause: EventSeq): void {
    this.#tell(cause, () => this.#fn.notifyCheckpointAborted?.(checkpoint))
  }

  #tell(cause: EventSeq, notify: () => void): void {
    this.#site.causedBy(cause, () => {
      enter(this.#site)
      notify()
    })
  }

  #runtimeContext(): RuntimeContext {
    const { group } = this.#metrics
    return runtimeContextOf(this.#site, this.#store?.states ?? null, group)
  }

  #initializationContext(): FunctionInitializationContext {
    const restored = this.#site.restoredCheckpoint()
    return {
      isRestored: () => restored !== null,
      getRestoredCheckpointId: () => restored,
      getOperatorStateStore: () => this.#states,
      getKeyedStateStore: () => this.#runtimeContext(),
    }
  }
}
