/** A learner's mistake in one line: where, what, and the code of its page in docs/messages. */
import { textOf, type Misuse } from '../model/index.ts'

export function misuseText(misuse: Misuse): string {
  const { at, code } = misuse
  const place = at === null ? '' : `${at.file}:${at.line}:${at.column ?? 1}: `
  return `${place}${textOf(misuse)} [${code}]`
}
