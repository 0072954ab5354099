/** What a call is refused with: for tests that look at the code and the values. */
import { MisuseError } from '../../model/index.ts'

export interface Refusal {
  readonly code: string
  readonly values: Readonly<Record<string, string | number>>
}

/** The code of what `call` throws, or null when it throws nothing. */
export function refusalOf(call: () => unknown): Refusal | null {
  try {
    call()
  } catch (error) {
    if (!(error instanceof MisuseError)) throw error
    return { code: error.code, values: error.values }
  }
  return null
}

/** The code alone. */
export function codeOf(call: () => unknown): string | null {
  return refusalOf(call)?.code ?? null
}
