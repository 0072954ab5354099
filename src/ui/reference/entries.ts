/** What an address of the reference means, and the links between its entries. */
import { explanations, messages } from '../../model/index.ts'
import type { MemberEntry, NameEntry, Reference, RefusedEntry, RuleEntry } from './model.ts'

/** A page of the reference. */
export type Entry =
  | { readonly kind: 'name'; readonly entry: NameEntry; readonly member: string | null }
  | { readonly kind: 'rule'; readonly entry: RuleEntry }
  | {
      readonly kind: 'message'
      readonly code: string
      readonly text: string
      readonly help: string
    }
  | { readonly kind: 'refused'; readonly entry: RefusedEntry }

/** What stands behind `#reference/`; null where nothing has that name. */
export function entryOf(reference: Reference, id: string): Entry | null {
  const [name = '', member] = id.split('.')
  const named = reference.names.find((one) => one.name === name)
  const known = named && membersOf(reference, named).find((one) => one.member.name === member)
  if (named && (member === undefined || known))
    return { kind: 'name', entry: known?.owner ?? named, member: member ?? null }
  return pageOf(reference, id)
}

/** Of what is no name of 'flink'. */
function pageOf(reference: Reference, id: string): Entry | null {
  const rule = reference.rules.find((one) => one.id === id)
  if (rule) return { kind: 'rule', entry: rule }
  if (Object.hasOwn(messages, id)) {
    const tables: Readonly<Record<string, string>>[] = [messages, explanations]
    const [text = '', help = ''] = tables.map((table) => table[id] ?? '')
    return { kind: 'message', code: id, text, help }
  }
  const refused = reference.refused.find((one) => one.name === id)
  return refused ? { kind: 'refused', entry: refused } : null
}

/** Its own members, then those it inherits, nearest first. */
export function membersOf(
  reference: Reference,
  entry: NameEntry,
): readonly { readonly owner: NameEntry; readonly member: MemberEntry }[] {
  const own = entry.members.map((member) => ({ owner: entry, member }))
  const inherited = entry.inherits.flatMap((name) => {
    const parent = reference.names.find((one) => one.name === name)
    return parent === undefined ? [] : membersOf(reference, parent)
  })
  const names = new Set(own.map(({ member }) => member.name))
  return [...own, ...inherited.filter(({ member }) => !names.has(member.name) && !member.isStatic)]
}

/** The names whose docstrings cite a rule or a message. */
export function citing(reference: Reference, id: string): readonly string[] {
  return reference.names.flatMap(({ name, doc, members }) => {
    const cites = (one: typeof doc) => one.rules.includes(id) || one.codes.includes(id)
    const where = members.filter(({ overloads }) => overloads.some((one) => cites(one.doc)))
    return [
      ...(cites(doc) ? [name] : []),
      ...where.map((member) => (member.name === 'constructor' ? name : `${name}.${member.name}`)),
    ]
  })
}

/** Markdown in which code that names something of the reference is a link to it. */
export function withLinks(reference: Reference, text: string): string {
  return text.replaceAll(/(\[?)`([A-Za-z]\w*(?:\.\w+)?)([^`\w.][^`]*)?`/g, (all, open, name) => {
    if (open === '[' || typeof name !== 'string') return String(all)
    const known = /^[A-Z]/.test(name) && entryOf(reference, name) !== null
    return known ? `[${String(all)}](#reference/${name})` : String(all)
  })
}

/** A declaration in pieces; those that are names of the reference are to be links. */
export function piecesOf(
  reference: Reference,
  signature: string,
): readonly { readonly text: string; readonly isName: boolean }[] {
  const names = new Set(reference.names.map(({ name }) => name))
  return signature
    .split(/(\b[A-Z]\w*\b)/)
    .filter((text) => text !== '')
    .map((text) => ({ text, isName: names.has(text) }))
}
