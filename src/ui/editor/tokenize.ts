/** Just enough colour for code that is read while the editor loads, on phones and on cards: line by line. */

export type TokenTone = 'plain' | 'keyword' | 'type' | 'string' | 'comment'

export interface CodeToken {
  readonly tone: TokenTone
  readonly text: string
}

const keywords = new Set(
  (
    'abstract as async await break case catch class const continue declare default delete do else enum export ' +
    'extends false finally for from function get if implements import in instanceof interface let new null of ' +
    'override private protected public readonly return satisfies set static super switch this throw true try ' +
    'type typeof undefined var void while yield'
  ).split(' '),
)
const typescript =
  /(\/\/.*|\/\*.*?\*\/)|('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`)|([A-Za-z_$][\w$]*)/g
const yaml = /(#.*)|('(?:[^'])*'|"(?:\\.|[^"\\])*")|^(\s*[\w.-]+(?=\s*:))/g

/** The tokens of one line; a comment or template over several lines is not followed. */
export function tokenizeLine(line: string, file: string): CodeToken[] {
  const tokens: CodeToken[] = []
  const isYaml = /\.ya?ml$/.test(file)
  let end = 0
  for (const match of line.matchAll(isYaml ? yaml : typescript)) {
    const [text, comment, string, word] = match
    const tone = toneOf({ comment, string, word }, isYaml)
    if (tone === 'plain') continue
    if (match.index > end) tokens.push({ tone: 'plain', text: line.slice(end, match.index) })
    tokens.push({ tone, text })
    end = match.index + text.length
  }
  if (end < line.length) tokens.push({ tone: 'plain', text: line.slice(end) })
  return tokens
}

interface Match {
  readonly comment: string | undefined
  readonly string: string | undefined
  readonly word: string | undefined
}

function toneOf({ comment, string, word = '' }: Match, isYaml: boolean): TokenTone {
  if (comment !== undefined) return 'comment'
  if (string !== undefined) return 'string'
  if (isYaml) return 'type'
  if (keywords.has(word)) return 'keyword'
  return /^[A-Z]/.test(word) || word === 'number' || word === 'string' ? 'type' : 'plain'
}
