/** Stored state as the trace shows it: a line, however long the list or the map. */
import { limits } from '../../model/index.ts'
import { cut, preview } from '../task/preview.ts'
import type { Peeked, StateKind } from './backend.ts'
import { userValueOf } from './ttl/ttl-value.ts'

/** Elements of one entry that are shown, and characters they take. */
export const shownElements = 20
const longest = 4 * limits.previewLength

/** `[1, 2, … 5 in all]`; a map as `{a: 1, b: 2}`. */
export function previewOf(kind: StateKind, { first, total }: Peeked): string {
  if (kind !== 'list' && kind !== 'map') return preview(userValueOf(first[0]))
  const shown = first
    .slice(0, shownElements)
    .map((element) => (kind === 'list' ? preview(userValueOf(element)) : pair(element)))
  if (total > shown.length) shown.push(`… ${total} in all`)
  const text = shown.join(', ')
  return cut(kind === 'list' ? `[${text}]` : `{${text}}`, longest)
}

/** What is in an entry of a snapshot. */
export function peekOf(kind: StateKind, written: unknown): Peeked {
  if (kind !== 'list' && kind !== 'map') return { first: [written], total: 1 }
  const elements = written as readonly unknown[]
  return { first: elements.slice(0, shownElements), total: elements.length }
}

function pair(entry: unknown): string {
  const [key, value] = entry as readonly [unknown, unknown]
  return `${typeof key === 'string' ? key : preview(key)}: ${preview(userValueOf(value))}`
}
