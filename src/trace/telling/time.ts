/** How facts of event time and timers are told. */
import { type EventTime, maxWatermark } from '../../model/index.ts'
import type { timeFacts } from '../fact/time.ts'
import { briefFrom, from, type Tellings } from './telling.ts'

export const timeTellings: Tellings<keyof typeof timeFacts> = {
  'watermark-received': {
    glyph: 'watermark',
    step: null,
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** reads ${named(e.watermark)} from **${from(names, e.channel)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${named(e.watermark)} from ${briefFrom(names, e.channel)}`,
    }),
  },
  'watermark-advanced': {
    glyph: 'watermark',
    step: 'watermark',
    say: (e, names) =>
      e.watermark === maxWatermark
        ? `**${names.subtask(e.subtask)}** is at the end of event time: all its timers fire.`
        : `The clock of **${names.subtask(e.subtask)}** is now at watermark ${e.watermark}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${named(e.watermark)} is its clock`,
    }),
  },
  'timer-registered': {
    glyph: 'timer',
    step: null,
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** sets a timer for **${e.key}** at ${e.timestamp}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `timer for ${e.key} at ${e.timestamp}`,
      note: e.domain,
    }),
  },
  'timer-deleted': {
    glyph: 'timer',
    step: null,
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** deletes the timer for **${e.key}** at ${e.timestamp}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `timer for ${e.key} at ${e.timestamp} deleted`,
      note: e.domain,
    }),
  },
  'timer-fired': {
    glyph: 'timer',
    step: 'watermark',
    say: (e, names) =>
      `The timer for **${e.key}** at ${e.timestamp} fires in **${names.subtask(e.subtask)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `timer for ${e.key} at ${e.timestamp} fired`,
      note: e.domain,
    }),
  },
}

function named(watermark: EventTime): string {
  return watermark === maxWatermark ? 'the last watermark' : `watermark ${watermark}`
}
