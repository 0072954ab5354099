/** How facts of a changelog are told. */
import type { changelogFacts } from '../fact/changelog.ts'
import { bytes, plural, type Tellings } from './telling.ts'

export const changelogTellings: Tellings<keyof typeof changelogFacts> = {
  'changelog-persisted': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** writes ${bytes(e.bytes)} of its changelog` +
      `${e.ahead ? ', ahead of any checkpoint' : ''}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `changelog persisted${e.ahead ? ' ahead' : ''}`,
      note: `${bytes(e.bytes)}, until ${e.until}`,
    }),
  },
  'materialization-started': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** begins to materialise its state: ${bytes(e.bytes)}, with all ` +
      `changes before ${e.upTo}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `materialization ${e.materialization} begins`,
      note: `up to ${e.upTo}, ${bytes(e.bytes)}, until ${e.until}`,
    }),
  },
  'materialization-completed': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has materialised its state: checkpoints need the log from ` +
      `${e.upTo} on.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `materialization ${e.materialization} completed`,
      note: `up to ${e.upTo}, ${plural(e.files.length, 'file')}`,
    }),
  },
  'materialization-failed': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** could not materialise its state: ${e.message}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `materialization ${e.materialization} failed`,
      note: `${e.message}; ${e.failures} in a row`,
    }),
  },
  'changelog-truncated': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** truncates its changelog: nothing before ${e.upTo} is needed.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `changelog truncated to ${e.upTo}`,
      ...(e.files.length > 0 && { note: `${plural(e.files.length, 'file')} deleted` }),
    }),
  },
}
