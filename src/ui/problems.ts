/** What is wrong with the learner's code or configuration, with its place, from Misuse and Crash. */
export interface Problem {
  readonly file: string
  /** Counted from 1; 0 where the place is not known. */
  readonly line: number
  readonly column: number | null
  readonly title: string
  readonly detail: string
  readonly severity: 'error' | 'warning' | 'info'
  /** The code of the message; null where the reference has no page of it. */
  readonly code: string | null
}
