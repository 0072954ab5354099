/** Before anything was watched. */
import type { Verdict } from '../../lesson/index.ts'

/** What is true of claims nobody has watched. A value: it is replaced whole, never changed. */
export function noVerdicts<K>(): ReadonlyMap<K, Verdict> {
  return new Map()
}
