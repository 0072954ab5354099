/**
 * A fact with its place in the run. Kinds are in the past tense; `factTable` is the only list of
 * them: types, decoder, transcript, narration and docs/TRACE.md follow from it.
 */
import type { EventSeq, VirtualTime } from '../model/index.ts'
import { asyncFacts } from './fact/async.ts'
import { changelogFacts } from './fact/changelog.ts'
import { channelFacts } from './fact/channel.ts'
import { checkpointFacts } from './fact/checkpoint.ts'
import { connectorFacts } from './fact/connector.ts'
import { faultFacts } from './fact/fault.ts'
import { inFlightFacts } from './fact/in-flight.ts'
import { jobFacts } from './fact/job.ts'
import { stateFacts } from './fact/state.ts'
import { storeFacts } from './fact/store.ts'
import { taskFacts } from './fact/task.ts'
import { timeFacts } from './fact/time.ts'
import { windowFacts } from './fact/window.ts'
import type { FieldValue } from './field.ts'

/** Every kind of fact with its fields; the order is that of the wire and may change between releases. */
export const factTable = {
  ...jobFacts,
  ...faultFacts,
  ...taskFacts,
  ...channelFacts,
  ...timeFacts,
  ...windowFacts,
  ...stateFacts,
  ...storeFacts,
  ...changelogFacts,
  ...asyncFacts,
  ...checkpointFacts,
  ...inFlightFacts,
  ...connectorFacts,
} as const

type FactTable = typeof factTable

export type FactKind = keyof FactTable

export const factKinds = Object.keys(factTable) as readonly FactKind[]

type FactOf<K extends FactKind> = { readonly kind: K } & {
  readonly [F in keyof FactTable[K]['fields']]: FieldValue<FactTable[K]['fields'][F]>
}

/** One thing that happened, as plain data. */
export type TraceFact = { [K in FactKind]: FactOf<K> }[FactKind]

/**
 * A fact with its place in the run, and the event without which it would not have happened
 * (null for what started by itself: a timer of the JobManager, a person's command).
 */
export type TraceEvent = TraceFact & {
  readonly seq: EventSeq
  readonly at: VirtualTime
  readonly cause: EventSeq | null
}
