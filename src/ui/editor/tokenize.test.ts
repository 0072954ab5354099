import { expect, test } from 'vitest'
import { tokenizeLine } from './tokenize.ts'

const shown = (line: string, file = 'job.ts') =>
  tokenizeLine(line, file)
    .filter(({ tone }) => tone !== 'plain')
    .map(({ tone, text }) => `${tone} ${text}`)

test('keywords, types, strings and comments of TypeScript have a tone', () => {
  expect(shown("const n: ValueState<number> = f('total') // now")).toEqual([
    'keyword const',
    'type ValueState',
    'type number',
    "string 'total'",
    'comment // now',
  ])
})

test('keys and comments of YAML have a tone', () => {
  expect(shown('state.backend.type: hashmap # heap', 'config.yaml')).toEqual([
    'type state.backend.type',
    'comment # heap',
  ])
})

test('no character is lost', () => {
  const line = '  out.collect(`${a} // no`) /* why */ // end'
  expect(
    tokenizeLine(line, 'job.ts')
      .map(({ text }) => text)
      .join(''),
  ).toBe(line)
})
