/** From misuses, crashes and exceptions to problems with a place and words. */
import { explanations, type Misuse, textOf } from '../model/index.ts'
import type { Crash } from '../run/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import type { Problem } from './problems.ts'

export interface Trouble {
  /** The files were refused before anything ran. */
  readonly refused: readonly Misuse[]
  /** Worth saying; the run goes on. */
  readonly notices: readonly Misuse[]
  readonly crash: Crash | null
  /** The exception the cluster is recovering from, or died of. */
  readonly exception: Extract<TraceEvent, { kind: 'task-failed' }> | null
  /** The JobManager refused the job. */
  readonly rejected: { readonly code: string; readonly message: string } | null
}

export function problemsOf(trouble: Trouble): readonly Problem[] {
  return allOf(trouble).map((problem) => ({ ...problem, code: withPage(problem.code) }))
}

/** A code that the reference explains. */
function withPage(code: string | null): string | null {
  return code !== null && Object.hasOwn(explanations, code) ? code : null
}

function allOf(trouble: Trouble): readonly Problem[] {
  const { refused, notices, crash, exception, rejected } = trouble
  const problems = refused.map((misuse) => fromMisuse(misuse, 'error'))
  if (crash !== null) problems.push(fromCrash(crash))
  if (exception !== null) problems.push(fromException(exception))
  if (rejected !== null)
    problems.push({
      ...nowhere,
      title: rejected.message,
      detail: rejected.code,
      severity: 'error',
      code: rejected.code,
    })
  return [...problems, ...notices.map((notice) => fromMisuse(notice, 'info'))]
}

const nowhere = { file: 'job.ts', line: 0, column: null } as const

function fromMisuse(misuse: Misuse, severity: Problem['severity']): Problem {
  const { at, code } = misuse
  const known = Object.hasOwn(explanations, code)
  return {
    file: at?.file ?? 'job.ts',
    line: at?.line ?? 0,
    column: at?.column ?? null,
    title: textOf(misuse),
    detail: known ? ((explanations as Readonly<Record<string, string>>)[code] ?? '') : '',
    severity,
    code,
  }
}

/** What has ended a run, in one sentence without its full stop. */
export function titleOf(crash: Crash): string {
  return fromCrash(crash).title.replace(/\.$/, '')
}

function fromCrash(crash: Crash): Problem {
  switch (crash.in) {
    case 'program':
      return fromMisuse(crash.misuse, 'error')
    case 'user-code': {
      const { during } = crash
      const where =
        during === null
          ? ''
          : `${during.operator} ${during.subtask + 1} was processing ${during.record}. `
      return {
        ...nowhere,
        title: crash.message,
        detail: `${where}The run up to here can still be looked at.`,
        severity: 'error',
        code: crash.code,
      }
    }
    case 'engine':
      return {
        ...nowhere,
        title: 'A promise of Barrier Lab itself did not hold',
        detail: `${crash.invariant}. This is a bug of the playground, not of your code.`,
        severity: 'error',
        code: null,
      }
    case 'wall':
      return {
        ...nowhere,
        title: 'The run was ended',
        detail: `What came out of the sandbox was not what the engine sends: ${crash.reason}.`,
        severity: 'error',
        code: null,
      }
  }
}

function fromException(event: Extract<TraceEvent, { kind: 'task-failed' }>): Problem {
  const { place, message, value } = event
  return {
    file: place?.file ?? 'job.ts',
    line: place?.line ?? 0,
    column: place?.column ?? null,
    title: message,
    detail:
      value === null ? '' : `While ${value} was processed. The task failed, as it does in Flink.`,
    severity: 'error',
    code: event.code,
  }
}
