import { expect, test } from 'vitest'
import { checkConfiguration } from './configuration.ts'
import { parseConfigYaml } from '../compile/index.ts'

function read(text: string) {
  const parsed = parseConfigYaml(text)
  return 'entries' in parsed
    ? parsed.entries.map(({ key, value, line }) => `${line} ${key} = ${value}`)
    : parsed.misuses.map(({ code, at }) => `${code} at ${at?.line}:${at?.column}`)
}

function check(text: string) {
  const parsed = parseConfigYaml(text)
  if ('misuses' in parsed) throw new Error(parsed.misuses[0]?.code ?? '')
  const { misuses, notices } = checkConfiguration(parsed.entries)
  const shown = [...misuses, ...notices]
  return shown.map(
    ({ code, at, values }) => `${at?.line} ${code} ${Object.values(values).join(' ')}`,
  )
}

test('flat and nested keys are the same, and values keep their text', () => {
  expect(
    read(`# a comment
execution.checkpointing.interval: 10 s
execution:
  checkpointing:
    mode: AT_LEAST_ONCE
    incremental: true
restart-strategy.fixed-delay.attempts: 010
pipeline.jars: [a.jar, "b.jar"]
empty:
`),
  ).toEqual([
    '2 execution.checkpointing.interval = 10 s',
    '5 execution.checkpointing.mode = AT_LEAST_ONCE',
    '6 execution.checkpointing.incremental = true',
    '7 restart-strategy.fixed-delay.attempts = 010',
    '8 pipeline.jars = a.jar;b.jar',
    '9 empty = ',
  ])
  expect(read('')).toEqual([])
})

test('what is not YAML has a place', () => {
  expect(read('a: 1\nb: [1, 2\n')).toEqual([expect.stringMatching(/^config_not_yaml at [23]:/)])
  expect(read('a: 1\na: 2\n')).toEqual(['config_not_yaml at 2:1'])
  expect(read('- a\n- b\n')).toEqual(['config_not_keys at 1:1'])
  expect(read('just text')).toEqual(['config_not_keys at 1:1'])
  expect(read('a: 1\n---\nb: 2\n')).toHaveLength(1)
})

test('aliases and tags of one’s own are refused', () => {
  expect(read('a: &x [1]\nb: *x\n')).toEqual(['config_alias at 2:4'])
  expect(read('a: !!js/function "x"\n')).toEqual(['config_not_yaml at 1:4'])
  expect(read('a: !run x\n')).toEqual(['config_not_yaml at 1:4'])
  const bomb = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]', 'd: [*c, *c]'].join('\n')
  expect(read(bomb).every((line) => !line.includes('x;x;x'))).toBe(true)
})

test('too many keys, or too deep, are refused', () => {
  const many = Array.from({ length: 600 }, (_, at) => `k${at}: 1`).join('\n')
  expect(read(many)[0]?.split(' at ')[0]).toBe('config_too_large')
  const deep = Array.from({ length: 60 }, (_, at) => `${' '.repeat(at)}k:`).join('\n')
  expect(read(deep)[0]).toMatch(/^config_too_large/)
})

test('[CK-316] older names are read, and marked', () => {
  expect(check('state.checkpoints.num-retained: 2')).toEqual([
    '1 config_key_old state.checkpoints.num-retained execution.checkpointing.num-retained',
  ])
})

test('unknown keys are named with the nearest one', () => {
  expect(check('execution.checkpointing.intervall: 1 s')).toEqual([
    '1 config_key_unknown execution.checkpointing.intervall execution.checkpointing.interval',
  ])
})

test('known keys without effect here say so', () => {
  expect(check('execution.checkpointing.data-inline-threshold: 1 kb')).toEqual([
    '1 config_not_modelled execution.checkpointing.data-inline-threshold',
  ])
})

test('values Flink would refuse are refused, at their line', () => {
  expect(
    check(`execution.checkpointing.interval: soon
execution.checkpointing.mode: TWICE
restart-strategy.fixed-delay.attempts: 1.5
state.backend.type: forst
execution.checkpointing.unaligned: true`),
  ).toEqual([
    '1 config_value_malformed execution.checkpointing.interval soon a duration such as 10 s, 5 min or 250 ms',
    '2 one_of_expected execution.checkpointing.mode TWICE EXACTLY_ONCE, AT_LEAST_ONCE',
    '3 config_value_malformed restart-strategy.fixed-delay.attempts 1.5 a whole number',
    '4 not_yet state.backend.type: forst',
    '5 config_key_old execution.checkpointing.unaligned execution.checkpointing.unaligned.enabled',
  ])
})

test('a key set twice, also under two names, is pointed out', () => {
  expect(check('state.backend: hashmap\nstate.backend.type: hashmap')).toEqual([
    '1 config_key_old state.backend state.backend.type',
    '2 config_key_twice state.backend.type 1',
  ])
})
