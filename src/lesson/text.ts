/** The text of a lesson: front matter, and Markdown in sections a lesson always has. */
import { parse } from 'yaml'
import { assert } from '../base/index.ts'

/** What stands between the two lines of `---` at the top of an index.md, and what follows. */
export interface Document {
  readonly matter: Readonly<Record<string, unknown>>
  /** Before the first heading. */
  readonly opening: string
  /** What follows each heading of level 2, by heading. */
  readonly sections: ReadonlyMap<string, string>
}

/** Reads an index.md; `path` is for the message when it has no front matter. */
export function readDocument(text: string, path: string): Document {
  const found = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text)
  assert(found !== null, `${path} opens with front matter`)
  const matter: unknown = parse(found[1] ?? '')
  assert(typeof matter === 'object' && matter !== null, `${path}: front matter has keys`)
  const [opening = '', ...rest] = (found[2] ?? '').split(/^## /m)
  const sections = rest.map((section): [string, string] => {
    const end = section.indexOf('\n')
    return [section.slice(0, end).trim(), section.slice(end).trim()]
  })
  return { matter: { ...matter }, opening: opening.trim(), sections: new Map(sections) }
}

/** The items of a numbered list, each as one line of Markdown. */
export function numberedItems(section: string): readonly string[] {
  return section
    .split(/^\d+\. /m)
    .slice(1)
    .map(oneLine)
}

/** The parts of a section below its headings of level 3, by heading. */
export function subsections(section: string): readonly (readonly [string, string])[] {
  return section
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n')
      return [part.slice(0, end).trim(), part.slice(end).trim()]
    })
}

/** A question: what is asked, options as `- id: text`, and what is said afterwards. */
export interface QuestionText {
  readonly question: string
  readonly options: readonly { readonly id: string; readonly text: string }[]
  readonly afterwards: string
}

export function readQuestion(part: string): QuestionText {
  const [question = '', list = '', afterwards = ''] = part.split(/\n\n+/)
  const options = list.split(/^- /m).slice(1)
  return {
    question: oneLine(question),
    options: options.map((option) => {
      const [id = '', ...text] = option.split(': ')
      return { id: id.trim(), text: oneLine(text.join(': ')) }
    }),
    afterwards: oneLine(afterwards),
  }
}

/** The sentences of a text that begin with "Simplified:". */
export function simplificationsIn(text: string): readonly string[] {
  return [...oneLine(text).matchAll(/Simplified: .*?[.](?=\s|$)/g)].map(([sentence]) => sentence)
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
