import { expect, test } from 'vitest'
import { RunNames } from './run-names.ts'

test('the checkpoints of the last runs stay, those of older ones go', () => {
  const forgotten: string[] = []
  const names = new RunNames((run) => forgotten.push(run))
  const made = Array.from({ length: 5 }, () => names.next({ restoreFrom: null }))
  expect(new Set(made).size).toBe(5)
  expect(forgotten).toEqual(made.slice(0, 2))
  expect(names.current).toBe(made[4])
})
