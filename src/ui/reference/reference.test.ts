import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { makeReference } from '../../../scripts/reference/index.ts'
import { exportedNames } from '../../datastream/testing/declarations.ts'
import { messages } from '../../model/index.ts'
import { citing, entryOf, membersOf, withLinks } from './entries.ts'
import type { Doc, Reference } from './model.ts'
import { indexOf } from './search.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let reference: Reference
beforeAll(() => {
  reference = makeReference(root)
})

const named = (name: string) => {
  const found = reference.names.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

const docs = (): readonly (readonly [string, Doc])[] =>
  reference.names.flatMap(({ name, doc, members }) => [
    [name, doc] as const,
    ...members.flatMap((member) =>
      member.overloads.map((one) => [`${name}.${member.name}`, one.doc] as const),
    ),
  ])

/** Every `#reference/…` of a text. */
const linksIn = (text: string) =>
  [...text.matchAll(/\]\(#reference\/([^)]*)\)/g)].map(([, id]) => id ?? '')

test('every name that flink exports has a page, in a group', () => {
  expect(reference.names.map(({ name }) => name).sort()).toEqual([...exportedNames()].sort())
})

test('every name says what it means, and which class of Flink or Java it is, or that it is our own', () => {
  const wrong = reference.names.filter(
    ({ doc }) => doc.paragraphs.length === 0 || !(doc.isOwn || doc.flink || doc.java),
  )
  expect(wrong.map(({ name }) => name)).toEqual([])
})

test('rules, messages and names that a docstring cites exist', () => {
  const rules = new Set(reference.rules.map(({ id }) => id))
  const wrong = docs().flatMap(([where, { rules: cited, codes, paragraphs, parameters }]) => [
    ...cited.filter((id) => !rules.has(id)).map((id) => `${where}: ${id}`),
    ...codes.filter((code) => !Object.hasOwn(messages, code)).map((code) => `${where}: ${code}`),
    ...[...paragraphs, ...parameters.map(({ text }) => text)]
      .flatMap(linksIn)
      .filter((id) => entryOf(reference, id) === null)
      .map((id) => `${where}: ${id}`),
  ])
  expect(wrong).toEqual([])
})

test('every rule of SEMANTICS is read whole', () => {
  const semantics = readFileSync(join(root, 'docs/SEMANTICS.md'), 'utf8')
  const written = [...semantics.matchAll(/^\*\*([A-Z]{3}-\d+)\*\*/gm)].map(([, id]) => id)
  expect(reference.rules.map(({ id }) => id)).toEqual(written)
  expect(reference.rules.filter(({ text, flink, here }) => !text || !flink || !here)).toEqual([])
})

test('links of lessons and of the gallery lead to pages of the reference', () => {
  const files = ['lessons', 'gallery'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(md|ts)$/.test(file))
      .map((file) => `${folder}/${file}`),
  )
  const links = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const cited = file.endsWith('.md') ? [...text.matchAll(/\[([A-Z]{3}-\d+)\]/g)] : []
    const tags = [...text.matchAll(/\{@link (\w+) /g)]
    return [...linksIn(text), ...[...cited, ...tags].map(([, id]) => id ?? '')].map(
      (id) => [file, id] as const,
    )
  })
  expect(links.length).toBeGreaterThan(10)
  expect(links.filter(([, id]) => entryOf(reference, id) === null)).toEqual([])
})

test('a docstring is read in its parts', () => {
  const delay = named('AsyncDataStream').members[0]?.overloads[0]?.doc
  expect(delay?.parameters.map(({ name }) => name)).toEqual(['timeout', 'capacity'])
  expect(delay?.rules).toEqual(['ASY-3', 'ASY-7', 'ASY-2'])
  expect(named('ValueState').doc.flink).toBe('ValueState')
  expect(named('OutboxSink').doc.isOwn).toBe(true)
  expect(named('TimeWindow').members.length).toBeGreaterThan(3)
  expect(named('TriggerResult').signature).toContain('const TriggerResult: Readonly<{ … }>')
  expect(citing(reference, 'key_is_null')).toContain('DataStream.keyBy')
})

test('members are found under the names that inherit them', () => {
  const names = membersOf(reference, named('KeyedStream')).map(({ member }) => member.name)
  expect(names).toContain('sinkTo')
  const entry = entryOf(reference, 'KeyedStream.sinkTo')
  expect(entry?.kind === 'name' && entry.entry.name).toBe('DataStream')
})

test('a search ranks names before texts, and knows Flink’s names, rules, messages and refusals', () => {
  const find = indexOf(reference)
  const first = (query: string) => find(query)[0]?.id
  expect(first('valuestate')).toBe('ValueState')
  expect(first('keyBy')).toBe('DataStream.keyBy')
  expect(first('BAR-1')).toBe('BAR-1')
  expect(first('key_is_null')).toBe('key_is_null')
  expect(first('addSink')).toBe('DataStream.addSink')
  expect(first('ProcessWindowFunction.Context')).toBe('ProcessWindowContext')
  expect(find('late side output').length).toBeGreaterThan(0)
  expect(find('no such thing anywhere')).toEqual([])
  expect(find('  ')).toEqual([])
})

test('code that names something is a link to it, other code is not', () => {
  expect(withLinks(reference, 'Write `Types.LONG` or `x`.')).toBe(
    'Write [`Types.LONG`](#reference/Types.LONG) or `x`.',
  )
})
