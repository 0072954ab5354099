/** How facts of one kind are told: as a sentence, and as a line of a transcript. */
import type { ChannelId } from '../../model/index.ts'
import type { FactKind, TraceEvent } from '../event.ts'
import type { TraceNames } from '../names.ts'

export interface Line {
  /** Null: the JobManager, or the cluster. */
  readonly who: string | null
  readonly what: string
  readonly note?: string
}

export interface Telling<E extends TraceEvent> {
  /** One sentence, names between `**`, at most 96 characters; longer ones are cut. */
  say(event: E, names: TraceNames): string
  line(event: E, names: TraceNames): Line
}

export type Tellings<K extends FactKind> = {
  readonly [Kind in K]: Telling<Extract<TraceEvent, { readonly kind: Kind }>>
}

/** Virtual ms as a person reads them: `160 ms`, `1.2 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}

export function bytes(count: number): string {
  return count < 1000 ? `${count} B` : `${(count / 1000).toFixed(1)} kB`
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** The sender of a channel, for a sentence. */
export function from(names: TraceNames, channel: ChannelId): string {
  const sender = names.sender(channel)
  return sender === null ? `channel ${channel}` : names.subtask(sender)
}

/** The receiver of a channel, for a sentence. */
export function to(names: TraceNames, channel: ChannelId): string {
  const receiver = names.receiver(channel)
  return receiver === null ? `channel ${channel}` : names.subtask(receiver)
}

export function briefFrom(names: TraceNames, channel: ChannelId): string {
  const sender = names.sender(channel)
  return sender === null ? `channel ${channel}` : names.brief(sender)
}

export function briefTo(names: TraceNames, channel: ChannelId): string {
  const receiver = names.receiver(channel)
  return receiver === null ? `channel ${channel}` : names.brief(receiver)
}

/** A line about a channel, told by its sender. */
export function sent(
  names: TraceNames,
  channel: ChannelId,
  what: string,
  due: number | null,
): Line {
  const sender = names.sender(channel)
  return {
    who: sender === null ? null : names.brief(sender),
    what: `${what} to ${briefTo(names, channel)}`,
    note: due === null ? 'waits for credit' : `due ${due}`,
  }
}

/** The end of a sentence: a message with its full stop, or one made of Flink's constant. */
export function because(message: string, constant = ''): string {
  const text = message === '' ? constant.toLowerCase().replaceAll('_', ' ') : message
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
