import { expect, test } from 'vitest'
import { locate } from './locate.ts'

const files = new Map([
  ['job.ts', 'job.ts'],
  ['lib/fruit.ts', 'lib/fruit.ts'],
  ['blob:null/0b1c-22', 'job.ts'],
])

function thrown(stack: unknown): Error {
  const error = new Error('no fruit')
  Object.defineProperty(
    error,
    'stack',
    typeof stack === 'function' ? { get: stack as () => string } : { value: stack },
  )
  return error
}

test.each([
  [
    'V8',
    'Error: no fruit\n    at flink (guest:///x.ts:9:9)\n    at Count.open (job.ts:3:17)\n    at job.ts:8:1',
    3,
  ],
  ['Firefox', 'open@job.ts:4:9\n@job.ts:8:1\n', 4],
  [
    'WebKit, which names the URL',
    'open@blob:null/0b1c-22:5:18\nglobal code@blob:null/0b1c-22:9:1',
    5,
  ],
])('the first frame in the learner’s files, as %s writes it', (_, stack, line) => {
  expect(locate(thrown(stack), files)).toMatchObject({ file: 'job.ts', line })
})

test('a file in a folder', () => {
  expect(locate(thrown('at f (lib/fruit.ts:1:2)'), files)).toEqual({
    file: 'lib/fruit.ts',
    line: 1,
    column: 2,
  })
})

test.each([
  ['not an error', 'job.ts:3:3'],
  ['no stack', thrown(undefined)],
  ['a stack that is no text', thrown(3)],
  [
    'a stack that throws',
    thrown(() => {
      throw new Error('again')
    }),
  ],
  ['frames of others only', thrown('at f (guest:///engine.ts:1:2)')],
])('nowhere: %s', (_, error) => {
  expect(locate(error, files)).toBeNull()
})
