import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { limits } from '../model/index.ts'
import {
  defaultScenario,
  emptyScenario,
  type ParsedScenario,
  type Scenario,
} from '../scenario/index.ts'
import { decodeLink, encodeLink } from './link.ts'

const samples = fileURLToPath(new URL('samples/links/', import.meta.url))

/** A link as somebody else's program would make it, around whatever bytes. */
function linkOf(content: string | Uint8Array): string {
  return `#1.${deflateRawSync(content).toString('base64url')}`
}

function codeOf(parsed: ParsedScenario): string | null {
  return 'misuses' in parsed ? (parsed.misuses[0]?.code ?? 'none') : null
}

const scenario: Scenario = {
  ...defaultScenario,
  title: 'Äpfel & <b>pears</b> \u{1F351}',
  seed: 42,
  cursor: { at: 12_345, seq: 678 },
}

test('a scenario comes back from its link as it was, cursor and seed included', async () => {
  const link = await encodeLink(scenario)
  expect(link).toMatch(/^#1\.[\w-]+\.[\w-]{6}$/)
  expect(await decodeLink(link)).toEqual({ scenario, notices: [] })
})

test('a new scenario of the usual size makes a short link', async () => {
  expect((await encodeLink(scenario)).length).toBeLessThan(2_000)
})

test('a link without a checksum, as another program makes it, opens too', async () => {
  expect(await decodeLink(linkOf(JSON.stringify(scenario)))).toMatchObject({ scenario })
})

describe('every link ever released still opens', () => {
  const files = readdirSync(samples).filter((file) => file.endsWith('.txt'))
  test('there are some', () => expect(files.length).toBeGreaterThan(0))
  test.each(files)('%s', async (file) => {
    const parsed = await decodeLink(readFileSync(samples + file, 'utf8').trim())
    expect('scenario' in parsed, JSON.stringify(parsed)).toBe(true)
    const expected = JSON.parse(
      readFileSync(samples + file.replace(/txt$/, 'json'), 'utf8'),
    ) as unknown
    expect('scenario' in parsed && parsed.scenario).toMatchObject(expected as object)
  })
})

test.each<[string, string, string]>([
  ['nothing', '', 'link_damaged'],
  ['something else', '#section-2', 'link_damaged'],
  ['a newer version', '#2.abc', 'link_newer'],
  ['a much newer version', '#999999.abc', 'link_newer'],
  ['a version before the first', '#0.abc', 'link_damaged'],
  ['an empty payload', '#1.', 'link_damaged'],
  ['a payload that is no deflate stream', '#1.AAAAAAAA', 'link_damaged'],
  ['no JSON', linkOf('hello'), 'link_damaged'],
  ['no text', linkOf(Uint8Array.of(0x22, 0xff, 0xfe, 0x22)), 'link_damaged'],
  ['no scenario', linkOf('[1,2]'), 'scenario_no_version'],
  ['a scenario of the future', linkOf('{"version":9}'), 'scenario_newer'],
  ['10 MB of hash', `#1.${'A'.repeat(10_000_000)}`, 'link_too_long'],
  ['deep nesting', linkOf('['.repeat(100_000)), 'scenario_too_deep'],
  [
    'deep nesting in objects',
    linkOf('{"a":'.repeat(50) + '1' + '}'.repeat(50)),
    'scenario_too_deep',
  ],
])('refused with a reason: %s', async (_, link, code) => {
  expect(codeOf(await decodeLink(link))).toBe(code)
})

test('a bomb is given up when it has unfolded beyond the limit, not later', async () => {
  const bomb = linkOf(new Uint8Array(40_000_000))
  expect(bomb.length).toBeLessThan(limits.linkCharacters)
  const started = performance.now()
  expect(codeOf(await decodeLink(bomb))).toBe('link_too_large')
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('names that mean something to JavaScript are only names', async () => {
  const given = `{"version":1,"title":"t","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"files":{}}`
  const parsed = await decodeLink(linkOf(given))
  expect('scenario' in parsed && Object.getPrototypeOf(parsed.scenario)).toBe(Object.prototype)
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})

test('a link cut off anywhere, or with any one character changed, is refused or unchanged', async () => {
  const link = await encodeLink(scenario)
  const letter = fc.constantFrom(...'abcXYZ019-_.')
  await fc.assert(
    fc.asyncProperty(fc.nat(link.length - 1), letter, async (at, other) => {
      for (const damaged of [link.slice(0, at), link.slice(0, at) + other + link.slice(at + 1)]) {
        const parsed = await decodeLink(damaged)
        if ('scenario' in parsed) expect(parsed.scenario).toEqual(scenario)
      }
    }),
    { numRuns: 300 },
  )
})

test('random text and random bytes never throw', async () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.string().map((text) => `#1.${text}`),
    fc.uint8Array().map((bytes) => linkOf(bytes)),
    fc.json().map((json) => linkOf(json)),
    fc
      .anything()
      .map((value) => linkOf(JSON.stringify({ ...emptyScenario, files: value, script: value }))),
  )
  await fc.assert(
    fc.asyncProperty(hostile, async (link) => {
      const parsed = await decodeLink(link)
      expect('scenario' in parsed || parsed.misuses.length > 0).toBe(true)
    }),
    { numRuns: 300 },
  )
})
