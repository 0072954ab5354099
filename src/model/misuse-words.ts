/** A mistake in words. Apart from {@link Misuse}, whose data travel where the words are not needed. */
import { messages } from './messages.generated.ts'
import type { MessageCode, Misuse } from './misuse.ts'

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
