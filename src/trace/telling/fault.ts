/** How facts of what a person broke are told. */
import type { ChannelId } from '../../model/index.ts'
import type { faultFacts } from '../fact/fault.ts'
import type { TraceNames } from '../names.ts'
import { duration, plural, type Tellings } from './telling.ts'

/** `from orders 1/2 to count 2/3`. */
function way(names: TraceNames, channel: ChannelId): string {
  const [from, to] = [names.sender(channel), names.receiver(channel)]
  return from === null || to === null
    ? `of channel ${channel}`
    : `from ${names.subtask(from)} to ${names.subtask(to)}`
}

const troubles = {
  unavailable: 'does not answer',
  full: 'is full',
  slow: 'is slow',
}

export const faultTellings: Tellings<keyof typeof faultFacts> = {
  'command-without-effect': {
    say: (e) => `Nothing happens: ${e.reason}.`,
    line: (e) => ({ who: null, what: 'no effect', note: e.reason }),
  },
  'command-due': {
    say: (e) => `This was waited for: **${e.waitedFor}**.`,
    line: (e) => ({ who: null, what: `waited for ${e.waitedFor}` }),
  },
  'job-manager-lost': {
    say: () =>
      '**The JobManager is lost**, and with it every pending snapshot. The tasks run on, for now.',
    line: () => ({ who: null, what: 'JobManager lost' }),
  },
  'job-manager-started': {
    say: (e, names) =>
      e.checkpoint === null
        ? '**Another JobManager takes over.** It knows the job, and no completed checkpoint.'
        : `**Another JobManager takes over.** It knows of ${names.snapshot(e.checkpoint)} from the high availability store.`,
    line: (e, names) => ({
      who: null,
      what: 'JobManager started',
      note: e.checkpoint === null ? 'no checkpoint' : names.snapshot(e.checkpoint),
    }),
  },
  'task-manager-stalled': {
    say: (e) =>
      `**TaskManager ${e.taskManager} stands still** for ${duration(e.until - e.at)}: no record, no barrier, no heartbeat.`,
    line: (e) => ({
      who: null,
      what: `TaskManager ${e.taskManager} stalled`,
      note: `to ${e.until}`,
    }),
  },
  'task-manager-awake': {
    say: (e) =>
      e.lost
        ? `**TaskManager ${e.taskManager} is back as a zombie:** it finishes what it had in hand, and then learns that it was given up.`
        : `**TaskManager ${e.taskManager}** goes on where it stood still.`,
    line: (e) => ({
      who: null,
      what: `TaskManager ${e.taskManager} awake`,
      ...(e.lost && { note: 'a zombie' }),
    }),
  },
  'link-slowed': {
    say: (e, names) =>
      e.delay === 0
        ? `The way ${way(names, e.channel)} is as fast as before.`
        : `The way ${way(names, e.channel)} is slow: **${duration(e.delay)}** more for each element.`,
    line: (e, names) => ({
      who: null,
      what: `link ${way(names, e.channel)} ${e.delay === 0 ? 'as before' : `slowed by ${e.delay}`}`,
    }),
  },
  'connection-lost': {
    say: (e, names) => `**The connection ${way(names, e.channel)} is reset.**`,
    line: (e, names) => ({ who: null, what: `connection lost ${way(names, e.channel)}` }),
  },
  'storage-trouble-started': {
    say: (e) => `**Checkpoint storage ${troubles[e.trouble]}** for ${duration(e.until - e.at)}.`,
    line: (e) => ({ who: null, what: `storage ${troubles[e.trouble]}`, note: `to ${e.until}` }),
  },
  'storage-trouble-ended': {
    say: () => 'Checkpoint storage works again.',
    line: () => ({ who: null, what: 'storage works again' }),
  },
  'snapshot-file-damaged': {
    say: (e, names) =>
      e.blob.endsWith('/_metadata')
        ? `**_metadata of ${names.snapshot(e.checkpoint)}** is ${e.fault === 'lost' ? 'deleted' : 'corrupted'}. The job itself recovers without it; who restores from the path cannot.`
        : `A file of **${names.snapshot(e.checkpoint)}** is ${e.fault === 'lost' ? 'deleted' : 'corrupted'}. Nobody notices before it is read.`,
    line: (e) => ({ who: null, what: `${e.blob} ${e.fault}` }),
  },
  'notification-delayed': {
    say: (e, names) =>
      e.delay === null
        ? `The word that ${names.snapshot(e.checkpoint)} is complete **never reaches ${names.subtask(e.subtask)}**.`
        : `The word that ${names.snapshot(e.checkpoint)} is complete reaches ${names.subtask(e.subtask)} **${duration(e.delay)} late**.`,
    line: (e, names) => ({
      who: names.brief(e.subtask),
      what: `notification ${e.checkpoint} ${e.delay === null ? 'lost' : `late by ${e.delay}`}`,
    }),
  },
  'slot-request-timed-out': {
    say: (e) =>
      `**No slots came in time:** the job needs ${plural(e.needed, 'slot')}, and ${e.offered} are offered.`,
    line: (e) => ({
      who: null,
      what: 'slot request timed out',
      note: `${e.offered} of ${e.needed}`,
    }),
  },
}
