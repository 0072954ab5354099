/** config.yaml, Flink's own configuration file, as keys and values with their lines. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type ParsedNode,
} from 'yaml'
import {
  configFile,
  type ConfigEntry,
  limits,
  type MessageCode,
  type Misuse,
  misuse,
} from '../model/index.ts'

/** The entries in the order of the file, or what is wrong with it. */
export type ParsedConfig =
  { readonly entries: readonly ConfigEntry[] } | { readonly misuses: readonly Misuse[] }

/**
 * Reads YAML as Flink 2.x does: `a.b.c: v` and nested maps mean the same, lists are joined by `;`.
 * Values keep their text (`10 s`, `true`). Aliases and tags of one's own are refused.
 */
export function parseConfigYaml(text: string): ParsedConfig {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    customTags: [],
    strict: true,
    stringKeys: true,
    logLevel: 'silent',
  })
  const errors = [...document.errors, ...document.warnings]
  if (errors.length > 0) {
    return {
      misuses: errors.slice(0, limits.files).map(({ pos, message }) => {
        const reason = (message.split('\n')[0] ?? '').replace(/ at line .*$/, '').slice(0, 200)
        return misuse('config_not_yaml', placeOf(lines, pos[0]), { message: reason })
      }),
    }
  }
  const flattening = new Flattening(lines)
  flattening.add(document.contents, [])
  const { entries, misuses } = flattening
  return misuses.length > 0 ? { misuses } : { entries }
}

function placeOf(lines: LineCounter, offset: number): Misuse['at'] {
  const { line, col } = lines.linePos(offset)
  return { file: configFile, line: Math.max(1, line), column: Math.max(1, col) }
}

/** Collects entries while walking down the document. */
class Flattening {
  readonly entries: ConfigEntry[] = []
  readonly misuses: Misuse[] = []
  readonly #lines: LineCounter

  constructor(lines: LineCounter) {
    this.#lines = lines
  }

  add(node: ParsedNode | Node | null, path: readonly string[]): void {
    if (node === null) return
    if (this.entries.length >= limits.configEntries || path.length > limits.jsonDepth) {
      this.#refuse('config_too_large', node, { limit: limits.configEntries })
    } else if (isAlias(node)) this.#refuse('config_alias', node, { name: node.source })
    else if (isMap<Node, Node | null>(node)) {
      for (const { key, value } of node.items) this.#addPair(key, value, path)
    } else if (path.length === 0) this.#refuse('config_not_keys', node, {})
    else this.#addEntry(node, path.join('.'))
  }

  #addPair(key: Node, value: Node | null, path: readonly string[]): void {
    if (!isScalar(key)) this.#refuse('config_not_keys', key, {})
    else if (value === null) this.#addEntry(key, [...path, textOf(key)].join('.'), '')
    else this.add(value, [...path, textOf(key)])
  }

  #addEntry(node: Node, key: string, text?: string): void {
    const value = text ?? (isSeq<Node>(node) ? node.items.map(textOf).join(';') : textOf(node))
    const line = placeOf(this.#lines, node.range?.[0] ?? 0)?.line ?? 1
    this.entries.push({ key: key.slice(0, 200), value, line })
  }

  #refuse(code: MessageCode, node: Node, values: Misuse['values']): void {
    this.misuses.push(misuse(code, placeOf(this.#lines, node.range?.[0] ?? 0), values))
  }
}

/** A scalar as it was written, without quotes; what is not a scalar has no text here. */
function textOf(node: Node): string {
  if (!isScalar(node)) return ''
  if (typeof node.value === 'string') return node.value
  return node.source ?? ''
}
