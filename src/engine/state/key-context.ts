/** Whose state it is. Flink: KeyContext. */
import type { KeyGroup } from '../../model/index.ts'

/** The key an operator works for now, in the forms state needs. */
export interface KeyContext {
  readonly key: unknown
  readonly encoded: string
  readonly keyGroup: KeyGroup
}
