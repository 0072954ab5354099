/**
 * Sinks for learning: what the world outside keeps of what a job tells it. Barrier Lab's own; on a
 * real Flink a database, a mail server or a test takes their place.
 */
import { MisuseError } from '../model/index.ts'
import type { SinkRow } from './connector-plans.ts'

/** What `sinkTo` needs to know of a sink. */
export interface SinkSettings {
  readonly sink: 'collect' | 'upsert' | 'outbox'
  readonly name: string
  readonly row: (value: unknown) => SinkRow
}

const settings = new WeakMap<object, SinkSettings>()

/** The settings of one of these sinks; undefined: it is none. */
export function sinkSettings(sink: unknown): SinkSettings | undefined {
  return typeof sink === 'object' && sink !== null ? settings.get(sink) : undefined
}

/** A sink without transactions: what it is given is outside at once (SNK-1). Flink: Sink. */
export abstract class LearningSink<T> {
  /** Exists for the compiler alone: what the sink takes. */
  declare protected readonly takesRecords: (record: T) => void
}

/**
 * Keeps every record, in the order in which it came: a replay leaves it there twice (SNK-2).
 * **Barrier Lab's own**.
 */
export class CollectSink<T> extends LearningSink<T> {
  /** `name`: what the output calls the collection. */
  constructor(name = 'collected') {
    super()
    const row = (value: unknown) => ({ key: null, value })
    settings.set(this, { sink: 'collect', name: named(name, 'CollectSink'), row })
  }
}

/**
 * A table with one row for each key: a record with a known key takes the place of the row before, so
 * that what a replay writes again changes nothing, if its key is the same each time (SNK-4).
 * **Barrier Lab's own**.
 */
export class UpsertTableSink<T> extends LearningSink<T> {
  /** `key` gives the key of a row: text, a number or a boolean. */
  constructor(table: string, key: (row: T) => string | number | boolean) {
    super()
    const call = 'UpsertTableSink'
    if (typeof key !== 'function')
      throw new MisuseError('function_expected', { call, example: '(row) => row.id' })
    const row = (value: unknown) => ({
      key: keyText(key(value as T)),
      value,
    })
    settings.set(this, { sink: 'upsert', name: named(table, call), row })
  }
}

/**
 * Sends each record as a mail, which nobody can take back: after a failure the replay sends it again
 * (SNK-5). With an idempotency key the mail service takes the first mail with that key, and no other.
 * **Barrier Lab's own**.
 */
export class OutboxSink<T> extends LearningSink<T> {
  /** `idempotencyKey` gives what the service knows a mail by. */
  constructor(outbox = 'outbox', idempotencyKey?: (mail: T) => string | number | boolean) {
    super()
    const call = 'OutboxSink'
    if (idempotencyKey !== undefined && typeof idempotencyKey !== 'function')
      throw new MisuseError('function_expected', { call, example: '(mail) => mail.orderId' })
    const row = (value: unknown) => ({
      key: idempotencyKey === undefined ? null : keyText(idempotencyKey(value as T)),
      value,
    })
    settings.set(this, { sink: 'outbox', name: named(outbox, call), row })
  }
}

function named(name: unknown, what: string): string {
  if (typeof name !== 'string' || name === '')
    throw new MisuseError('text_expected', { what, got: typeof name })
  return name
}

function keyText(key: unknown): string {
  const whole = typeof key === 'number' && Number.isFinite(key)
  if (typeof key !== 'string' && typeof key !== 'boolean' && !whole)
    throw new MisuseError('sink_key', { got: key === null ? 'null' : typeof key })
  return String(key)
}
