import { expect, test } from 'vitest'
import { configOption, configOptions, readConfigValue } from './config-options.ts'
import {
  parseBoolean,
  parseDuration,
  parseFraction,
  parseMemory,
  parseWhole,
} from './config-value.ts'

test('durations are read as Flink reads them', () => {
  const read = ['10 s', '5min', '250', '1 d', '2 hours', '100 ms', '1500 micros', ' 7  s ', '0']
  expect(read.map(parseDuration)).toEqual([
    10_000, 300_000, 250, 86_400_000, 7_200_000, 100, 1, 7_000, 0,
  ])
  expect(['PT10S', 'PT1M30.5S', 'P1DT1H', 'pt0s'].map(parseDuration)).toEqual([
    10_000, 90_500, 90_000_000, 0,
  ])
  const refused = ['', 's', '10 x', '-1 s', '1.5 s', 'P', 'PT', '10 s s', '99999999999 d']
  expect(refused.map(parseDuration)).toEqual(refused.map(() => null))
})

test('sizes are read as Flink reads them', () => {
  expect(['64mb', '1g', '20 kb', '4096', '2 t', '3 bytes', '1 kibibytes'].map(parseMemory)).toEqual(
    [67_108_864, 1_073_741_824, 20_480, 4_096, 2_199_023_255_552, 3, 1_024],
  )
  expect(['', 'mb', '1 x', '-1', '1.5 g'].map(parseMemory)).toEqual([null, null, null, null, null])
})

test('numbers and booleans are read whole', () => {
  expect(['7', '-7', '+7', '7.0', 'x', ''].map(parseWhole)).toEqual([7, -7, 7, null, null, null])
  expect(['1.5', '.5', '2', '1e3', 'NaN', ''].map(parseFraction)).toEqual([
    1.5,
    0.5,
    2,
    1_000,
    null,
    null,
  ])
  expect(['true', 'FALSE', 'yes', ''].map(parseBoolean)).toEqual([true, false, null, null])
})

test('[CK-316] no name stands for two options, and older names lead to the present one', () => {
  const names = configOptions.flatMap(({ key, old }) => [key, ...old])
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  expect(configOption('state.checkpoints.dir')?.key).toBe('execution.checkpointing.dir')
  expect(configOption('state.savepoints.dirs')).toBeNull()
})

test('an option is read by its type', () => {
  const read = (key: string, text: string) => {
    const option = configOption(key)
    return option === null ? null : readConfigValue(option, text)
  }
  expect(read('execution.checkpointing.mode', 'at_least_once')).toBe('AT_LEAST_ONCE')
  expect(read('execution.checkpointing.timeout', '1 min')).toBe(60_000)
  expect(read('taskmanager.memory.process.size', '1g')).toBe(1_073_741_824)
  expect(read('restart-strategy.type', 'fixeddelay')).toBe('fixeddelay')
  expect(() => read('restart-strategy.type', 'sometimes')).toThrow('must be one of')
})
