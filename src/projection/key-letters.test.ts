import { expect, test } from 'vitest'
import { KeyLetters } from './key-letters.ts'

function lettersOf(keys: readonly string[]): string[] {
  const letters = keys.reduce((known, key) => known.with(key), KeyLetters.empty())
  return keys.map((key) => letters.labelOf(key)?.letter ?? '')
}

test('a key wears its own initial', () => {
  expect(lettersOf(['cherry', 'apple', 'Banana'])).toEqual(['C', 'A', 'B'])
})

test('a second key with that initial, or a key without a letter, takes the first that is free', () => {
  expect(lettersOf(['user-1', 'user-2', '42', 'user-3'])).toEqual(['U', 'A', 'B', 'C'])
})

test('beyond 26 keys a number follows, and every letter is still another', () => {
  const keys = Array.from({ length: 200 }, (_, i) => `k${i}`)
  const letters = lettersOf(keys)
  expect(new Set(letters).size).toBe(200)
  expect(letters[26]).toBe('A2')
})

test('colours go by first appearance and begin again after eight', () => {
  const keys = Array.from({ length: 9 }, (_, i) => `k${i}`)
  const letters = keys.reduce((known, key) => known.with(key), KeyLetters.empty())
  expect(letters.first(9).map(({ color }) => color)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0])
  expect(letters.labelOf('never')).toBeNull()
})
