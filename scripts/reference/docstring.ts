/** A docstring, read into its parts. */
import type { Doc } from '../../src/ui/reference/model.ts'

/** Where Flink or Java has it: a sentence of most docstrings, or its beginning. */
const origin = (word: string): RegExp =>
  new RegExp(`(?:^|\\s)${word}: ([A-Za-z][^;,(]*?)(?:\\.(?=\\s|$)|[;,(]|$)`)

/** A rule of SEMANTICS.md. */
const ruleId = /\b(?!UTF)[A-Z]{3}-\d+\b/g

/** `comment`: with its stars; the empty text where there is none. */
export function docOf(comment: string): Doc {
  const [text = '', ...tags] = plain(comment).split(/^@/m)
  const whole = text.replaceAll(/\s+/g, ' ').trim()
  const codes = tags.flatMap((tag) => /^throws ([^]*)$/.exec(tag)?.[1]?.match(/[a-z_]+/g) ?? [])
  const parameters = tags.flatMap((tag) => {
    const [, name, meaning] = /^param (\w+) ([^]*)$/.exec(tag) ?? []
    return name === undefined ? [] : [{ name, text: linked(meaning ?? '') }]
  })
  const everything = [whole, ...tags].join(' ')
  return {
    paragraphs: text.split(/\n{2,}/).flatMap((part) => {
      const line = linked(withoutOrigin(part))
      return line === '' ? [] : [line]
    }),
    parameters,
    flink: origin('Flink').exec(whole)?.[1] ?? null,
    java: origin('Java').exec(whole)?.[1] ?? null,
    isOwn: /Barrier Lab['’]s own/.test(whole),
    units: [...new Set(everything.match(/\b(?:ms|bytes)\b/g))],
    rules: [...new Set(everything.match(ruleId))],
    codes,
  }
}

/** A text on one line, in which the names of other entries are links to them. */
function linked(text: string): string {
  return text
    .replaceAll(/\{@link ([\w.]+)\}/g, '[`$1`](#reference/$1)')
    .replaceAll(ruleId, '[$&](#reference/$&)')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function withoutOrigin(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.replace(/(?:^|\s)(?:Flink|Java): [\w.]+\.(?=\s|$)/, '').trim()
}

function plain(comment: string): string {
  return comment
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .replaceAll(/^[ \t]*\* ?/gm, '')
    .trim()
}
