/** How facts of event time and timers are told. */
import { type EventTime, maxWatermark, type SubtaskId } from '../../model/index.ts'
import type { timeFacts } from '../fact/time.ts'
import { cut, type TraceNames } from '../names.ts'
import { briefFrom, from, type Tellings } from './telling.ts'

export const timeTellings: Tellings<keyof typeof timeFacts> = {
  'watermark-received': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** reads ${named(e.watermark)} from **${from(names, e.channel)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${named(e.watermark)} from ${briefFrom(names, e.channel)}`,
    }),
  },
  'watermark-advanced': {
    say: (e, names) =>
      e.watermark === maxWatermark
        ? `**${names.subtask(e.subtask)}** is at the end of event time: all its timers fire.`
        : `The clock of **${names.subtask(e.subtask)}** is now at watermark ${e.watermark}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${named(e.watermark)} is its clock`,
    }),
  },
  'watermark-status-received': {
    say: (e, names) =>
      e.status === 'IDLE'
        ? `**${names.subtask(e.subtask)}** no longer waits for **${from(names, e.channel)}**: it is idle.`
        : `**${from(names, e.channel)}** is active again for **${names.subtask(e.subtask)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.status} from ${briefFrom(names, e.channel)}`,
      ...(e.status === 'ACTIVE' && !e.counts ? { note: 'has to catch up' } : {}),
    }),
  },
  'watermark-status-changed': {
    say: (e, names) =>
      e.status === 'IDLE'
        ? `**${names.subtask(e.subtask)}** is idle: nothing moves its clock.`
        : `**${names.subtask(e.subtask)}** is active again.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: `is ${e.status}` }),
  },
  'split-watermark-advanced': {
    say: (e, names) =>
      e.status === 'IDLE'
        ? `${cut(e.split, 24)} has had no records for a while: it is idle in **${names.subtask(e.subtask)}**.`
        : `${cut(e.split, 24)} is at ${named(e.watermark)} in **${names.subtask(e.subtask)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: e.status === 'IDLE' ? `${e.split} is IDLE` : `${e.split} at ${named(e.watermark)}`,
    }),
  },
  'watermark-generated': {
    say: (e, names) => `**${names.subtask(e.subtask)}** makes ${named(e.watermark)}.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: `makes ${named(e.watermark)}` }),
  },
  'watermark-status-generated': {
    say: (e, names) =>
      e.status === 'IDLE'
        ? `**${names.subtask(e.subtask)}** has seen no record for a while: what follows it need not wait.`
        : `**${names.subtask(e.subtask)}** makes watermarks again.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: `makes ${e.status}` }),
  },
  'watermark-alignment-announced': {
    say: (e) => `The JobManager lets **${cut(e.source, 24)}** read up to ${named(e.maxAllowed)}.`,
    line: (e) => ({
      who: null,
      what: `${e.source} may read up to ${named(e.maxAllowed)}`,
      note: e.group,
    }),
  },
  'alignment-wait-started': {
    say: (e, names) =>
      `${partOf(e, names)} is at ${e.watermark} and waits: its group may go to ${e.maxAllowed}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.split ?? 'source'} waits at ${e.watermark}`,
      note: `allowed ${e.maxAllowed}`,
    }),
  },
  'alignment-wait-ended': {
    say: (e, names) => `The group has caught up: ${partOf(e, names)} is read again.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.split ?? 'source'} reads on`,
    }),
  },
  'timer-registered': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** sets a timer for ${whose(e)} at ${e.timestamp}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `timer for ${briefly(e)} at ${e.timestamp}`,
      note: e.domain,
    }),
  },
  'timer-deleted': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** deletes the timer for ${whose(e)} at ${e.timestamp}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `timer for ${briefly(e)} at ${e.timestamp} deleted`,
      note: e.domain,
    }),
  },
  'timer-fired': {
    say: (e, names) =>
      `The timer for ${whose(e)} at ${e.timestamp} fires in **${names.subtask(e.subtask)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `timer for ${briefly(e)} at ${e.timestamp} fired`,
      note: e.domain,
    }),
  },
}

interface TimerNames {
  readonly key: string
  readonly namespace: string
}

function whose({ key, namespace }: TimerNames): string {
  return namespace === '' ? `**${key}**` : `**${key}** and window ${namespace}`
}

function briefly({ key, namespace }: TimerNames): string {
  return namespace === '' ? key : `${key} ${namespace}`
}

function named(watermark: EventTime): string {
  return watermark === maxWatermark ? 'the last watermark' : `watermark ${watermark}`
}

function partOf(
  { subtask, split }: { readonly subtask: SubtaskId; readonly split: string | null },
  names: TraceNames,
): string {
  const whole = `**${names.subtask(subtask)}**`
  return split === null ? whole : `${cut(split, 24)} of ${whole}`
}
