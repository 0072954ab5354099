/** A TypeScript file as tokens with places, as sucrase's parser sees it. */
import { getFormattedTokens } from 'sucrase'
import { transforms } from './sucrase-options.ts'

/** A token. `kind` is sucrase's label: `name`, `string`, `import`, `{`, … */
export interface Token {
  readonly kind: string
  /** Its text in the file. */
  readonly text: string
  /** Offset in the file. */
  readonly start: number
  readonly line: number
  readonly column: number
  /** Nesting of scopes: 0 outside any function or block. */
  readonly depth: number
  /** Whether it belongs to a type, or to something else that leaves no code. */
  readonly isType: boolean
}

/** All tokens of a file. Throws sucrase's SyntaxError where the file cannot be parsed. */
export function tokensOf(code: string): readonly Token[] {
  const [header = '', ...lines] = getFormattedTokens(code, transforms).split('\n')
  const columns = columnsOf(header)
  const starts = lineStarts(code)
  const tokens: Token[] = []
  for (const row of lines) {
    // A template goes on in the next line of the table, with nothing that matters here.
    const location = /^(\d+):(\d+)-(\d+):(\d+) /.exec(row)
    if (location === null) continue
    const [line, column, endLine, endColumn] = location.slice(1).map(Number) as Location
    const start = (starts[line - 1] ?? 0) + column - 1
    const end = (starts[endLine - 1] ?? 0) + endColumn - 1
    const cell = (name: string) => row.slice(...(columns.get(name) ?? [0, 0])).trim()
    tokens.push({
      kind: cell('Label'),
      text: code.slice(start, end),
      start,
      line,
      column,
      depth: Number(cell('scopeDepth')),
      isType: cell('isType') === 'isType',
    })
  }
  return tokens
}

type Location = [line: number, column: number, endLine: number, endColumn: number]

/** Where each named column begins and ends, from the heading of sucrase's table. */
function columnsOf(header: string): ReadonlyMap<string, readonly [number, number]> {
  const headings = [...header.matchAll(/\S+/g)]
  return new Map(
    headings.map(({ 0: name, index }, at) => [
      name,
      [index, headings[at + 1]?.index ?? header.length + 80],
    ]),
  )
}

function lineStarts(code: string): readonly number[] {
  const starts = [0]
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
