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
  return text.length <= limits.previewLength ? text : `${text.slice(0, limits.previewLength - 1)}…`
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}L` : value
}
