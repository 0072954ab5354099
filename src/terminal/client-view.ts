/** What the JobManager can tell a client: the job, and what came of each request. */
import {
  type CheckpointId,
  type Command,
  type EventSeq,
  jobIdOf,
  type VirtualTime,
} from '../model/index.ts'
import { handle, type Handlers, type JobStatus, type Projection } from '../projection/index.ts'
import type { TraceEvent } from '../trace/index.ts'

export interface JobRow {
  readonly id: string
  readonly name: string
  readonly status: JobStatus
  readonly submittedAt: VirtualTime
  /** Since when it is in a terminal state; null: it is not. */
  readonly endedAt: VirtualTime | null
  /** Why it is where it is. */
  readonly reason: string
}

/** A command that a person gave, and what the cluster made of it. */
export interface RequestRow {
  readonly seq: EventSeq
  readonly at: VirtualTime
  readonly command: Command
  /** Of a snapshot: its number, once it was triggered. */
  readonly checkpoint: CheckpointId | null
  readonly outcome: 'waiting' | 'completed' | 'failed' | 'ineffective'
  /** Why it failed or had no effect; Flink's word for the reason where there is one. */
  readonly reason: string
  readonly message: string
}

export interface ClientState {
  job: JobRow | null
  /** Why the job could not be started; null: it could. */
  refused: string | null
  requests: readonly RequestRow[]
}

function change(
  state: ClientState,
  isMeant: (row: RequestRow) => boolean,
  fields: Partial<RequestRow>,
): void {
  if (state.requests.some(isMeant))
    state.requests = state.requests.map((row) => (isMeant(row) ? { ...row, ...fields } : row))
}

const isTerminal = (status: JobStatus): boolean =>
  status === 'FAILED' || status === 'CANCELED' || status === 'FINISHED'

type Of<K extends TraceEvent['kind']> = Extract<TraceEvent, { readonly kind: K }>

function submitted(state: ClientState, event: Of<'job-submitted'>): void {
  const { graph, at, restoredFrom } = event
  const { name } = graph
  const id = jobIdOf({ name, at, restoredFrom })
  const fresh = { status: 'CREATED', submittedAt: at, endedAt: null, reason: '' } as const
  state.job = { id, name, ...fresh }
}

function statusChanged(state: ClientState, { status, reason, at }: Of<'job-status-changed'>): void {
  if (state.job === null) return
  state.job = { ...state.job, status, reason, endedAt: isTerminal(status) ? at : null }
}

function asked(state: ClientState, event: Of<'command-submitted'>): void {
  const { seq, at, command, by } = event
  if (by === 'script') return
  const row: RequestRow = {
    ...{ seq, at, command },
    ...{ checkpoint: null, outcome: 'waiting', reason: '', message: '' },
  }
  state.requests = [...state.requests, row]
}

const handlers: Handlers<ClientState> = {
  'job-submitted': submitted,
  'job-status-changed': statusChanged,
  'command-submitted': asked,
  'job-refused': (state, { message }) => {
    state.refused = message
  },
  'command-without-effect': (state, { cause, reason }) => {
    change(state, ({ seq }) => seq === cause, { outcome: 'ineffective', reason })
  },
  'job-manager-lost': (state) => {
    // Who asked it hears no more.
    change(state, ({ outcome }) => outcome === 'waiting', {
      ...{ outcome: 'ineffective', reason: 'the JobManager was lost' },
    })
  },
  'checkpoint-triggered': (state, { cause, checkpoint }) => {
    change(state, ({ seq }) => seq === cause, { checkpoint })
  },
  'checkpoint-completed': (state, { checkpoint }) => {
    change(state, (row) => row.checkpoint === checkpoint, { outcome: 'completed' })
  },
  'checkpoint-failed': (state, { checkpoint, reason, message }) => {
    change(state, (row) => row.checkpoint === checkpoint && row.outcome === 'waiting', {
      ...{ outcome: 'failed', reason, message },
    })
  },
  'checkpoint-request-rejected': (state, { cause, reason, message }) => {
    change(state, ({ seq }) => seq === cause, { outcome: 'failed', reason, message })
  },
}

export const clientView: Projection<ClientState> = {
  name: 'client-view',
  initial: () => ({ job: null, refused: null, requests: [] }),
  copy: (state) => ({ ...state }),
  apply(state, event) {
    handle(handlers, state, event)
  },
}
