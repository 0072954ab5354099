/** The learner's mistake: a code with a page in docs/messages, a place, and the values to fill in. */

import type { messages } from './messages.generated.ts'

/** Every code that has a page. */
export type MessageCode = keyof typeof messages

/** A place in the learner's files; line and column count from 1. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number | null
}

export interface Misuse {
  readonly code: string
  readonly at: SourcePlace | null
  readonly values: Readonly<Record<string, string | number>>
}

/** A mistake as data. */
export function misuse(
  code: MessageCode,
  at: SourcePlace | null = null,
  values: Misuse['values'] = {},
): Misuse {
  return { code, at, values }
}

/** What a subtask was doing when it was stopped: its operator and record as a person knows them. */
export interface FailurePoint {
  readonly operator: string
  readonly subtask: number
  readonly record: string
}
