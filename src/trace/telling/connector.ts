/** How facts of sources and sinks are told. */
import type { connectorFacts } from '../fact/connector.ts'
import { cut } from '../names.ts'
import { plural, type Tellings } from './telling.ts'

const abortedBecause = {
  lingering: 'it was left behind',
  timeout: 'it took too long',
  fenced: 'another producer has its id',
} as const

export const connectorTellings: Tellings<keyof typeof connectorFacts> = {
  'record-produced': {
    say: (e) =>
      `Record ${e.offset} is appended to **${cut(e.topic, 24)}-${e.partition}**: ` +
      `${cut(e.key ?? e.value, 24)}.`,
    line: (e) => ({
      who: null,
      what: `${e.topic}-${e.partition}@${e.offset} ${cut(e.key ?? e.value, 24)}`,
    }),
  },
  'partition-assigned': {
    say: (e, names) =>
      e.offset > 0
        ? `**${names.subtask(e.subtask)}** goes to offset **${e.offset}** of ${cut(e.topic, 24)}-${e.partition}.`
        : `**${names.subtask(e.subtask)}** reads ${cut(e.topic, 24)}-${e.partition} from its beginning.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `reads ${e.topic}-${e.partition}`,
      note: `from ${e.offset}`,
    }),
  },
  'source-enumerator-started': {
    say: (e) =>
      `**${cut(e.source, 24)}** reads source **${e.index + 1}** of ${e.of}` +
      `${e.isProcessingBacklog ? ': it is in backlog until the last one.' : ', the last: no backlog is left.'}`,
    line: (e) => ({
      who: null,
      what: `${e.source} reads source ${e.index + 1} of ${e.of}`,
      note: e.isProcessingBacklog ? 'backlog' : 'no backlog',
    }),
  },
  'source-switched': {
    say: (e, names) => `**${names.subtask(e.subtask)}** goes on to source **${e.index + 1}**.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: `goes on to source ${e.index + 1}` }),
  },
  'source-finished': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has read all it has of source **${e.index + 1}**, and says so.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: `has read source ${e.index + 1}` }),
  },
  'record-read': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** reads **${cut(e.key ?? e.value, 24)}** ` +
      `at offset ${e.offset}${e.replayed ? ' again' : ''}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `reads ${cut(e.key ?? e.value, 24)} at ${e.topic}-${e.partition}@${e.offset}`,
      note: e.replayed ? 'again' : `until ${e.until}`,
    }),
  },
  'transaction-begun': {
    say: (e, names) => `**${names.subtask(e.subtask)}** begins transaction ${e.transaction}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `transaction ${e.transaction} begins`,
    }),
  },
  'transaction-written': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** writes **${cut(e.value, 40)}** into a transaction: nobody sees ` +
      'it yet.',
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `writes ${cut(e.value, 60)}`,
      note: `in ${e.transaction}`,
    }),
  },
  'transaction-precommitted': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** hands transaction ${e.transaction} to its committer, for ` +
      `checkpoint ${e.checkpoint}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `pre-commits ${e.transaction}`,
      note: `${plural(e.rows, 'row')}, for ${e.checkpoint}`,
    }),
  },
  'transaction-committed': {
    say: (e, names) =>
      e.already
        ? `**${names.subtask(e.subtask)}** commits transaction ${e.transaction} again: it had been before.`
        : `**${names.subtask(e.subtask)}** commits transaction ${e.transaction}: ${plural(e.rows, 'row')} ` +
          'can be seen.',
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `commits ${e.transaction}`,
      note: e.already ? 'it was before' : `${plural(e.rows, 'row')} of ${e.checkpoint}`,
    }),
  },
  'commit-failed': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** cannot commit transaction ${e.transaction}: ${e.why}. ` +
      `${plural(e.rows, 'row')} are lost.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `cannot commit ${e.transaction}`,
      note: `${e.why}; ${plural(e.rows, 'row')} lost`,
    }),
  },
  'transaction-aborted': {
    say: (e) =>
      `Transaction ${e.transaction} is aborted, with ${plural(e.rows, 'row')}: ${abortedBecause[e.why]}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `transaction ${e.transaction} aborted`,
      note: `${abortedBecause[e.why]}, ${plural(e.rows, 'row')}`,
    }),
  },
  'sink-written': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** writes **${cut(e.value, 40)}**` +
      `${e.again ? ': outside, it is there twice.' : '.'}`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `writes ${cut(e.value, 60)}`,
      note: e.again ? `${e.sink}, again` : e.sink,
    }),
  },
  'mail-known': {
    say: (e) =>
      `The mail with the key **${cut(e.key, 24)}** was sent before: ${cut(e.sink, 24)} sends no other.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `mail ${cut(e.key, 24)} is known`,
      note: e.sink,
    }),
  },
  'group-offsets-committed': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** commits offset ${e.offset} for group ${cut(e.group, 20)}: ` +
      'for monitoring.',
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `commits ${e.topic}-${e.partition}@${e.offset}`,
      note: `group ${e.group}`,
    }),
  },
}
