/** Input that cannot be used: said on standard error with what to do about it, and exit code 2. */
import type { Misuse } from '../model/index.ts'
import { misuseText } from './misuse-text.ts'

export class Refused extends Error {
  override readonly name = 'Refused'
}

/** The learner's mistakes as lines `file:line:column: what is wrong [code]`. */
export function refuseMisuses(misuses: readonly Misuse[]): never {
  throw new Refused(misuses.map(misuseText).join('\n'))
}
