/**
 * The core of the guest: its script with what the first job never runs taken out. What is taken out, and how both give
 * the script again, is in guest-pieces.ts. Code of the core that comes to a gap says so and goes no further.
 */
import { SourceMap } from 'node:module'
import { parseAst } from 'vite'
import { guestPartsName } from '../src/base/index.ts'
import { bodyOf, childrenOf, functions, type Node } from './guest-syntax.ts'
import { type Cut, withoutUnused } from './guest-unused.ts'

/** One classic script as it was built, with its map. */
export interface BuiltScript {
  readonly code: string
  readonly map: { readonly mappings: string; readonly sources: readonly string[] }
}

/** A name no minifier gives: what code of the core calls where something was taken out. */
const miss = '$$'
/** A gap costs about as much as this many characters. */
const leastSaved = 4

/** Before all else in the core; read by src/sandbox/guest/parts.ts. */
const preface = `const parts={isMissing:false};const ${miss}=()=>{parts.isMissing=true;throw new Error("a part of the guest that is not here yet")};Object.defineProperty(globalThis,"${guestPartsName}",{value:parts,configurable:true});`

/** What is known of the script besides its text. */
interface Known {
  /** For each character of the script, whether it ran. */
  readonly hasRun: Uint8Array
  /** Code of other modules stays: what runs there depends on how fast a machine is. */
  readonly mayBeCut: (module: string) => boolean
  /** The text of the one job that the core runs: what it names stays. */
  readonly job: string
}

/** The core of a script. */
export function coreOf(script: BuiltScript, { hasRun, mayBeCut, job }: Known): string {
  const { code } = script
  if (code.includes(miss)) throw new Error(`the guest has a name ${miss} of its own`)
  const body = bodyOfScript(code)
  const isCold = coldness(hasRun)
  const belongs = modulesOf(script)
  const isOpen = (at: number): boolean => mayBeCut(belongs(at))
  const cuts = new Cutter(code, isCold, isOpen).cutsOf(body)
  return assemble(code, [
    { from: body.start + 1, to: body.start + 1, stub: preface },
    ...withoutUnused(body, cuts, { isOpen, isCold, job }),
  ])
}

function assemble(code: string, cuts: readonly Cut[]): string {
  let core = ''
  let at = 0
  for (const { from, to, stub } of cuts) {
    core += code.slice(at, from) + stub
    at = to
  }
  return core + code.slice(at)
}

/** The block of the one function that the script is. */
function bodyOfScript(code: string): Node {
  for (const statement of bodyOf(parseAst(code))) {
    const { expression } = statement as Node & { expression?: Node & { callee?: Node } }
    const callee = expression?.callee
    if (callee !== undefined && functions.has(callee.type))
      return (callee as Node & { body: Node }).body
  }
  throw new Error('the guest is no script of one function')
}

/** Whether nothing between two places ran. */
function coldness(hasRun: Uint8Array): (from: number, to: number) => boolean {
  const ranBefore = new Uint32Array(hasRun.length + 1)
  for (const [at, ran] of hasRun.entries())
    ranBefore[at + 1] = (ranBefore[at] ?? 0) + Number(ran !== 0)
  return (from, to) => ranBefore[from] === ranBefore[to]
}

/** The module a place comes from; empty where the bundler wrote it. */
function modulesOf({ code, map }: BuiltScript): (at: number) => string {
  const payload = { version: 3, file: '', sourcesContent: [], names: [], sourceRoot: '' }
  const found = new SourceMap({ ...payload, mappings: map.mappings, sources: [...map.sources] })
  const lines = [0]
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) lines.push(at + 1)
  return (at) => {
    const line = lines.findLastIndex((start) => start <= at)
    const entry = found.findEntry(line, at - (lines[line] ?? 0))
    const { originalSource = '' } = entry as { originalSource?: string }
    return originalSource.replace(/^(\.\.\/)+/, '')
  }
}

/** Finds what can be taken out of a program that stays a program. */
class Cutter {
  readonly #isCold: (from: number, to: number) => boolean
  readonly #mayBeCut: (at: number) => boolean
  readonly #code: string
  /** They must have their parameter. */
  readonly #setters = new Set<Node>()
  #cuts: Cut[] = []

  constructor(
    code: string,
    isCold: (from: number, to: number) => boolean,
    mayBeCut: (at: number) => boolean,
  ) {
    this.#code = code
    this.#isCold = isCold
    this.#mayBeCut = mayBeCut
  }

  cutsOf(body: Node): readonly Cut[] {
    this.#cuts = []
    this.#enter(body)
    return this.#cuts.sort((one, other) => one.from - other.from)
  }

  #enter(node: Node): void {
    if (this.#cutFunction(node)) return
    const { kind, value } = node as Node & { kind?: string; value?: Node }
    if (kind === 'set' && value !== undefined) this.#setters.add(value)
    const list = listOf(node)
    const tail = list === null ? list : this.#coldTail(list)
    for (const [key, child] of childrenOf(node)) {
      if (tail?.includes(child) === true) continue
      const stub = stubFor(node, key, child)
      if (stub === null || !this.#cut(child, child, stub)) this.#enter(child)
    }
    const [first] = tail ?? []
    const last = tail?.at(-1)
    if (first === undefined || last === undefined) return
    if (!this.#cut(first, last, `${miss}();`)) tail?.forEach((child) => this.#enter(child))
  }

  /** A function that never ran, with its parameters. */
  #cutFunction(node: Node): boolean {
    if (!functions.has(node.type)) return false
    const { id, body } = node as Node & { id: Node | null; body: Node }
    const [from, to] = [id?.end ?? node.start, node.end]
    const isMethod = this.#code.startsWith('(', from) && body.type === 'BlockStatement'
    if (node.type === 'ArrowFunctionExpression' || !isMethod) return false
    if (this.#setters.has(node) || !this.#isCold(node.start, to) || !this.#mayBeCut(body.start))
      return false
    this.#cuts.push({ from, to, stub: `(){${miss}()}` })
    return true
  }

  #cut(first: Node, last: Node, stub: string): boolean {
    const [from, to] = [first.start, last.end]
    if (first.type !== 'Identifier' && to - from < stub.length + leastSaved) return false
    if (!this.#isCold(from, to) || !this.#mayBeCut(from)) return false
    this.#cuts.push({ from, to, stub })
    return true
  }

  /** The end of a list of statements, as far as it never ran and nothing before it can name what it declares. */
  #coldTail(list: readonly Node[]): readonly Node[] {
    let from = list.length
    while (from > 0) {
      const node = list[from - 1] as Node
      if (!this.#isCold(node.start, node.end) || isHoisted(node)) break
      from--
    }
    return list.slice(from)
  }
}

function listOf(node: Node): readonly Node[] | null {
  if (node.type === 'BlockStatement') return (node as Node & { body: readonly Node[] }).body
  if (node.type === 'SwitchCase') return (node as Node & { consequent: readonly Node[] }).consequent
  return null
}

const loops = new Set(['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement'])

/** What stands in for a child that never ran; null where nothing can. */
function stubFor(parent: Node, key: string, child: Node): string | null {
  const { type } = parent
  const isBranch =
    (type === 'IfStatement' && key !== 'test') ||
    (key === 'body' && (functions.has(type) || loops.has(type))) ||
    (type === 'CatchClause' && key === 'body')
  if (isBranch && child.type === 'BlockStatement') return `{${miss}()}`
  // That a function is made is seen outside of it only.
  if (functions.has(child.type)) return null
  if (isBranch && type === 'ArrowFunctionExpression') return `${miss}()`
  if (isBranch) return hasVar(child) ? null : `${miss}();`
  const isExpression =
    (type === 'ConditionalExpression' && key !== 'test') ||
    (type === 'LogicalExpression' && key === 'right')
  return isExpression ? `${miss}()` : null
}

/** Declarations that count before the place where they stand. */
function isHoisted(node: Node): boolean {
  return node.type === 'FunctionDeclaration' || hasVar(node)
}

function hasVar(node: Node): boolean {
  if (functions.has(node.type)) return false
  if (node.type === 'VariableDeclaration' && (node as Node & { kind: string }).kind === 'var')
    return true
  return childrenOf(node).some(([, child]) => hasVar(child))
}
