/** What docs/configuration.md says of Flink's options, for completion and hover in config.yaml. */
import table from '../../../docs/configuration.md?raw'
import { configOptions, type ConfigOption } from '../../model/index.ts'

/** One option, with its row of the table. */
export interface ExplainedOption {
  readonly option: ConfigOption
  /** What it is when nobody sets it. */
  readonly fallback: string
  /** What it decides. */
  readonly says: string
}

/** The rows of a table of options, by name. */
export function rowsOf(markdown: string): ReadonlyMap<string, readonly [string, string]> {
  const rows = markdown.matchAll(/^\| `([^`]+)` \| (.*?) \| (.*) \|$/gm)
  return new Map([...rows].map(([, key = '', fallback = '', says = '']) => [key, [fallback, says]]))
}

/** Every option this product knows, in the order of the table's sections. */
export const explainedOptions: readonly ExplainedOption[] = configOptions.map((option) => {
  const [fallback, says] = rowsOf(table).get(option.key) ?? ['', '']
  return { option, fallback, says }
})

/** As the editor shows it: Markdown. */
export function explanation({ option, fallback, says }: ExplainedOption): string {
  const older = option.old.length === 0 ? [] : [`Older: ${option.old.map(code).join(', ')}.`]
  const values = option.values.length === 0 ? [] : [`One of ${option.values.map(code).join(', ')}.`]
  const effect = option.modelled ? [] : ['Barrier Lab knows it and does not act on it.']
  return [
    `**${option.key}** (${option.type}, default ${fallback})`,
    says,
    ...values,
    ...older,
    ...effect,
  ].join('\n\n')
}

function code(text: string): string {
  return `\`${text}\``
}

/** Where somebody types in a line of config.yaml. */
export type ConfigSpot =
  | { readonly in: 'key'; readonly from: number }
  | { readonly in: 'value'; readonly key: string; readonly from: number }

/** `before`: the line up to the cursor. Null in a comment, and in nested keys, whose parents are on other lines. */
export function spotIn(before: string): ConfigSpot | null {
  if (/^\s*#|\s#/.test(before)) return null
  const value = /^([\w.-]+)\s*:\s*(\S*)$/.exec(before)
  if (value !== null)
    return { in: 'value', key: value[1] ?? '', from: before.length - (value[2] ?? '').length }
  return /^[\w.-]*$/.test(before) ? { in: 'key', from: 0 } : null
}

/** Values worth offering for an option: those of an enum, true and false, else what it is by default. */
export function valuesFor({ option, fallback }: ExplainedOption): readonly string[] {
  if (option.values.length > 0) return option.values
  if (option.type === 'boolean') return ['true', 'false']
  return /^[\w. ]*\d[\w. ]*$/.test(fallback) ? [fallback] : []
}
