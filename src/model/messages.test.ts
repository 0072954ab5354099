import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { explanations } from './explanations.generated.ts'
import { messages } from './messages.generated.ts'
import { MisuseError, textOf } from './misuse-words.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = filesUnder('src').filter((file) => /\.(ts|svelte)$/.test(file))
const isTest = (file: string) => /\.test\.ts$|\/testing\//.test(file)
const read = (file: string) => readFileSync(join(root, file), 'utf8')

interface Page {
  readonly code: string
  readonly text: string
  readonly explanation: string
}

/** `## code`, `> text`, explanation; sorted by code. */
function pages(): readonly Page[] {
  const files = readdirSync(join(root, 'docs/messages')).sort()
  const sections = files.flatMap((file) => read(`docs/messages/${file}`).split(/^## /m).slice(1))
  return sections
    .map((section) => {
      const match = /^(\S+)\n\n> (.+)\n\n([\s\S]+)$/.exec(section.trim())
      if (match === null) throw new Error(`not a message: ${section.slice(0, 80)}`)
      const [, code = '', text = '', explanation = ''] = match
      return { code, text, explanation: explanation.trim() }
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}

function table(name: string, comment: string, of: (page: Page) => string): string {
  const rows = pages().map((page) => `  ${page.code}: ${quoted(of(page))},`)
  return `// Made from docs/messages by messages.test.ts; vitest -u writes it anew.\n/** ${comment} */\nexport const ${name} = {\n${rows.join('\n')}\n} as const\n`
}

const quoted = (text: string) =>
  text.includes("'") && !text.includes('"')
    ? `"${text}"`
    : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`

test('the tables say what the pages say', async () => {
  const texts = table(
    'messages',
    'The text of every message, with %holes%, by code.',
    ({ text }) => text,
  )
  await expect(texts).toMatchFileSnapshot('messages.generated.ts')
  const comment = 'What each message means and what to do, as Markdown, by code.'
  const help = table('explanations', comment, ({ explanation }) => explanation)
  await expect(help).toMatchFileSnapshot('explanations.generated.ts')
})

test('every code has one page', () => {
  const codes = pages().map(({ code }) => code)
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
  expect(Object.keys(explanations)).toEqual(Object.keys(messages))
})

test('every page is of a code that is used, and some test produces it', () => {
  const program = source.filter((file) => !isTest(file) && !file.includes('.generated.')).map(read)
  const tests = source
    .filter((file) => isTest(file) && !file.endsWith('messages.test.ts'))
    .map(read)
  const isIn = (texts: readonly string[]) => (code: string) =>
    texts.some((text) => new RegExp(`['"\`\\s]${code}['"\`\\s]`).test(text))
  const codes = Object.keys(messages)
  expect(codes.filter((code) => !isIn(program)(code))).toEqual([])
  expect(codes.filter((code) => !isIn(tests)(code))).toEqual([])
})

test('every mistake the program names has a page', () => {
  const named = /(?:new MisuseError|misuse|refusal|notice|#refuse)\(\s*'([a-z_-]+)'/g
  const found = source
    .filter((file) => !isTest(file) && !file.startsWith('src/engine/cluster/'))
    .flatMap((file) => [...read(file).matchAll(named)].map(([, code]) => `${file}: ${code}`))
  expect(found.length).toBeGreaterThan(50)
  expect(found.filter((use) => !Object.hasOwn(messages, use.split(': ')[1] ?? ''))).toEqual([])
})

test('holes are filled, and a missing value leaves its hole', () => {
  expect(textOf({ code: 'uid_twice', values: { uid: 'a' } })).toBe(
    'The uid a is given to two operators.',
  )
  expect(textOf({ code: 'uid_twice', values: {} })).toContain('%uid%')
  expect(textOf({ code: 'unheard_of', values: { a: 1 } })).toBe('unheard_of a: 1')
  expect(new MisuseError('key_is_null').message).toBe(
    'A key is null: assigned key must not be null.',
  )
})

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesUnder(path) : [path]
  })
}
