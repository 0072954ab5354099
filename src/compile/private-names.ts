/**
 * Private names become ordinary ones, so that functions can be copied for each subtask with all
 * their fields, as Java's serialization copies them. `#total` turns into `ǂtotal`: as long, and
 * a letter nobody types. Where several classes of a file have the name, each gets its own, since
 * a class and the one it extends may both have a `#total`.
 */
import type { Token } from './tokens.ts'

const mark = 'ǂ'

/** The file with its private names replaced; every line stays where it was. */
export function withoutPrivateNames(code: string, tokens: readonly Token[]): string {
  const classes = classesWithPrivateNames(tokens)
  const parts: string[] = []
  let from = 0
  tokens.forEach((token, at) => {
    const name = tokens[at + 1]
    if (token.kind !== '#' || name === undefined) return
    const isTest = tokens[at + 2]?.kind === 'in' && tokens[at - 1]?.kind !== '.'
    const renamed = `${mark}${name.text}${suffixOf(name.text, at, classes)}`
    parts.push(code.slice(from, token.start), isTest ? `'${renamed}'` : renamed)
    from = name.start + name.text.length
  })
  parts.push(code.slice(from))
  return parts.join('')
}

/** A class body, as positions of its braces, with the private names it declares. */
interface ClassBody {
  readonly open: number
  readonly close: number
  readonly names: ReadonlySet<string>
}

/** Distinguishes names that several classes declare: the innermost around `at` is meant. */
function suffixOf(name: string, at: number, classes: readonly ClassBody[]): string {
  const declaring = classes.filter(({ names }) => names.has(name))
  if (declaring.length < 2) return ''
  const around = declaring.filter(({ open, close }) => open < at && at < close)
  const innermost = around.reduce<ClassBody | null>(
    (inner, body) => (inner === null || body.open > inner.open ? body : inner),
    null,
  )
  const place = innermost === null ? 0 : declaring.indexOf(innermost)
  return place === 0 ? '' : `${mark}${place}`
}

function classesWithPrivateNames(tokens: readonly Token[]): readonly ClassBody[] {
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'class' || token.isType) return []
    const open = bodyOf(tokens, at)
    return open === null ? [] : [classBody(tokens, open)]
  })
}

const opening = new Set(['{', '(', '[', '${'])
const closing = new Set(['}', ')', ']'])

/** The `{` of a class body: the first one after `class` that stands in no brackets and no type. */
function bodyOf(tokens: readonly Token[], from: number): number | null {
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    const { kind, isType } = tokens[at] as Token
    if (isType) continue
    if (kind === '{' && depth === 0) return at
    if (opening.has(kind)) depth++
    if (closing.has(kind)) depth--
  }
  return null
}

/** Members stand one level inside the class; a private name after a dot is a use, not a member. */
function classBody(tokens: readonly Token[], open: number): ClassBody {
  const names = new Set<string>()
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    const { kind } = tokens[at] as Token
    if (opening.has(kind)) depth++
    if (closing.has(kind)) depth--
    if (depth === 0) return { open, close: at, names }
    if (kind === '#' && depth === 1 && !isUse(tokens[at - 1])) names.add(tokens[at + 1]?.text ?? '')
  }
  return { open, close: tokens.length, names }
}

function isUse(before: Token | undefined): boolean {
  return before?.kind === '.' || before?.kind === '?.'
}
