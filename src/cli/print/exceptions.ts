/** The history of exceptions, newest first. Flink: `/jobs/:jobid/exceptions`. */
import { type ExceptionEntry, exceptions } from '../../projection/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

interface ExceptionLine {
  readonly exceptionName: string
  readonly message: string
  /** Virtual ms. */
  readonly timestamp: number
  readonly taskName: string | null
  readonly taskManager: number | null
}

export interface RootExceptionLine extends ExceptionLine {
  readonly concurrentExceptions: readonly ExceptionLine[]
  /** Null: the job was not restarted. */
  readonly restart: { readonly attempt: number; readonly delay: number } | null
}

export function* exceptionLines(events: Iterable<TraceEvent>): Iterable<RootExceptionLine> {
  const state = exceptions.initial()
  for (const event of events) exceptions.apply(state, event)
  for (const { concurrent, consequence, ...root } of state.entries) {
    const restart =
      consequence.kind === 'restart'
        ? { attempt: consequence.attempt, delay: consequence.delay }
        : null
    yield { ...lineOf(root), concurrentExceptions: concurrent.map(lineOf), restart }
  }
}

function lineOf({ name, message, at, taskName, taskManager }: ExceptionEntry): ExceptionLine {
  return { exceptionName: name, message, timestamp: at, taskName, taskManager }
}
