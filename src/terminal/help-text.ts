/** The help of `flink`, laid out as Flink prints it: HelpFormatter of Apache Commons CLI, 80 columns. */
import type { OptionSpec } from './options.ts'

const width = 80
const indent = 5
const gap = 3

function head({ short, long, takes, valueName = 'arg' }: OptionSpec): string {
  const names = long === null ? `-${short}` : `-${short},--${long}`
  return ' '.repeat(indent) + names + (takes === 'nothing' ? '' : ` <${valueName}>`)
}

/** Where a row of the text ends: at a line's end, at the last space, else in a word; null: it fits. */
function breakAt(text: string): number | null {
  const end = text.indexOf('\n')
  if (end >= 0 && end <= width) return end + 1
  if (text.length <= width) return null
  const space = text.lastIndexOf(' ', width)
  return space > 0 ? space : width
}

/** Rows no longer than the width; all but the first begin at `column`. HelpFormatter.renderWrappedText. */
function wrapped(whole: string, column: number): readonly string[] {
  const rows: string[] = []
  let text = whole
  for (let at = breakAt(text); at !== null; at = breakAt(text)) {
    // Nothing but the indent is before the only space: the word itself is cut.
    const end = rows.length > 0 && text.length > width && at === column - 1 ? width : at
    rows.push(text.slice(0, end).trimEnd())
    text = ' '.repeat(column) + text.slice(end).trim()
  }
  return [...rows, text.trimEnd()]
}

/** The options in the order of their names, each with what it says. */
export function optionRows(options: readonly OptionSpec[]): readonly string[] {
  const sorted = [...options].sort((a, b) =>
    a.short.toLowerCase() < b.short.toLowerCase() ? -1 : 1,
  )
  const column = Math.max(...sorted.map((option) => head(option).length)) + gap
  return sorted.flatMap((option) => wrapped(head(option).padEnd(column) + option.says, column))
}
