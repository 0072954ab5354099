/** Values as the trace shows them: JSON, cut to a length a person reads. */
import { bytesIn } from '../../datastream/index.ts'
import { limits } from '../../model/index.ts'
import { hexOf } from '../state/written-values.ts'

/** Compact JSON of a copied value; bigints with Flink's `L` suffix of Java literals. */
export function preview(value: unknown): string {
  let text: string
  // What is cut anyway is not quoted first: a text may be as long as memory allows.
  if (typeof value === 'string') text = JSON.stringify(value.slice(0, limits.previewLength))
  else if (typeof value === 'number' || typeof value === 'boolean') text = String(value)
  else if (value === null || value === undefined) text = 'null'
  else if (typeof value === 'bigint') text = `${value}L`
  else text = textOf(shownPart('', value))
  return cut(text)
}

/** A text as it stands, cut to `length` characters. */
export function cut(text: string, length: number = limits.previewLength): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** A value as a reader outside sees it: JSON, or the text itself. */
export function rowText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, shownPart)
}

function textOf(shown: unknown): string {
  return typeof shown === 'string' ? shown : JSON.stringify(shown, shownPart)
}

/** What JSON has no word for, as people read it. */
function shownPart(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}L`
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  const bytes = bytesIn(value)
  return bytes === null ? value : `0x${hexOf(bytes.slice(0, limits.previewLength))}`
}
