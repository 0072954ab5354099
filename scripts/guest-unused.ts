/** What nothing names any more once the rest of the guest is cut out of it. */
import { bodyOf, childrenOf, type Named, type Node } from './guest-syntax.ts'

/** A stretch of a script, and what stands in for it. */
export interface Cut {
  readonly from: number
  readonly to: number
  readonly stub: string
}

/** What may be taken out of a script. */
interface Around {
  /** Whether this place may be cut. */
  readonly isOpen: (at: number) => boolean
  /** Whether nothing between two places ran. */
  readonly isCold: (from: number, to: number) => boolean
  /** Text outside of the script that names things in it. */
  readonly job: string
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

/** What the language calls without anybody naming it. */
const calledByLanguage = /^(constructor|next|return|throw|then|to[A-Z]\w*|valueOf)$/

/** Methods that never ran; and what makes an import's name known, which is a function too. */
function membersIn(node: Node, { isCold, job }: Around): readonly Declared[] {
  const { type } = node
  const list = childrenOf(node).map(([, child]) => child)
  const own = list.flatMap((member, at) => {
    const { key, value, computed } = member as Member
    const next = list[at + 1]
    if (computed === true || key?.type !== 'Identifier' || !value) return []
    if (!isCold(value.start, value.end) || calledByLanguage.test(key.name)) return []
    if (job.includes(key.name)) return []
    const cut = { name: `.${key.name}`, stub: '', around: anywhere }
    if (type === 'ClassBody' && member.type === 'MethodDefinition')
      return [{ ...cut, node: member }]
    if (type !== 'ObjectExpression' || next === undefined || !isExport(value)) return []
    return [{ ...cut, node: { ...member, end: next.start } }]
  })
  return [...own, ...list.flatMap((child) => membersIn(child, { isCold, job } as Around))]
}

/** `() => name`, as the bundler writes what a module exports. */
function isExport(value: Node): boolean {
  const { body } = value as Node & { body?: Node }
  return value.type === 'ArrowFunctionExpression' && body?.type === 'Identifier'
}

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
export function withoutUnused(body: Node, cuts: readonly Cut[], around: Around): readonly Cut[] {
  const declared = [
    ...bodyOf(body).flatMap(declaredBy),
    ...privateMethodsIn(body),
    ...membersIn(body, around),
  ]
  let left = declared.filter(({ node }) => around.isOpen(node.start))
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

type Member = Node & {
  readonly key?: Named
  readonly value?: Node | null
  readonly computed?: boolean
}
type Declarator = Node & { readonly id: Named; readonly init: Node | null }

/**
 * Where each of the names is written, wherever it means another thing too; not where it is declared. With a dot before
 * it a name is that of a member, and a text that says the same counts as naming it.
 */
function usesOf(body: Node, names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const uses = new Map<string, number[]>(names.map((name) => [name, []]))
  const enter = (node: Node): void => {
    const text = textOf(node)
    if (text !== null) uses.get(`.${text}`)?.push(node.start)
    const { computed, shorthand } = node as Node & { computed?: boolean; shorthand?: boolean }
    for (const [key, child] of childrenOf(node)) {
      const isLabel = (key === 'property' || key === 'key') && computed === false && !shorthand
      const isDeclared = key === 'id' && child.type === 'Identifier'
      if (child.type === 'PrivateIdentifier' && key !== 'key')
        uses.get(`#${(child as Named).name}`)?.push(child.start)
      if (child.type !== 'Identifier') enter(child)
      else if (!isLabel && !isDeclared) uses.get((child as Named).name)?.push(child.start)
      if (isMemberNamed(node, key, child)) uses.get(`.${(child as Named).name}`)?.push(child.start)
    }
  }
  enter(body)
  return uses
}

function isMemberNamed({ type }: Node, key: string, child: Node): boolean {
  return (
    child.type === 'Identifier' &&
    ((type === 'MemberExpression' && key === 'property') || (type === 'Property' && key === 'key'))
  )
}

/** Of a literal, or of a template without values. */
function textOf(node: Node): string | null {
  const { value } = node as Node & { value?: unknown }
  if (node.type === 'Literal' && typeof value === 'string') return value
  if (node.type !== 'TemplateElement') return null
  return (value as { cooked: string | null }).cooked
}
