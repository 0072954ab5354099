import { expect, test } from 'vitest'
import { withConfigEntry } from './config-edit.ts'
import { parseConfigYaml } from './config-yaml.ts'

const timeout = ['execution.checkpointing.timeout', 'execution.timeout-of-old']

test('a flat key gets its new value; comments and the other lines stay', () => {
  expect(
    withConfigEntry(
      '# ours\nexecution.checkpointing.timeout: 10 s # short\nparallelism.default: 2\n',
      timeout,
      '10 min',
    ),
  ).toBe('# ours\nexecution.checkpointing.timeout: 10 min # short\nparallelism.default: 2\n')
})

test('a nested one, one that is partly nested, and one by an older name too', () => {
  expect(
    withConfigEntry('execution:\n  checkpointing:\n    timeout: "1 s"\n', timeout, '9 s'),
  ).toBe('execution:\n  checkpointing:\n    timeout: 9 s\n')
  expect(withConfigEntry('execution:\n  checkpointing.timeout: 1 s\n', timeout, '9 s')).toBe(
    'execution:\n  checkpointing.timeout: 9 s\n',
  )
  expect(withConfigEntry('execution.timeout-of-old: 1 s', timeout, '9 s')).toBe(
    'execution.timeout-of-old: 9 s',
  )
})

test('where it is not there it is added at the end, be there a last line break or not', () => {
  expect(withConfigEntry('', timeout, '9 s')).toBe('execution.checkpointing.timeout: 9 s\n')
  expect(withConfigEntry('a: 1', timeout, '9 s')).toBe(
    'a: 1\nexecution.checkpointing.timeout: 9 s\n',
  )
  expect(withConfigEntry('# nothing\n', timeout, '9 s')).toBe(
    '# nothing\nexecution.checkpointing.timeout: 9 s\n',
  )
})

test('what comes out is read as it is meant', () => {
  for (const text of ['execution.checkpointing.timeout:\n', 'execution.checkpointing.timeout:']) {
    const read = parseConfigYaml(withConfigEntry(text, timeout, '9 s'))
    expect('entries' in read && read.entries.map(({ key, value }) => [key, value])).toEqual([
      ['execution.checkpointing.timeout', '9 s'],
    ])
  }
})
