/**
 * What no linter checks: small checks of the whole repository, to be read in five minutes.
 * When a review finds the same thing twice, it becomes a check here.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = filesUnder('').sort()
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const matching = (pattern: RegExp): string[] => files.filter((file) => pattern.test(file))

const documents = matching(/^(docs\/.*|README|CONTRIBUTING|CHANGELOG)(\.md)$/)
const testFiles = matching(/^(src|lessons)\/.*\.test\.ts$|^e2e\/.*\.spec\.ts$/)

// --- Folders ---------------------------------------------------------------------------------------------

/** Programs rather than libraries: nobody imports them, so their door is where they start. */
const starts: Record<string, string> = { ui: 'main.ts', cli: 'main.ts' }
const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'ambient')
  .map((entry) => entry.name)

for (const folder of folders) {
  const door = `src/${folder}/${starts[folder] ?? 'index.ts'}`

  test(`${door} opens with a sentence, and ARCHITECTURE says the same`, () => {
    const sentence = openingSentence(read(door))
    expect(sentence, `${door} opens with a comment that is a sentence`).toMatch(/^\S.*\.$/)
    expect(asOneLine(read('docs/ARCHITECTURE.md'))).toContain(sentence)
  })
}

function openingSentence(code: string): string | undefined {
  const comment = /^\/\*\*?([\s\S]*?)\*\/|^((?:\/\/.*\n)+)/.exec(code)
  const text = asOneLine((comment?.[1] ?? comment?.[2] ?? '').replaceAll(/^\s*(\*|\/\/)/gm, ' '))
  return /^.*?\.(?=\s|$)/.exec(text)?.[0]
}

// --- Documents -------------------------------------------------------------------------------------------

for (const file of ['README.md', 'CONTRIBUTING.md', 'docs/ARCHITECTURE.md', 'docs/SEMANTICS.md']) {
  test(`${file} exists`, () => expect(files).toContain(file))
}

for (const file of documents) {
  test(`${file} has one title, and its links lead somewhere`, () => {
    const prose = read(file).replaceAll(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '')
    expect(prose.match(/^# .+/gm) ?? [], 'titles').toHaveLength(1)
    const links = [...prose.replaceAll(/`[^`\n]*`/g, '').matchAll(/\]\(\s*<?([^)\s>]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^([a-z]+:|#)/i.test(target))
    const dead = links.filter((link) => {
      const path = decodeURI(link.replace(/[#?].*$/, ''))
      return !existsSync(join(root, dirname(file), path))
    })
    expect(dead, 'links to nowhere').toEqual([])
  })
}

// --- Rules -----------------------------------------------------------------------------------------------

const ruleId = /[A-Z]{2,5}-\d+[a-z]?/g
const rules = existsSync(join(root, 'docs/SEMANTICS.md'))
  ? [...read('docs/SEMANTICS.md').matchAll(/^\*\*([A-Z]{2,5}-\d+[a-z]?)\*\*/gm)].map(([, id]) => id)
  : []
const areas = new Set(rules.map((id) => id?.split('-')[0]))

test('every rule of SEMANTICS has a number of its own', () => {
  expect(rules.filter((id, at) => rules.indexOf(id) !== at)).toEqual([])
})

test('every rule of SEMANTICS is cited by a test', () => {
  const cited = new Set(testFiles.flatMap((file) => citedIn(read(file))))
  expect(rules.filter((id) => id !== undefined && !cited.has(id))).toEqual([])
})

test('every rule that a test or a lesson cites is in SEMANTICS', () => {
  const citing = [...testFiles, ...matching(/^(lessons|gallery)\/.*\.(md|ts)$/)]
  const unknown = citing.flatMap((file) =>
    citedIn(read(file))
      .filter((id) => areas.has(id.split('-')[0]) && !rules.includes(id))
      .map((id) => `${file}: ${id}`),
  )
  expect(unknown).toEqual([])
})

test('every note on Flink that code, a test or a lesson cites is in SEMANTICS', () => {
  // Two letters: notes on Flink's source. A rule of ours says which of them it follows.
  const note = /\b(CF|CK|CS|HB|KF|KG|KS|OS|RB|SE|TI|WM)-\d+/g
  const known = new Set(read('docs/SEMANTICS.md').match(note))
  const citing = matching(/^(src|lessons|gallery)\/.*\.(ts|svelte|md)$/)
  const unknown = citing.flatMap((file) =>
    (read(file).match(note) ?? []).filter((id) => !known.has(id)).map((id) => `${file}: ${id}`),
  )
  expect(unknown).toEqual([])
})

/** `[BAR-3]`, `[BAR-1, BAR-2]`, in titles of tests and in the front matter of lessons. */
function citedIn(text: string): string[] {
  const lists = text.match(/\[[A-Z]{2,5}-\d+[a-z]?(?:\s*,\s*[A-Z]{2,5}-\d+[a-z]?)*\]/g) ?? []
  return lists.flatMap((list) => list.match(ruleId) ?? [])
}

// --- Words -----------------------------------------------------------------------------------------------

const texts = matching(
  /\.(ts|js|mjs|cjs|svelte|css|html|md|json|ya?ml)$|(^|\/)(\.npmrc|\.ci\/run)$/,
).filter((file) => file !== 'src/tidy.test.ts')
const program = texts.filter((file) => !file.startsWith('lessons/'))

/** Each with the files it is looked for in, and what to do instead. */
const bannedWords: [word: RegExp, where: string[], instead: string][] = [
  [/\b(TODO|FIXME|XXX)\b/, program, 'do it, or open an issue'],
  [/(^|[\s'"`(=])\/(work|root|home|Users)\/\w/m, texts, 'a path relative to the project'],
  [/\bregistry\.npmjs\b|\bregistry\.yarnpkg\b/, texts, 'nothing: npm knows its registry'],
  [
    /\.\.\/shared\b/,
    texts.filter((file) => !/\.test\.ts$|\/testing\//.test(file)),
    'a copy in the project; only tests may compare with the original',
  ],
]

for (const [word, where, instead] of bannedWords) {
  test(`nobody writes ${word.source}; instead: ${instead}`, () => {
    expect(where.filter((file) => word.test(read(file)))).toEqual([])
  })
}

// --- Reading ---------------------------------------------------------------------------------------------

function asOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function filesUnder(folder: string): string[] {
  const notOurs = ['.git', 'node_modules', 'dist']
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !notOurs.includes(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? filesUnder(path) : [path]
    })
}
