/** The learner's mistake: a code with a page in docs/messages, a place, and the values to fill in. */

import { messages } from './messages.generated.ts'

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

/** The message in words, its %holes% filled. A code without a page is shown with its values. */
export function textOf({ code, values }: Pick<Misuse, 'code' | 'values'>): string {
  if (!Object.hasOwn(messages, code)) {
    const shown = Object.entries(values).map(([name, value]) => `${name}: ${value}`)
    return [code, shown.join(', ')].join(' ').trim()
  }
  return messages[code as MessageCode].replace(/%(\w+)%/g, (hole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : hole,
  )
}

/** Thrown by the learner's API where Flink would refuse; carries the message's code and values. */
export class MisuseError extends Error {
  override readonly name = 'MisuseError'
  readonly code: string
  readonly values: Readonly<Record<string, string | number>>

  constructor(code: MessageCode, values: Readonly<Record<string, string | number>> = {}) {
    super(textOf({ code, values }))
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
