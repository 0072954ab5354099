/** How facts of windows are told. */
import type { windowFacts } from '../fact/window.ts'
import type { Tellings } from './telling.ts'

const timings = {
  early: 'before its end',
  'on-time': 'at its end',
  late: 'once more, late',
} as const

export const windowTellings: Tellings<keyof typeof windowFacts> = {
  'window-element-added': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** puts ${e.value} into window ${e.window} of **${e.key}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `window ${e.window} of ${e.key} takes ${e.value}`,
    }),
  },
  'windows-merged': {
    say: (e, names) =>
      `In **${names.subtask(e.subtask)}** the windows ${e.merged} of **${e.key}** become ${e.window}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `window ${e.window} of ${e.key}`,
      note: `merged from ${e.merged}`,
    }),
  },
  'window-fired': {
    say: (e, names) =>
      `Window ${e.window} of **${e.key}** fires in **${names.subtask(e.subtask)}** ${timings[e.timing]}, with ${e.value}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `window ${e.window} of ${e.key} fires with ${e.value}`,
      note: e.timing,
    }),
  },
  'window-purged': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** empties window ${e.window} of **${e.key}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `window ${e.window} of ${e.key} is emptied`,
    }),
  },
  'window-cleaned': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** throws window ${e.window} of **${e.key}** away.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `window ${e.window} of ${e.key} is gone`,
    }),
  },
  'late-element': {
    say: (e, names) =>
      `${e.value} of **${e.key}** is too late for **${names.subtask(e.subtask)}**, whose watermark is ${e.watermark}: ${
        e.tag === null ? 'it is dropped' : `it goes to the side output ${e.tag}`
      }.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.value} of ${e.key} is too late`,
      note: e.tag === null ? 'dropped' : `to ${e.tag}`,
    }),
  },
}
