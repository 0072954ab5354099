/** How facts of the job and its machines are told. */
import type { jobFacts } from '../fact/job.ts'
import { cut } from '../names.ts'
import { asked } from './asked.ts'
import { because, duration, plural, type Tellings } from './telling.ts'

export const jobTellings: Tellings<keyof typeof jobFacts> = {
  'task-manager-started': {
    glyph: 'job',
    step: null,
    say: (e) => `**TaskManager ${e.taskManager}** offers ${plural(e.slots, 'slot')}.`,
    line: (e) => ({
      who: null,
      what: `TaskManager ${e.taskManager} started`,
      note: plural(e.slots, 'slot'),
    }),
  },
  'task-manager-lost': {
    glyph: 'failure',
    step: 'failure',
    say: (e) => `**TaskManager ${e.taskManager} is lost**, and with it all it had in memory.`,
    line: (e) => ({ who: null, what: `TaskManager ${e.taskManager} lost` }),
  },
  'job-submitted': {
    glyph: 'job',
    step: null,
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
    glyph: 'failure',
    step: 'failure',
    say: (e) => `**The job cannot start:** ${because(e.message, e.code)}`,
    line: (e) => ({ who: null, what: `job refused: ${e.message}`, note: e.code }),
  },
  'tasks-scheduled': {
    glyph: 'job',
    step: null,
    say: (e) => `Each of ${plural(e.schedule.subtasks.length, 'subtask')} has a slot.`,
    line: (e) => ({
      who: null,
      what: `${plural(e.schedule.subtasks.length, 'subtask')} scheduled`,
      note: plural(e.schedule.channels.length, 'channel'),
    }),
  },
  'job-status-changed': {
    glyph: (e) => (e.status === 'FAILED' || e.status === 'FAILING' ? 'failure' : 'job'),
    step: (e) => {
      if (e.status === 'CREATED' || e.status === 'CANCELLING') return null
      // An end that was meant is no failure.
      if (e.status === 'FINISHED' || e.status === 'CANCELED') return 'command'
      return e.status === 'RUNNING' ? 'restore' : 'failure'
    },
    say: (e) => `The job is **${e.status}**${e.reason === '' ? '.' : `: ${because(e.reason)}`}`,
    line: (e) => ({
      who: null,
      what: `job ${e.status}`,
      ...(e.reason === '' ? {} : { note: e.reason }),
    }),
  },
  'command-submitted': {
    glyph: 'command',
    step: 'command',
    say: (e) => `${e.by === 'learner' ? 'You ask' : 'The script asks'} to ${asked(e.command)}.`,
    line: (e) => ({ who: null, what: `${e.by}: ${asked(e.command)}` }),
  },
  'restart-scheduled': {
    glyph: 'restore',
    step: 'restore',
    say: (e) => `The job will restart in **${duration(e.delay)}**: attempt ${e.attempt}.`,
    line: (e) => ({
      who: null,
      what: `restart ${e.attempt} in ${e.delay}`,
      note: cut(e.strategy, 40),
    }),
  },
  'restart-refused': {
    glyph: 'failure',
    step: 'failure',
    say: () => '**The job will not restart:** its restart strategy allows no further attempt.',
    line: (e) => ({ who: null, what: 'restart refused', note: cut(e.strategy, 40) }),
  },
  'restore-started': {
    glyph: 'restore',
    step: 'restore',
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
