/** Changes one option of a config.yaml, and leaves the rest of its text as somebody wrote it. */
import { isMap, isScalar, type Node, type Pair, parseDocument } from 'yaml'

/**
 * The text with the option set. `names`: the key and its older names, each `a.b.c`; where one of them
 * stands there, flat or nested, its value is replaced, else a line is added at the end. Text that is
 * no YAML of keys is given back with the line added.
 */
export function withConfigEntry(text: string, names: readonly string[], value: string): string {
  const [key = ''] = names
  const document = parseDocument(text, { strict: true, stringKeys: true, logLevel: 'silent' })
  const found = names.map((name) => valueAt(document.contents, name)).find((node) => node !== null)
  const range = found?.range
  if (range) {
    const [start, end] = range
    const gap = start > 0 && text[start - 1] === ':' ? ' ' : ''
    return text.slice(0, start) + gap + value + text.slice(end)
  }
  const head = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return `${head}${key}: ${value}\n`
}

/** The value at the rest of a path, whose steps may be written together: `a.b: {c: 1}`. */
function valueAt(node: Node | null, path: string): Node | null {
  if (node === null || !isMap(node)) return null
  for (const { key, value } of node.items as readonly Pair<Node, Node | null>[]) {
    const name = isScalar(key) ? String(key.value) : ''
    if (name === path) return value
    if (path.startsWith(`${name}.`)) {
      const deeper = valueAt(value, path.slice(name.length + 1))
      if (deeper !== null) return deeper
    }
  }
  return null
}
