/** How an event lies on the wire: the kinds by their numbers, the fields of each in order. Plain data. */
import { type FactKind, factKinds, factTable } from './event.ts'

export interface Row {
  readonly kind: FactKind
  readonly names: readonly string[]
}

export const rows: readonly Row[] = factKinds.map((kind) => ({
  kind,
  names: Object.keys(factTable[kind].fields),
}))
