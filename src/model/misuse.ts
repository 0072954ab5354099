/** The learner's mistake: a code with a page in docs/messages, a place, and the values to fill in. */

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

/** Thrown by the learner's API where Flink would refuse; carries the message's code and values. */
export class MisuseError extends Error {
  override readonly name = 'MisuseError'
  readonly code: string
  readonly values: Readonly<Record<string, string | number>>

  constructor(code: string, values: Readonly<Record<string, string | number>> = {}) {
    super(`${code} ${JSON.stringify(values)}`)
    this.code = code
    this.values = values
  }
}

/** What a subtask was doing when it was stopped: its operator and record as a person knows them. */
export interface FailurePoint {
  readonly operator: string
  readonly subtask: number
  readonly record: string
}
