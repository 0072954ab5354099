/** Which random plans write their results exactly once, in transactions: for seeds of their own. */
import type { TraceEvent } from '../../trace/index.ts'

/** Seeds from here on do, two of three. */
const firstTransactionalSeed = 280_000

const sink =
  ".sinkTo(KafkaSink.builder<Item>().setBootstrapServers('broker:9092').setRecordSerializer(" +
  "KafkaRecordSerializationSchema.builder<Item>().setTopic('results')" +
  '.setValueSerializationSchema(json<Item>()).build())' +
  ".setDeliveryGuarantee('EXACTLY_ONCE').setTransactionalIdPrefix('results')" +
  ".setProperty('transaction.timeout.ms', '900000').build())"

/** The job with the sink `write` in transactions. */
export function withTransactions(seed: number, code: string): string {
  if (seed < firstTransactionalSeed || seed % 3 === 0) return code
  return code.replace(
    /(?:\.print\(\)|\.sinkTo\(.*?\.build\(\)\)\.build\(\)\))(?=\.uid\('write'\))/,
    sink,
  )
}

/**
 * Rows of transactions, each as often as it is there: those that are seen, and those that will be seen with the next
 * checkpoint.
 */
export class TransactionRows {
  readonly #times = new Map<string, number>()
  readonly #open = new Map<string, string[]>()
  readonly #seen = new Set<string>()

  see(event: TraceEvent): void {
    switch (event.kind) {
      case 'transaction-begun':
        this.#open.set(event.transaction, [])
        break
      case 'transaction-written':
        this.#open.get(event.transaction)?.push(`${event.topic} ${event.value}`)
        break
      case 'transaction-committed':
      case 'transaction-aborted':
        this.#open.delete(event.transaction)
        break
      case 'sink-written':
        if (event.sink.endsWith(': Committer')) this.#add(`${event.topic} ${event.value}`)
        break
      default:
    }
  }

  get rows(): ReadonlySet<string> {
    for (const rows of this.#open.values()) for (const row of rows) this.#add(row)
    this.#open.clear()
    return this.#seen
  }

  #add(row: string): void {
    // A timer of a moment fires once more where it is registered again after it has fired: that is a matter of time.
    const times = row.includes('timer of') ? 1 : (this.#times.get(row) ?? 0) + 1
    this.#times.set(row, times)
    this.#seen.add(`${row}, time ${times}`)
  }
}
