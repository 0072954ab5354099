/** Finds entries of the reference by names, Flink's names and words. */
import { explanations, messages } from '../../model/index.ts'
import type { Doc, Reference } from './model.ts'

/** What a search finds; `id` is what stands behind `#reference/`. */
export interface Found {
  readonly id: string
  readonly title: string
  /** What it is, and of what group. */
  readonly about: string
}

interface Indexed extends Found {
  /** Names it is known by, lower case: its own first. */
  readonly names: readonly string[]
  readonly text: string
  /** Of two equally good answers the one with the lower weight comes first. */
  readonly weight: number
}

const most = 60

export function indexOf(reference: Reference): (query: string) => readonly Found[] {
  const all = [
    ...namesOf(reference),
    ...membersOf(reference),
    ...reference.rules.map(({ id, section, text, flink, here }) => ({
      ...{ id, title: id, about: `Rule, ${section}`, names: [id.toLowerCase()], weight: 3 },
      text: `${text} ${flink} ${here}`.toLowerCase(),
    })),
    ...Object.entries(messages).map(([code, text]) => ({
      ...{ id: code, title: code, about: 'Message', names: [code], weight: 2 },
      text: `${text} ${(explanations as Readonly<Record<string, string>>)[code] ?? ''}`.toLowerCase(),
    })),
    ...reference.refused.map(({ name, instead }) => ({
      ...{ id: name, title: name, weight: 4, names: namesIn(name) },
      about: instead === null ? 'Not here yet' : 'Flink 1.x',
      text: (instead ?? '').toLowerCase(),
    })),
  ]
  return (query) => search(all, query)
}

function namesOf({ names }: Reference): readonly Indexed[] {
  return names.map(({ name, kind, group, doc }) => ({
    ...{ id: name, title: name, weight: 0, about: `${sayKind(kind)}, ${group}` },
    names: [name.toLowerCase(), ...(doc.flink === null ? [] : [doc.flink.toLowerCase()])],
    text: textOf(doc),
  }))
}

function membersOf({ names }: Reference): readonly Indexed[] {
  return names.flatMap(({ name, members, group }) =>
    members
      .filter((member) => member.name !== 'constructor')
      .map((member) => ({
        ...{ id: `${name}.${member.name}`, title: `${name}.${member.name}`, weight: 1 },
        about: group,
        names: namesIn(`${name}.${member.name}`),
        text: member.overloads.map(({ doc }) => textOf(doc)).join(' '),
      })),
  )
}

function sayKind(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1)
}

/** Of `DataStream.keyBy`: what stands behind the dot first, then the whole. */
function namesIn(name: string): readonly string[] {
  const whole = name.toLowerCase()
  return whole.includes('.') ? [whole.slice(whole.indexOf('.') + 1), whole] : [whole]
}

function textOf({ paragraphs, parameters, flink, java }: Doc): string {
  const parts = [...paragraphs, ...parameters.map(({ text }) => text), flink ?? '', java ?? '']
  return parts
    .join(' ')
    .replaceAll(/\(#reference[^)]*\)/g, '')
    .toLowerCase()
}

function search(all: readonly Indexed[], query: string): readonly Found[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  const words = wanted.split(/\s+/)
  return all
    .map((entry) => ({ entry, rank: rankOf(entry, wanted, words) }))
    .filter(({ rank }) => rank < nowhere)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        a.entry.weight - b.entry.weight ||
        a.entry.title.length - b.entry.title.length,
    )
    .slice(0, most)
    .map(({ entry }) => entry)
}

const nowhere = 5

/** 0: it is called so; 1: its name begins so; 2: its name has it; 3: all words are in name and text; 5: no. */
function rankOf({ names, text }: Indexed, wanted: string, words: readonly string[]): number {
  if (names.includes(wanted)) return 0
  if (names.some((name) => name.startsWith(wanted))) return 1
  if (names.some((name) => name.includes(wanted))) return 2
  const everything = `${names.join(' ')} ${text}`
  return words.every((word) => everything.includes(word)) ? 3 : nowhere
}
