/** How facts of the job and its machines are told. */
import type { jobFacts } from '../fact/job.ts'
import { cut } from '../names.ts'
import { asked } from './asked.ts'
import { because, duration, plural, type Tellings } from './telling.ts'

export const jobTellings: Tellings<keyof typeof jobFacts> = {
  'task-manager-started': {
    say: (e) => `**TaskManager ${e.taskManager}** offers ${plural(e.slots, 'slot')}.`,
    line: (e) => ({
      who: null,
      what: `TaskManager ${e.taskManager} started`,
      note: plural(e.slots, 'slot'),
    }),
  },
  'task-manager-lost': {
    say: (e) => `**TaskManager ${e.taskManager} is lost**, and with it all it had in memory.`,
    line: (e) => ({ who: null, what: `TaskManager ${e.taskManager} lost` }),
  },
  'job-submitted': {
    say: (e) =>
      e.restoredFrom === null
        ? `The JobManager accepts **${e.graph.name}**.`
        : `The JobManager accepts **${e.graph.name}**; it will start from a snapshot.`,
    line: (e) => ({
      who: null,
      what: `job ${e.graph.name} submitted`,
      ...(e.restoredFrom === null ? {} : { note: `from ${e.restoredFrom}` }),
    }),
  },
  'job-refused': {
    say: (e) => `**The job cannot start:** ${because(e.message, e.code)}`,
    line: (e) => ({ who: null, what: `job refused: ${e.message}`, note: e.code }),
  },
  'tasks-scheduled': {
    say: (e) => `Each of ${plural(e.schedule.subtasks.length, 'subtask')} has a slot.`,
    line: (e) => ({
      who: null,
      what: `${plural(e.schedule.subtasks.length, 'subtask')} scheduled`,
      note: plural(e.schedule.channels.length, 'channel'),
    }),
  },
  'job-status-changed': {
    say: (e) => `The job is **${e.status}**${e.reason === '' ? '.' : `: ${because(e.reason)}`}`,
    line: (e) => ({
      who: null,
      what: `job ${e.status}`,
      ...(e.reason === '' ? {} : { note: e.reason }),
    }),
  },
  'command-submitted': {
    say: (e) => `${e.by === 'learner' ? 'You ask' : 'The script asks'} to ${asked(e.command)}.`,
    line: (e) => ({ who: null, what: `${e.by}: ${asked(e.command)}` }),
  },
  'restart-scheduled': {
    say: (e) => `The job will restart in **${duration(e.delay)}**: attempt ${e.attempt}.`,
    line: (e) => ({
      who: null,
      what: `restart ${e.attempt} in ${e.delay}`,
      note: cut(e.strategy, 40),
    }),
  },
  'restart-refused': {
    say: () => '**The job will not restart:** its restart strategy allows no further attempt.',
    line: (e) => ({ who: null, what: 'restart refused', note: cut(e.strategy, 40) }),
  },
  'restore-started': {
    say: (e, names) =>
      e.checkpoint === null
        ? e.path === null
          ? 'No checkpoint is complete: the job begins anew, with empty state.'
          : 'The job starts from a snapshot of another run.'
        : `The job goes back to **${names.snapshot(e.checkpoint)}**.`,
    line: (e, names) => ({
      who: null,
      what: `restore from ${e.checkpoint === null ? (e.path ?? 'nothing') : names.snapshot(e.checkpoint)}`,
    }),
  },
}
