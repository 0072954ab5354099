/** Values as the trace shows them, taken apart where they are lists. */

export interface PreviewParts {
  readonly parts: readonly string[]
  /** How many there are in all; null: the text was cut before it said so. */
  readonly total: number | null
}

const opening = '[{('
const closing = ']})'

/**
 * The elements of a list as the trace writes it: `[1, 2, … 5 in all]`, or JSON. What was cut off
 * in the middle stays as its beginning and a `…`. Null: not a list.
 */
export function partsOf(text: string): PreviewParts | null {
  if (!text.startsWith('[')) return null
  const { parts, closed } = split(text)
  if (!closed) return { parts, total: null }
  const said = /^… (\d+) in all$/.exec(parts.at(-1) ?? '')
  return said === null
    ? { parts, total: parts.length }
    : { parts: parts.slice(0, -1), total: Number(said[1]) }
}

function split(text: string): { readonly parts: readonly string[]; readonly closed: boolean } {
  const parts: string[] = []
  let from = 1
  let depth = 0
  const end = (at: number): void => {
    const part = text.slice(from, at).trim()
    if (part !== '') parts.push(part)
    from = at + 1
  }
  for (let at = 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"') at = endOfQuote(text, at)
    else if (opening.includes(char)) depth++
    else if (closing.includes(char) && depth-- === 0) {
      end(at)
      return { parts, closed: at === text.length - 1 }
    } else if (char === ',' && depth === 0) end(at)
  }
  end(text.length)
  return { parts, closed: false }
}

/** Where a quoted text that begins at `from` ends; one that was cut has no quote there: its mark ends it. */
function endOfQuote(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\') at++
    else if (char === '"' || (char === '…' && text.startsWith(', ', at + 1))) return at
  }
  return text.length
}
