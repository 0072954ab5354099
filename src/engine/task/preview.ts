/** Values as the trace shows them: JSON, cut to a length a person reads. */
import { limits } from '../../model/index.ts'

/** Compact JSON of a copied value; bigints with Flink's `L` suffix of Java literals. */
export function preview(value: unknown): string {
  let text: string
  // What is cut anyway is not quoted first: a text may be as long as memory allows.
  if (typeof value === 'string') text = JSON.stringify(value.slice(0, limits.previewLength))
  else if (typeof value === 'number' || typeof value === 'boolean') text = String(value)
  else if (value === null || value === undefined) text = 'null'
  else if (typeof value === 'bigint') text = `${value}L`
  else text = JSON.stringify(value, bigintAsText)
  return cut(text)
}

/** A text as it stands, cut to `length` characters. */
export function cut(text: string, length: number = limits.previewLength): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** A value as a reader outside sees it: JSON, or the text itself. */
export function rowText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, bigintAsText)
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}L` : value
}
