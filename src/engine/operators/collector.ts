/** What user code emits through. Flink: TimestampedCollector. */
import { outputTag, type ProcessContext } from '../../datastream/index.ts'
import { type EventTime, limits } from '../../model/index.ts'
import { LimitExceeded } from '../kernel/limit-exceeded.ts'
import type { OperatorSite } from '../task/operator.ts'

export interface RecordCollector {
  /** Outputs take this timestamp until the next record. */
  startRecord(timestamp: EventTime | null): void
  collect(value: unknown): void
  close(): void
}

/** A collector into the operator's outputs, which ends a runaway loop by its limit. */
export function collectorFor(site: OperatorSite): RecordCollector {
  let timestamp: EventTime | null = null
  let emitted = 0
  return {
    startRecord: (at) => {
      timestamp = at
      emitted = 0
    },
    collect: (value) => {
      if (++emitted > limits.outputsPerRecord)
        throw new LimitExceeded(
          'outputs-per-record',
          `${site.node.name} emitted more than ${limits.outputsPerRecord} records for one input`,
        )
      site.emit(value, timestamp)
    },
    close: () => undefined,
  }
}

/** `ctx.output`: records of a side output take the timestamp at hand. */
export function sideOutput(
  site: OperatorSite,
  timestamp: () => EventTime | null,
): ProcessContext['output'] {
  return (tag, value) => {
    site.emitTo(outputTag(tag, 'ctx.output').getId(), value, timestamp())
  }
}
