/**
 * Commits transactions when the checkpoint that knows of them has completed, and at once when it is restored.
 * Flink: CommitterOperator, CommittableCollector, KafkaCommitter (CK-258 to CK-271, CK-275).
 *
 * Simplified: a commit takes no time, and none is tried again.
 */
import type { CheckpointId, EventSeq } from '../../model/index.ts'
import type {
  InputRecord,
  OperatorSite,
  OperatorSnapshot,
  StreamOperator,
} from '../task/operator.ts'
import type { StatePiece } from '../state/piece.ts'
import { type Committable, type HandedOver, listPiece, listsIn } from './committable.ts'
import { showRow, type SinkSurroundings } from './sinks.ts'
import type { TransactionRow } from './transactions.ts'

const stateName = 'streaming_committer_raw_states'

export class Committer implements StreamOperator {
  readonly #site: OperatorSite
  readonly #around: SinkSurroundings
  #pending: Committable[] = []

  constructor(site: OperatorSite, around: SinkSurroundings) {
    this.#site = site
    this.#around = around
  }

  get node() {
    return this.#site.node
  }

  restore(pieces: readonly StatePiece[]): number {
    this.#pending = [...listsIn<Committable>(pieces, stateName)]
    return this.#pending.length
  }

  /** What is restored is of a snapshot that completed; it may have been committed before (CK-265). */
  open(): void {
    this.#commit(Infinity, this.#site.current().cause)
  }

  close(): void {}

  process({ value }: InputRecord): void {
    const handed = value as HandedOver
    const { rows } = this.#around.broker.transactions.recall(handed.transaction, [])
    this.#pending.push({ ...handed, rows: rows.map(({ of: _, ...row }) => row) })
  }

  advanceTo(): void {}

  /** Without checkpoints nothing else would commit what there is (CK-267). */
  finish(): void {
    if (this.#site.settings.checkpoints.interval === null)
      this.#commit(Infinity, this.#site.current().cause)
  }

  snapshot(): OperatorSnapshot {
    return listPiece(stateName, this.#pending)
  }

  checkpointCompleted(checkpoint: CheckpointId, cause: EventSeq): void {
    this.#site.causedBy(cause, () => {
      this.#commit(checkpoint, cause)
    })
  }

  /** Lowest checkpoint first, each of them fully before the next. */
  #commit(upTo: number, cause: EventSeq | null): void {
    const due = this.#pending.filter(({ checkpoint }) => checkpoint <= upTo)
    this.#pending = this.#pending.filter(({ checkpoint }) => checkpoint > upTo)
    for (const one of due.toSorted((a, b) => a.checkpoint - b.checkpoint))
      this.#commitOne(one, cause)
  }

  #commitOne({ transaction: id, checkpoint, rows }: Committable, cause: EventSeq | null): void {
    const { sim, subtask, position: operator } = this.#site
    const recalled = rows.map((row): TransactionRow => ({ ...row, of: null }))
    const transaction = this.#around.broker.transactions.recall(id, recalled)
    const { state } = transaction
    const told = { subtask, operator, transaction: id, checkpoint, rows: rows.length }
    if (state === 'aborted') {
      // Flink: signalFailedWithKnownReason: logged, and lost (CK-275, CK-276).
      const why = 'the broker has aborted it'
      sim.record({ kind: 'commit-failed', ...told, why }, cause)
      return
    }
    const already = state === 'committed'
    const seq = sim.record({ kind: 'transaction-committed', ...told, already }, cause)
    if (already) return
    transaction.state = 'committed'
    const { origin } = this.#site.current()
    for (const row of transaction.rows)
      showRow(this.#site, this.#around, {
        row: { ...row, sink: this.#site.node.name },
        of: row.of ?? { element: origin, origin },
        name: row.name,
        // Exactly once: what it is of may be replayed, and no row of it is ever seen twice.
        once: this.#site.settings.checkpoints.mode === 'EXACTLY_ONCE',
        cause: seq,
      })
    transaction.rows.length = 0
  }
}
