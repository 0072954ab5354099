import { expect, test } from 'vitest'
import { bytes, count, duration, plural, seconds, snapshotName } from './format.ts'

test('numbers carry their unit behind a space', () => {
  expect(seconds(12_400)).toBe('12.40 s')
  expect(duration(85)).toBe('85 ms')
  expect(duration(1_400)).toBe('1.40 s')
  expect(duration(600_000)).toBe('10 min')
  expect(duration(3_600_000)).toBe('1 h')
  expect(bytes(48)).toBe('48 B')
  expect(bytes(1_380)).toBe('1.4 kB')
  expect(count(1_412)).toBe('1,412')
  expect(plural(1, 'record')).toBe('1 record')
  expect(plural(0, 'record')).toBe('0 records')
})

test('a checkpoint is named by its number, a savepoint by its owner', () => {
  expect(snapshotName({ checkpoint: 3, snapshot: 'checkpoint', label: null })).toBe('chk-3')
  expect(snapshotName({ checkpoint: 4, snapshot: 'savepoint', label: 'before-upgrade' })).toBe(
    'before-upgrade',
  )
})
