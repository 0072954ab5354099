/** The rules of SEMANTICS.md, and what docs/rules says of the notes they were checked against. */
import type { RuleEntry, RuleNote } from '../../src/ui/reference/model.ts'

/** `semantics`: the document; `tables`: the files of docs/rules. */
export function rulesIn(semantics: string, tables: readonly string[]): readonly RuleEntry[] {
  const notes = notesIn(tables)
  return semantics.split(/^## /m).flatMap((section) => {
    const [title = '', ...lines] = section.split('\n')
    return lines
      .join('\n')
      .split(/\n{2,}/)
      .flatMap((block) => ruleOf(block, title, notes) ?? [])
  })
}

function ruleOf(
  block: string,
  section: string,
  notes: ReadonlyMap<string, RuleNote>,
): RuleEntry | null {
  const parts = /^\*\*([A-Z]{3}-\d+)\*\* ([^]*?)\n\*Flink:\* ([^]*?)\n\*Here:\* ([^]*)$/.exec(
    block.trim(),
  )
  if (parts === null) return null
  const [, id = '', text = '', flink = '', here = ''] = parts
  const cited = [...new Set(flink.match(/\b[A-Z]{2,3}-\d+\b/g))]
  return { id, section, text, flink, here, notes: cited.flatMap((note) => notes.get(note) ?? []) }
}

/** Rows of the tables: `| KS-24 | simplified | src/….test.ts | how |`. */
function notesIn(tables: readonly string[]): ReadonlyMap<string, RuleNote> {
  const rows = tables.flatMap((table) => table.split('\n'))
  return new Map(
    rows.flatMap((row): [string, RuleNote][] => {
      const [, id, state, ...rest] = row.split('|').map((cell) => cell.trim())
      if (id === undefined || (state !== 'here' && state !== 'simplified' && state !== 'absent'))
        return []
      const remark = rest.filter((cell) => cell !== '' && !/\.(test|spec)\.ts$/.test(cell))
      return [[id, { id, state, remark: remark.join('; ') }]]
    }),
  )
}
