/** Flink's own words for where a job and a subtask stand. */
import type { TraceEvent } from '../trace/index.ts'

/** Flink: JobStatus. */
export type JobStatus = Extract<TraceEvent, { kind: 'job-status-changed' }>['status']

/** Flink: ExecutionState; CREATED before a subtask is deployed for the first time. */
export type TaskStatus = 'CREATED' | Extract<TraceEvent, { kind: 'task-status-changed' }>['status']
