/**
 * The writer of a sink that writes exactly once: rows go into a transaction, which is handed to the committer in
 * front of the barrier. Flink: SinkWriterOperator, ExactlyOnceKafkaWriter (CK-257, CK-272 to CK-274).
 *
 * Simplified: a task that fails or is cancelled leaves its transaction as one does whose machine is lost; it is
 * aborted when the task starts again, or by its timeout.
 */
import { assert } from '../../base/index.ts'
import type { OperatorCode } from '../../datastream/index.ts'
import {
  type CheckpointId,
  limits,
  type TransactionsPlan,
  type VirtualTime,
} from '../../model/index.ts'
import { TaskException } from '../task/failure.ts'
import {
  enter,
  type InputRecord,
  type OperatorSite,
  type OperatorSnapshot,
  type SnapshotContext,
  type StreamOperator,
} from '../task/operator.ts'
import { cut } from '../task/preview.ts'
import type { StatePiece } from '../state/piece.ts'
import { type HandedOver, listPiece, listsIn } from './committable.ts'
import type { SinkSurroundings } from './sinks.ts'
import { partsOfTransactionalId, transactionalId } from './transactional-id.ts'
import { maxTransactionTimeout, type Transaction } from './transactions.ts'

type Code = Extract<OperatorCode, { kind: 'kafka-sink' }>

/** Flink: SinkWriterStateHandler; the state is KafkaWriterState. */
const stateName = 'writer_raw_states'

export class TransactionalWriter implements StreamOperator {
  readonly #site: OperatorSite
  readonly #code: Code
  readonly #plan: TransactionsPlan
  readonly #around: SinkSurroundings
  readonly #prefixes = new Set<string>()
  #current: Transaction | null = null
  /** The newest checkpoint it has heard of. */
  #lastCheckpoint = 0
  #endOfInput = false

  constructor(site: OperatorSite, code: Code, around: SinkSurroundings) {
    const { role } = site.node
    assert(
      role.kind === 'kafka-sink' && role.transactions !== undefined,
      'the sink is exactly once',
    )
    this.#site = site
    this.#code = code
    this.#plan = role.transactions
    this.#around = around
    this.#prefixes.add(role.transactions.prefix)
  }

  get node() {
    return this.#site.node
  }

  restore(pieces: readonly StatePiece[]): number {
    const known = listsIn<{ readonly prefix: string }>(pieces, stateName)
    for (const { prefix } of known) this.#prefixes.add(prefix)
    return known.length
  }

  open(): void {
    if (this.#plan.timeout > maxTransactionTimeout)
      throw new TaskException(
        'invalid-transaction-timeout',
        `InvalidTxnTimeoutException: The transaction timeout is larger than the maximum value allowed by the broker (as configured by transaction.max.timeout.ms): ${this.#plan.timeout} > ${maxTransactionTimeout}.`,
      )
    this.#lastCheckpoint = this.#site.restoredCheckpoint() ?? 0
    this.#abortLingering()
    this.#begin(this.#lastCheckpoint + 1)
  }

  close(): void {}

  process(record: InputRecord): void {
    enter(this.#site)
    const row = this.#code.serialize(record.value, record.timestamp)
    if (row === null) return
    const transaction = this.#usable()
    const { sim } = this.#site
    const from = this.#site.current()
    const { timestamp } = record
    const of = { element: from.parent ?? from.origin, origin: from.origin }
    if (transaction.startedAt === null) this.#started(transaction)
    transaction.rows.push({ ...row, timestamp, name: this.#around.lineage.of(from.origin), of })
    const { topic, key, value } = row
    sim.record(
      {
        kind: 'transaction-written',
        ...this.#place,
        transaction: transaction.id,
        topic,
        key,
        value: cut(value, limits.rowLength),
      },
      from.cause,
    )
  }

  advanceTo(): void {}

  /** In front of the barrier: what is in the transaction is flushed, and handed to the committer. */
  prepareBarrier(checkpoint: CheckpointId): void {
    if (!this.#endOfInput) this.#emitCommittables(checkpoint)
  }

  finish(): void {
    this.#endOfInput = true
    this.#emitCommittables((this.#lastCheckpoint + 1) as CheckpointId)
  }

  #emitCommittables(checkpoint: CheckpointId): void {
    this.#lastCheckpoint = checkpoint
    const transaction = this.#usable()
    // An empty one is not committed; its producer is used again.
    if (transaction.rows.length === 0) return
    const { id, rows } = transaction
    const { sim, index } = this.#site
    sim.record(
      {
        kind: 'transaction-precommitted',
        ...this.#place,
        transaction: id,
        checkpoint,
        rows: rows.length,
      },
      this.#site.current().cause,
    )
    this.#current = null
    const committable: HandedOver = { checkpoint, subtask: index, transaction: id }
    this.#site.emit(committable, null)
  }

  snapshot({ checkpoint }: SnapshotContext): OperatorSnapshot {
    // An empty one goes, so that each is known by the checkpoint before it.
    if (this.#current !== null) this.#current.state = 'aborted'
    this.#begin(checkpoint + 1)
    return listPiece(stateName, [{ prefix: this.#plan.prefix }])
  }

  checkpointCompleted(): void {}

  /** Throws a TaskException where the broker has aborted it. */
  #usable(): Transaction {
    this.#current ??= this.#begin(this.#lastCheckpoint + 1)
    if (this.#current.state === 'ongoing') return this.#current
    throw new TaskException(
      'producer-fenced',
      `ProducerFencedException: There is a newer producer with the same transactionalId ${this.#current.id} which fences the current one, or its transaction was aborted.`,
    )
  }

  #begin(checkpoint: number): Transaction {
    const { index } = this.#site
    const id = transactionalId(this.#plan.prefix, index, checkpoint)
    const { begun, fenced } = this.#around.broker.transactions.begin(id)
    if (fenced !== null) this.#tellAborted(fenced, 'fenced')
    this.#current = begun
    return begun
  }

  /** Those of checkpoints that never came to be, also of subtasks there are no more (CK-274). */
  #abortLingering(): void {
    const { index, parallelism } = this.#site
    for (const prefix of this.#prefixes)
      for (const one of this.#around.broker.transactions.ongoing(prefix)) {
        const parts = partsOfTransactionalId(prefix, one.id)
        if (parts === null || parts.subtask % parallelism !== index) continue
        if (parts.checkpoint <= this.#lastCheckpoint) continue
        one.state = 'aborted'
        if (one.rows.length > 0) this.#tellAborted(one, 'lingering')
      }
  }

  /** With its first row the broker knows of it; it aborts what takes too long (CK-276). */
  #started(transaction: Transaction): void {
    const { sim } = this.#site
    transaction.startedAt = sim.now
    sim.record(
      { kind: 'transaction-begun', ...this.#place, transaction: transaction.id },
      this.#site.current().cause,
    )
    sim.agenda.plan((sim.now + this.#plan.timeout) as VirtualTime, {
      happen: () => {
        if (transaction.state !== 'ongoing') return
        transaction.state = 'aborted'
        this.#tellAborted(transaction, 'timeout')
      },
    })
  }

  #tellAborted({ id, rows }: Transaction, why: 'lingering' | 'fenced' | 'timeout'): void {
    this.#site.sim.record(
      { kind: 'transaction-aborted', ...this.#place, transaction: id, rows: rows.length, why },
      null,
    )
  }

  get #place() {
    const { subtask, position: operator } = this.#site
    return { subtask, operator }
  }
}
