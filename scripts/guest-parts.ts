/**
 * Cuts the guest in two: the core is the guest's script with what the first job never runs taken out, the rest is
 * what was taken out and where it belongs. Both together are the script again, character by character
 * (src/sandbox/host/whole-guest.ts). Code of the core that comes to a gap says so and goes no further.
 */
import { SourceMap } from 'node:module'
import { parseAst } from 'vite'
import { guestPartsName } from '../src/base/index.ts'
import type { Gap } from '../src/sandbox/host/whole-guest.ts'

/** One classic script as it was built, with its map. */
export interface BuiltScript {
  readonly code: string
  readonly map: { readonly mappings: string; readonly sources: readonly string[] }
}

export interface GuestParts {
  readonly core: string
  readonly rest: readonly Gap[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

interface Cut {
  readonly from: number
  readonly to: number
  readonly stub: string
}

/** A name no minifier gives: what code of the core calls where something was taken out. */
const miss = '$$'
/** A gap costs about as much as this many characters. */
const leastSaved = 4

/** Before all else in the core; read by src/sandbox/guest/parts.ts. */
const preface = `const parts={isMissing:false};const ${miss}=()=>{parts.isMissing=true;throw new Error("a part of the guest that is not here yet")};Object.defineProperty(globalThis,"${guestPartsName}",{value:parts,configurable:true});`

/**
 * `hasRun`: for each character of the script, whether it ran. Code of other modules than those of `mayBeCut` stays:
 * what runs there depends on how fast a machine is.
 */
export function partsOf(
  script: BuiltScript,
  hasRun: Uint8Array,
  mayBeCut: (module: string) => boolean,
): GuestParts {
  const { code } = script
  if (code.includes(miss)) throw new Error(`the guest has a name ${miss} of its own`)
  const body = bodyOfScript(code)
  const isCold = coldness(hasRun)
  const belongs = modulesOf(script)
  const isOpen = (at: number): boolean => mayBeCut(belongs(at))
  const cuts = new Cutter(code, isCold, isOpen).cutsOf(body)
  return assemble(code, [
    { from: body.start + 1, to: body.start + 1, stub: preface },
    ...withoutUnused(body, cuts, isOpen),
  ])
}

function assemble(code: string, cuts: readonly Cut[]): GuestParts {
  let core = ''
  const rest: Gap[] = []
  let at = 0
  for (const { from, to, stub } of cuts) {
    core += code.slice(at, from) + stub
    rest.push([from - at, stub.length, code.slice(from, to)])
    at = to
  }
  return { core: core + code.slice(at), rest }
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

const functions = new Set(['FunctionExpression', 'FunctionDeclaration', 'ArrowFunctionExpression'])
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

function childrenOf(node: Node): readonly (readonly [string, Node])[] {
  return Object.entries(node).flatMap(([key, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    return values.filter(isNode).map((child) => [key, child] as const)
  })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

interface Declared {
  readonly name: string
  /** What is taken out with it, and what stands there instead. */
  readonly node: Node
  readonly stub: string
  /** Where it can be named. */
  readonly around: Pick<Node, 'start' | 'end'>
}

const anywhere = { start: 0, end: Infinity }

/** Private methods; a class inside of another class would be one name for two things, and keeps what it has. */
function privateMethodsIn(node: Node): readonly Declared[] {
  const inside = childrenOf(node).flatMap(([, child]) => privateMethodsIn(child))
  if (node.type !== 'ClassBody' || inside.length > 0) return inside
  return bodyOf(node).flatMap((member) => {
    const { type, key } = member as Node & { key?: Named }
    return type === 'MethodDefinition' && key?.type === 'PrivateIdentifier'
      ? [{ name: `#${key.name}`, node: member, stub: '', around: node }]
      : []
  })
}

/** The cuts, and with them what only they name: making a class or a table has no effect (package.json, sideEffects). */
function withoutUnused(
  body: Node,
  cuts: readonly Cut[],
  isOpen: (at: number) => boolean,
): readonly Cut[] {
  const declared = [...bodyOf(body).flatMap(declaredBy), ...privateMethodsIn(body)]
  let left = declared.filter(({ node }) => isOpen(node.start))
  const uses = usesOf(
    body,
    left.map(({ name }) => name),
  )
  for (let all = cuts; ;) {
    const isCut = within(all)
    const unused = left.filter(({ name, node, around }) =>
      uses
        .get(name)
        ?.filter((at) => at >= around.start && at < around.end)
        .every((at) => isCut(at) || (at >= node.start && at < node.end)),
    )
    if (unused.length === 0) return all
    left = left.filter((item) => !unused.includes(item))
    const more = unused.map(({ node, stub }) => ({ from: node.start, to: node.end, stub }))
    all = withoutInner([...all, ...more])
  }
}

/** In order; what is inside of another goes with it. */
function withoutInner(cuts: readonly Cut[]): readonly Cut[] {
  const sorted = cuts.toSorted((one, other) => one.from - other.from || other.to - one.to)
  let end = -1
  return sorted.filter(({ to }) => {
    if (to <= end) return false
    end = to
    return true
  })
}

function within(cuts: readonly Cut[]): (at: number) => boolean {
  return (at) => cuts.some(({ from, to }) => at >= from && at < to)
}

/** Names declared at the top that nothing would miss, if nobody named them. */
function declaredBy(statement: Node): readonly Declared[] {
  const { type, id } = statement as Node & { id?: Named }
  if (type === 'FunctionDeclaration' && id !== undefined)
    return [{ name: id.name, node: statement, stub: '', around: anywhere }]
  if (type !== 'VariableDeclaration') return []
  const { declarations } = statement as Node & { declarations: readonly Declarator[] }
  return declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' && init !== null && init.end - init.start > 1
      ? [{ name: id.name, node: init, stub: '0', around: anywhere }]
      : [],
  )
}

type Named = Node & { readonly name: string }
type Declarator = Node & { readonly id: Named; readonly init: Node | null }

function bodyOf(node: Node): readonly Node[] {
  return (node as Node & { body: readonly Node[] }).body
}

/** Where each of the names is written, wherever it means another thing too; not where it is declared. */
function usesOf(body: Node, names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const uses = new Map<string, number[]>(names.map((name) => [name, []]))
  const enter = (node: Node): void => {
    const { computed, shorthand } = node as Node & { computed?: boolean; shorthand?: boolean }
    for (const [key, child] of childrenOf(node)) {
      const isLabel = (key === 'property' || key === 'key') && computed === false && !shorthand
      const isDeclared = key === 'id' && child.type === 'Identifier'
      if (child.type === 'PrivateIdentifier' && key !== 'key')
        uses.get(`#${(child as Named).name}`)?.push(child.start)
      if (child.type !== 'Identifier') enter(child)
      else if (!isLabel && !isDeclared) uses.get((child as Named).name)?.push(child.start)
    }
  }
  enter(body)
  return uses
}
