/** Facts of the job as a whole and of its machines. */
import type { Command, JobGraph, JobSettings, Schedule, SubtaskId } from '../../model/index.ts'
import { field, nullable, oneOf, shaped } from '../field.ts'
import { isCommand, isJobGraph, isJobSettings, isSchedule, isSubtasks } from '../shapes.ts'

export const jobFacts = {
  'task-manager-started': {
    says: 'A TaskManager offers its slots.',
    fields: { taskManager: field.taskManager, slots: field.count },
  },
  'task-manager-lost': {
    says: 'A TaskManager is gone, with all memory it had.',
    fields: { taskManager: field.taskManager },
  },
  'job-submitted': {
    says: 'The JobManager accepted a job. `restoredFrom` names the snapshot it starts from.',
    fields: {
      graph: shaped<JobGraph>('job graph', isJobGraph),
      settings: shaped<JobSettings>('job settings', isJobSettings),
      restoredFrom: nullable(field.text),
    },
  },
  'job-refused': {
    says: 'The JobManager could not start the job (Flink: JobInitializationException).',
    fields: { code: field.text, message: field.text },
  },
  'tasks-scheduled': {
    says: 'Every subtask has a slot; channels connect them. Repeated at each deployment; `deployed` are those that start now, all others run on.',
    fields: {
      schedule: shaped<Schedule>('schedule', isSchedule),
      deployed: shaped<readonly SubtaskId[]>('list of subtasks', isSubtasks),
    },
  },
  'job-status-changed': {
    says: 'The job is in another status. Flink: JobStatus.',
    fields: {
      status: oneOf(
        'CREATED',
        'RUNNING',
        'RESTARTING',
        'FAILING',
        'FAILED',
        'CANCELLING',
        'CANCELED',
        'FINISHED',
        'SUSPENDED',
      ),
      reason: field.text,
    },
  },
  'command-submitted': {
    says: 'A person, or the scenario in their place, asked for something.',
    fields: {
      command: shaped<Command>('command', isCommand),
      by: oneOf('script', 'learner'),
      /** Steps the engine had done: with `at`, the exact place of the command in the run. */
      step: field.count,
    },
  },
  'restart-scheduled': {
    says: 'The restart strategy allowed a restart after a delay.',
    fields: {
      attempt: field.count,
      delay: field.duration,
      due: field.time,
      strategy: field.text,
    },
  },
  'restart-refused': {
    says: 'The restart strategy allowed no further restart: the job fails.',
    fields: { strategy: field.text },
  },
  'restore-started': {
    says: 'The job goes back to a snapshot, or to empty state when there is none (null).',
    fields: { checkpoint: nullable(field.checkpoint), path: nullable(field.text) },
  },
} as const
