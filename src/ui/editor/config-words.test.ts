import { expect, test } from 'vitest'
import table from '../../../docs/configuration.md?raw'
import { configOptions } from '../../model/index.ts'
import { explainedOptions, explanation, rowsOf, spotIn, valuesFor } from './config-words.ts'

test('docs/configuration.md has a row for every option that is known, and no other', () => {
  expect([...rowsOf(table).keys()].sort()).toEqual(configOptions.map(({ key }) => key).sort())
  for (const { option, fallback, says } of explainedOptions) {
    expect(fallback, option.key).not.toBe('')
    expect(says, option.key).toMatch(/^[A-Za-z-].*\.$/)
  }
})

test('an option is explained with its type, default, values, older names, and whether it has an effect', () => {
  const of = (key: string) => explainedOptions.find(({ option }) => option.key === key)
  const mode = of('execution.checkpointing.num-retained')
  expect(mode && explanation(mode)).toBe(
    [
      '**execution.checkpointing.num-retained** (int, default 1)',
      'How many completed checkpoints are kept.',
      'Older: `state.checkpoints.num-retained`.',
    ].join('\n\n'),
  )
  const port = of('rest.port')
  expect(port && explanation(port)).toMatch(/does not act on it\.$/)
})

test('names are offered at the start of a line, values behind a colon, nothing in comments and nested lines', () => {
  expect(spotIn('')).toEqual({ in: 'key', from: 0 })
  expect(spotIn('execution.che')).toEqual({ in: 'key', from: 0 })
  expect(spotIn('state.backend.type: ha')).toEqual({
    in: 'value',
    key: 'state.backend.type',
    from: 20,
  })
  expect(spotIn('state.backend.type:')).toMatchObject({ in: 'value', from: 19 })
  expect(spotIn('# execution')).toBeNull()
  expect(spotIn('  interval')).toBeNull()
  expect(spotIn('a: 1 # st')).toBeNull()
})

test('values that are offered: of an enum, of a boolean, else the default where it is a value', () => {
  const offered = Object.fromEntries(
    explainedOptions.map((one) => [one.option.key, valuesFor(one)]),
  )
  expect(offered['execution.checkpointing.mode']).toEqual(['EXACTLY_ONCE', 'AT_LEAST_ONCE'])
  expect(offered['pipeline.object-reuse']).toEqual(['true', 'false'])
  expect(offered['execution.checkpointing.timeout']).toEqual(['10 min'])
  expect(offered['execution.checkpointing.dir']).toEqual([])
  expect(offered['execution.checkpointing.interval']).toEqual([])
})
