/** An exception in a task, as the JobManager hears of it. */
import { InvariantViolation } from '../../base/index.ts'
import { type ElementId, MisuseError, type SourcePlace, textOf } from '../../model/index.ts'
import { LimitExceeded } from '../kernel/limit-exceeded.ts'

export interface TaskFailure {
  readonly code: string
  readonly message: string
  readonly place: SourcePlace | null
  /** Index of the operator in its chain. */
  readonly operator: number
  readonly element: ElementId | null
  /** Preview of the record that was being processed. */
  readonly value: string | null
}

/** Thrown by the engine itself where Flink's runtime would fail a task. */
export class TaskException extends Error {
  override readonly name = 'TaskException'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Our own bugs and met limits are not the task's failure: they end the run. */
export function rethrowIfOurs(error: unknown): void {
  if (error instanceof InvariantViolation || error instanceof LimitExceeded) throw error
}

const longestMessage = 500

/** What people look for out of habit; the guest has none of it (src/sandbox/guest/lock-down.ts). */
const browserGlobals: ReadonlySet<string> = new Set([
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval'],
  ...['requestAnimationFrame', 'queueMicrotask', 'fetch', 'XMLHttpRequest', 'WebSocket'],
  ...[
    'EventSource',
    'Worker',
    'window',
    'self',
    'document',
    'navigator',
    'location',
    'performance',
  ],
  ...['localStorage', 'sessionStorage', 'indexedDB', 'crypto', 'process', 'require', 'Buffer'],
])

/** The name that code asked for and that is a browser's, or Node's; null: something else was thrown. */
function browserGlobalIn(error: unknown): string | null {
  if (!(error instanceof ReferenceError)) return null
  const name = /^(\w+) is not defined$/.exec(error.message)?.[1]
  return name !== undefined && browserGlobals.has(name) ? name : null
}

/** The code and the text of whatever was thrown; nothing the learner throws can make this throw. */
export function describeThrown(error: unknown): { code: string; message: string } {
  try {
    if (error instanceof TaskException || error instanceof MisuseError)
      return { code: error.code, message: error.message.slice(0, longestMessage) }
    if (error instanceof RangeError && /call stack/i.test(error.message))
      return { code: 'stack-overflow', message: 'Maximum call stack size exceeded' }
    const name = browserGlobalIn(error)
    if (name !== null)
      return {
        code: 'browser_global',
        message: textOf({ code: 'browser_global', values: { name } }),
      }
    const text =
      error instanceof Error ? `${String(error.name)}: ${String(error.message)}` : String(error)
    return { code: 'user-code-exception', message: text.slice(0, longestMessage) }
  } catch {
    return { code: 'user-code-exception', message: 'an exception that cannot be printed' }
  }
}
