/** The tree of a script, as Vite's parser gives it: what guest-parts.ts and guest-unused.ts look at. */

/** A place in a script. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** A node with a name. */
export type Named = Node & { readonly name: string }

export const functions = new Set([
  'FunctionExpression',
  'FunctionDeclaration',
  'ArrowFunctionExpression',
])

/** With the names of the fields that hold them. */
export function childrenOf(node: Node): readonly (readonly [string, Node])[] {
  return Object.entries(node).flatMap(([key, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    return values.filter(isNode).map((child) => [key, child] as const)
  })
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** Of a program, a block or a class. */
export function bodyOf(node: Node): readonly Node[] {
  return (node as Node & { body: readonly Node[] }).body
}
