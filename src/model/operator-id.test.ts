import { expect, test } from 'vitest'
import { operatorIdOfUid, operatorIds } from './operator-id.ts'

test('[CK-189] an operator with a uid has the hash of the uid', () => {
  expect(operatorIdOfUid('window-agg')).toBe('e094fcd3c8eeead8401ea876c03e85a3')
  expect(operatorIdOfUid('a')).toBe('897859f6655555855a890e51483ab5e6')
})

test('[CK-189] without uid the place in the topology decides', () => {
  // As recorded from Flink 2.2: Src → keyBy → counter → discard, the sink chained to the counter.
  const [, counter] = operatorIds(
    [null, null, null],
    [
      { from: 0, to: 1, chainable: false },
      { from: 1, to: 2, chainable: true },
    ],
  )
  expect(counter).toBe('20ba6b65f97481d5570070de90e4e791')
})

test('[CK-189] breaking a chain changes the ids', () => {
  const [source, counter, sink] = operatorIds(
    [null, null, null],
    [
      { from: 0, to: 1, chainable: false },
      { from: 1, to: 2, chainable: false },
    ],
  )
  // What every Flink user has met in the addresses of the web UI.
  expect(source).toBe('bc764cd8ddf7a0cff126f51c16239658')
  expect(counter).toBe('0a448493b4782967b150582570326227')
  expect(sink).toBe('ea632d67b7d595e5b851708ae9ad79d6')
})

test('an operator with two inputs waits for both', () => {
  // 0 and 1 are sources, 2 reads 0, 3 reads 1 and 2.
  const edges = [
    { from: 0, to: 2, chainable: false },
    { from: 1, to: 3, chainable: false },
    { from: 2, to: 3, chainable: false },
  ]
  const ids = operatorIds([null, null, null, null], edges)
  expect(new Set(ids).size).toBe(4)
  expect(operatorIds([null, null, null, 'join'], edges)[3]).toBe(operatorIdOfUid('join'))
})
