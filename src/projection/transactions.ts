/** What has become of the transactions of sinks that write exactly once. */
import type { CheckpointId, EventSeq, SubtaskId, VirtualTime } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import { handle, type Handlers, type Projection } from './projection.ts'

export interface TransactionRow {
  /** Prefix, subtask and checkpoint, as the sink names it. */
  readonly transaction: string
  readonly subtask: SubtaskId
  /** `lost`: it was to be committed, and could not be. */
  readonly state: 'open' | 'pre-committed' | 'committed' | 'aborted' | 'lost'
  readonly rows: number
  /** The checkpoint that knows of it; null: none yet. */
  readonly checkpoint: CheckpointId | null
  /** When its state came to be, and by which event. */
  readonly at: VirtualTime
  readonly seq: EventSeq
}

/** How many are remembered. */
const most = 200

export interface TransactionsState {
  /** Newest first, the last two hundred; one whose id is used again is another. */
  transactions: readonly TransactionRow[]
}

type Ended = Extract<TraceEvent, { readonly transaction: string }>

function change(
  state: TransactionsState,
  { transaction, at, seq }: Ended,
  fields: Partial<TransactionRow>,
): void {
  const newest = state.transactions.find((one) => one.transaction === transaction)
  state.transactions = state.transactions.map((one) =>
    one === newest ? { ...one, at, seq, ...fields } : one,
  )
}

/** One of an earlier run is met when it is committed. */
function committed(
  state: TransactionsState,
  event: Extract<TraceEvent, { readonly kind: 'transaction-committed' | 'commit-failed' }>,
): void {
  const { transaction, subtask, rows, checkpoint, at, seq } = event
  const isKnown = state.transactions.some((one) => one.transaction === transaction)
  const row = { transaction, subtask, rows, checkpoint, at, seq, state: 'pre-committed' } as const
  if (!isKnown) state.transactions = [row, ...state.transactions]
  if (event.kind === 'commit-failed') change(state, event, { state: 'lost', rows, checkpoint })
  else if (!event.already) change(state, event, { state: 'committed', checkpoint })
}

const handlers: Handlers<TransactionsState> = {
  'transaction-begun': (state, { transaction, subtask, at, seq }) => {
    const row = { transaction, subtask, state: 'open', rows: 0, checkpoint: null, at, seq } as const
    state.transactions = [row, ...state.transactions].slice(0, most)
  },
  'transaction-written': (state, { transaction }) => {
    const newest = state.transactions.find((one) => one.transaction === transaction)
    state.transactions = state.transactions.map((one) =>
      one === newest ? { ...one, rows: one.rows + 1 } : one,
    )
  },
  'transaction-precommitted': (state, event) => {
    const { checkpoint, rows } = event
    change(state, event, { state: 'pre-committed', checkpoint, rows })
  },
  'transaction-committed': committed,
  'commit-failed': committed,
  'transaction-aborted': (state, event) => {
    change(state, event, { state: 'aborted', rows: event.rows })
  },
}

export const transactions: Projection<TransactionsState> = {
  name: 'transactions',
  initial: () => ({ transactions: [] }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
}
