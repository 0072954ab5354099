/** How facts of one subtask are told. */
import type { taskFacts } from '../fact/task.ts'
import { because, briefFrom, briefTo, from, type Tellings, to } from './telling.ts'

export const taskTellings: Tellings<keyof typeof taskFacts> = {
  'task-status-changed': {
    say: (e, names) =>
      e.status === 'FINISHED'
        ? `**${names.subtask(e.subtask)}** is FINISHED: all it had to do is done.`
        : `**${names.subtask(e.subtask)}** is ${e.status}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: e.status,
      note: `attempt ${e.attempt}`,
    }),
  },
  'task-failed': {
    say: (e, names) => `**${names.subtask(e.subtask)} fails:** ${because(e.message, e.code)}`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `failed: ${e.message}`,
      ...(e.place === null ? {} : { note: `${e.place.file}:${e.place.line}` }),
    }),
  },
  'end-of-data-reached': {
    say: (e, names) =>
      e.drain
        ? `**${names.subtask(e.subtask)}** has come to the end of its input: its operators are finished.`
        : `**${names.subtask(e.subtask)}** is stopped: nothing more is read, and no timer fires.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: e.drain ? 'end of data' : 'stopped',
    }),
  },
  'final-checkpoint-awaited': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** stays RUNNING until one more snapshot completes, ` +
      `so that nothing it has done can be lost.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: 'waits for its final snapshot' }),
  },
  'restored-as-finished': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** had finished when ${names.snapshot(e.checkpoint)} was taken: ` +
      `it passes the end on and runs no code.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: 'restored as finished' }),
  },
  'record-taken': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** takes **${names.record(e.element)}** from ` +
      `**${from(names, e.channel)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `takes ${names.record(e.element)} from ${briefFrom(names, e.channel)}`,
      note: `until ${e.until}`,
    }),
  },
  'record-processed': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** has processed **${names.record(e.element)}**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `processed ${names.record(e.element)}`,
    }),
  },
  'back-pressure-started': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** must wait: **${to(names, e.channel)}** takes no more.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `back-pressured by ${briefTo(names, e.channel)}`,
    }),
  },
  'back-pressure-ended': {
    say: (e, names) => `**${names.subtask(e.subtask)}** goes on: its channels take records again.`,
    line: (e, names) => ({ who: names.brief(e.subtask), what: 'no longer back-pressured' }),
  },
  'metric-reported': {
    say: (e, names) =>
      `**${names.subtask(e.subtask)}** reports ${e.type} **${e.metric}**: ${e.value}.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `${e.metric} = ${e.value}`,
      note: e.type,
    }),
  },
  logged: {
    say: (e, names) =>
      e.subtask === null
        ? `Your program logs: ${e.text}`
        : `**${names.subtask(e.subtask)}** logs: ${e.text}`,
    line: (e, names) => ({
      who: e.subtask === null ? null : names.brief(e.subtask),
      what: `log: ${e.text}`,
    }),
  },
}
