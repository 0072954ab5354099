/**
 * Transactions of the simulated Kafka: rows that nobody who reads committed rows sees before their commit.
 * Kafka: TransactionCoordinator. Simplified: rows have no offset before their commit, so that who reads
 * uncommitted rows does not see them either.
 */
import type { ElementId, EventTime, VirtualTime } from '../../model/index.ts'

/** A row of a transaction, and what it goes back to. */
export interface TransactionRow {
  readonly topic: string
  readonly key: string | null
  readonly value: string
  readonly timestamp: EventTime | null
  /** What its origin is called in every attempt and run. */
  readonly name: string
  /** The record it was made of, and its origin, in this run; null: of an earlier run. */
  readonly of: { readonly element: ElementId; readonly origin: ElementId } | null
}

export interface Transaction {
  readonly id: string
  readonly rows: TransactionRow[]
  state: 'ongoing' | 'committed' | 'aborted'
  /** Since the first row, virtual ms; null: it has none. */
  startedAt: VirtualTime | null
}

/** Kafka: transaction.max.timeout.ms, virtual ms, as a broker has it unless it is told otherwise (CK-273). */
export const maxTransactionTimeout = 900_000

export class Transactions {
  readonly #byId = new Map<string, Transaction>()

  /** A producer with that id begins anew; one before it is fenced. Answers what of it was aborted for that. */
  begin(id: string): { readonly begun: Transaction; readonly fenced: Transaction | null } {
    const known = this.#byId.get(id) ?? null
    const fenced = known?.state === 'ongoing' && known.rows.length > 0 ? known : null
    if (known?.state === 'ongoing') known.state = 'aborted'
    const begun: Transaction = { id, rows: [], state: 'ongoing', startedAt: null }
    this.#byId.set(id, begun)
    return { begun, fenced }
  }

  /** A transaction of an earlier run, as it was when the snapshot was taken that knows of it. */
  recall(id: string, rows: readonly TransactionRow[]): Transaction {
    const known = this.#byId.get(id)
    if (known !== undefined) return known
    const recalled: Transaction = { id, rows: [...rows], state: 'ongoing', startedAt: null }
    this.#byId.set(id, recalled)
    return recalled
  }

  /** Those that are under way and whose ids begin so. */
  ongoing(prefix: string): readonly Transaction[] {
    return [...this.#byId.values()].filter(
      ({ id, state }) => state === 'ongoing' && id.startsWith(prefix),
    )
  }
}
