/** One row for every kind of fact; the compiler asks for the one that is missing. */
import type { FactKind, TraceEvent } from '../event.ts'
import { asyncTellings } from './async.ts'
import { changelogTellings } from './changelog.ts'
import { channelTellings } from './channel.ts'
import { checkpointTellings } from './checkpoint.ts'
import { connectorTellings } from './connector.ts'
import { faultTellings } from './fault.ts'
import { inFlightTellings } from './in-flight.ts'
import { jobTellings } from './job.ts'
import { stateTellings } from './state.ts'
import { storeTellings } from './store.ts'
import { taskTellings } from './task.ts'
import type { Telling, Tellings } from './telling.ts'
import { timeTellings } from './time.ts'
import { windowTellings } from './window.ts'

const tellings = {
  ...jobTellings,
  ...faultTellings,
  ...taskTellings,
  ...channelTellings,
  ...timeTellings,
  ...windowTellings,
  ...stateTellings,
  ...storeTellings,
  ...changelogTellings,
  ...asyncTellings,
  ...checkpointTellings,
  ...inFlightTellings,
  ...connectorTellings,
} satisfies Tellings<FactKind>

/** The row for an event's kind. */
export function tellingOf(event: TraceEvent): Telling<TraceEvent> {
  return tellings[event.kind]
}
