/** Sinks whose rows are visible at once: print, Kafka without transactions, and those for learning. What a row does outside. */
import { hashText } from '../../base/index.ts'
import { type EventSeq, limits } from '../../model/index.ts'
import type { OperatorCode, SinkRow } from '../../datastream/index.ts'
import {
  enter,
  type InputRecord,
  type OperatorSite,
  type StreamOperator,
} from '../task/operator.ts'
import { cut, rowText } from '../task/preview.ts'
import type { Broker } from './broker.ts'
import type { Lineage, OutsideWorld } from './lineage.ts'
import type { TransactionRow } from './transactions.ts'

type SinkCode = Extract<OperatorCode, { kind: 'print-sink' | 'kafka-sink' | 'row-sink' }>

export interface SinkSurroundings {
  readonly broker: Broker
  readonly outside: OutsideWorld
  readonly lineage: Lineage
}

/** Flink: PrintSink; KafkaWriter with DeliveryGuarantee.NONE or AT_LEAST_ONCE. */
export function sinkOperator(
  site: OperatorSite,
  code: SinkCode,
  around: SinkSurroundings,
): StreamOperator {
  return {
    node: site.node,
    open: () => undefined,
    close: () => undefined,
    process: (record) => {
      enter(site)
      // A row nobody is told of and no log keeps need not be made.
      if (code.kind === 'print-sink' && !site.sim.recording) site.sim.skip()
      else write(site, rowOf(site, code, record), around)
    },
    advanceTo: () => undefined,
    snapshot: () => null,
    restore: () => 0,
    checkpointCompleted: () => undefined,
  }
}

/** A row as the world outside has it. */
export interface Row {
  readonly sink: string
  readonly topic: string | null
  readonly key: string | null
  readonly value: string
  readonly timestamp: InputRecord['timestamp']
}

function rowOf(site: OperatorSite, code: SinkCode, record: InputRecord): Row | null {
  const { timestamp } = record
  if (code.kind === 'print-sink')
    return { sink: site.node.name, topic: null, key: null, value: rowText(record.value), timestamp }
  if (code.kind === 'row-sink') return rowOfLearningSink(site, code.row(record.value), timestamp)
  const row = code.serialize(record.value, timestamp)
  if (row === null) return null
  return { sink: site.node.name, topic: row.topic, key: row.key, value: row.value, timestamp }
}

function rowOfLearningSink(
  { node }: OperatorSite,
  { key, value }: SinkRow,
  timestamp: InputRecord['timestamp'],
): Row {
  return { sink: node.name, topic: null, key, value: rowText(value), timestamp }
}

/** Whether a mail service has had a mail with this key, and hence sends no other. */
function isKnownMail({ node }: OperatorSite, { key }: Row, outside: OutsideWorld): boolean {
  const { role } = node
  if (role.kind !== 'sink' || role.sink !== 'outbox' || key === null) return false
  return outside.knowsMail(node.id, key)
}

function write(site: OperatorSite, row: Row | null, around: SinkSurroundings): void {
  if (row === null) return
  const { sim, subtask, position } = site
  const from = site.current()
  const { origin, cause } = from
  if (isKnownMail(site, row, around.outside)) {
    const { sink, key, value } = row
    const place = { subtask, operator: position, sink, key: key ?? '' }
    sim.record({ kind: 'mail-known', ...place, value: cut(value, limits.rowLength) }, cause)
    return
  }
  const of = { element: from.parent ?? origin, origin }
  showRow(site, around, { row, of, name: around.lineage.of(origin), cause })
}

/** A row that is seen outside from here on. */
export interface ShownRow {
  readonly row: Row
  readonly of: NonNullable<TransactionRow['of']>
  /** What its origin is called in every attempt. */
  readonly name: string
  /** Whether it cannot have been seen before. */
  readonly once?: boolean
  readonly cause: EventSeq | null
}

/** Appends it to its topic, if it has one, and tells of it. */
export function showRow(
  site: OperatorSite,
  around: SinkSurroundings,
  { row, of, name, once = false, cause }: ShownRow,
): void {
  const { sim, subtask, position } = site
  if (row.topic !== null) {
    const partitions = around.broker.partitions(row.topic) ?? 1
    // Flink: without a partitioner Kafka's own: by key; here by a hash that only has to be stable.
    const partition = row.key === null ? site.index % partitions : hashText(row.key) % partitions
    around.broker.append(
      row.topic,
      partition,
      { key: row.key, value: row.value, timestamp: row.timestamp },
      sim.now,
    )
  }
  if (!sim.recording) {
    sim.skip()
    return
  }
  const again = around.outside.show(site.node.id, name) && !once
  const { sink, topic, key, value, timestamp } = row
  sim.record(
    {
      kind: 'sink-written',
      subtask,
      operator: position,
      ...{ sink, topic, key, timestamp },
      value: cut(value, limits.rowLength),
      ...of,
      again,
    },
    cause,
  )
}
