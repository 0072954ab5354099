/** TypeScript that sucrase would drop or let through, refused with a reason instead. */
import { type MessageCode, type Misuse, misuse } from '../model/index.ts'
import type { Token } from './tokens.ts'

/** What is wrong with a file that parses; empty when nothing is. */
export function unsupportedSyntax(file: string, tokens: readonly Token[]): readonly Misuse[] {
  const misuses: Misuse[] = []
  tokens.forEach((token, at) => {
    const code = whatIsUnsupported(tokens, at)
    if (code === null) return
    const { line, column } = token
    misuses.push(misuse(code, { file, line, column }))
  })
  return misuses
}

function whatIsUnsupported(tokens: readonly Token[], at: number): MessageCode | null {
  const token = tokens[at] as Token
  const next = tokens[at + 1]
  switch (token.kind) {
    case '@':
      return 'decorator_unsupported'
    case 'import':
      return next?.kind === '(' ? 'dynamic_import' : null
    case 'async':
      return 'async_function'
    case 'name':
      return unsupportedName(tokens, at)
    default:
      return null
  }
}

/** Words that mean something only where they stand. */
function unsupportedName(tokens: readonly Token[], at: number): MessageCode | null {
  const { text, isType } = tokens[at] as Token
  switch (text) {
    case 'async':
      return isAsyncFunction(tokens, at) ? 'async_function' : null
    case 'await':
      return isTopLevel(tokens, at) ? 'top_level_await' : null
    case 'accessor':
      return isAccessor(tokens, at) ? 'accessor_unsupported' : null
    case 'namespace':
    case 'module':
      return isType && holdsValues(tokens, at) ? 'namespace_unsupported' : null
    default:
      return null
  }
}

/** `async` before a function, an arrow or a method; not a field or a variable of that name. */
function isAsyncFunction(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at] as Token
  const next = tokens[at + 1]
  const before = tokens[at - 1]
  if (token.isType || before?.kind === '.' || before?.kind === '?.') return false
  return next !== undefined && next.line === token.line && asyncContinues.has(next.kind)
}

const asyncContinues = new Set(['function', 'name', '(', '*', '['])

/** `await x` and `for await (…)` outside every function. */
function isTopLevel(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at] as Token
  const before = tokens[at - 1]
  const isName = before?.kind === '.' || before?.kind === '?.' || tokens[at + 1]?.kind === ':'
  if (isName || token.isType) return false
  return token.depth === 0 || !isInsideFunction(tokens, at)
}

/** Looks back for an open function body, or for `async` in the same expression. */
function isInsideFunction(tokens: readonly Token[], at: number): boolean {
  let closed = 0
  let sameExpression = true
  for (let i = at - 1; i >= 0; i--) {
    const { kind, text } = tokens[i] as Token
    if (kind === '}') closed++
    if (kind === ';' || kind === '}' || kind === '{') sameExpression = false
    if (sameExpression && text === 'async') return true
    if (kind === '{' && --closed < 0) {
      if (opensFunction(tokens, i)) return true
      closed = 0
    }
  }
  return false
}

const notFunctions = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await'])

/** Whether a `{` is preceded by `=>` or by the parameters of a function, and a type perhaps. */
function opensFunction(tokens: readonly Token[], brace: number): boolean {
  let at = brace - 1
  while (tokens[at]?.isType === true) at--
  if (tokens[at]?.kind === '=>') return true
  if (tokens[at]?.kind !== ')') return false
  const name = tokens[openingOf(tokens, at) - 1]
  return name !== undefined && !notFunctions.has(name.text)
}

/** The `(` that belongs to a `)`. */
function openingOf(tokens: readonly Token[], closing: number): number {
  let open = 0
  for (let at = closing; at >= 0; at--) {
    const kind = tokens[at]?.kind
    if (kind === ')') open++
    if (kind === '(' && --open === 0) return at
  }
  return 0
}

/** `accessor name` among the members of a class. */
function isAccessor(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at] as Token
  const before = tokens[at - 1]
  const next = tokens[at + 1]
  return (
    !token.isType &&
    (next?.kind === 'name' || next?.kind === '#') &&
    next.line === token.line &&
    (before?.kind === '{' || before?.kind === ';' || before?.line !== token.line)
  )
}

const valueKinds = new Set(['const', 'let', 'var', 'function', 'class', 'enum', 'return', 'new'])

/** Whether a namespace has anything but types in it; sucrase drops it in either case. */
function holdsValues(tokens: readonly Token[], at: number): boolean {
  if (tokens[at - 1]?.text === 'declare') return false
  let depth = 0
  for (let i = at + 1; i < tokens.length; i++) {
    const { kind } = tokens[i] as Token
    if (kind === '{') depth++
    if (kind === '}' && --depth === 0) return false
    if (depth > 0 && valueKinds.has(kind)) return true
  }
  return false
}
