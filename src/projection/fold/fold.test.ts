import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Journal } from './journal.ts'
import { Ordinals } from './ordinals.ts'
import { PersistentVector } from './vector.ts'

test('a vector is what an array would be, and its earlier versions stay', () => {
  const writes = fc.array(fc.tuple(fc.nat(40_000), fc.integer()), { maxLength: 200 })
  fc.assert(
    fc.property(writes, (all) => {
      let vector = PersistentVector.empty<number>()
      const array: number[] = []
      const versions: {
        readonly vector: PersistentVector<number>
        readonly values: Map<number, number>
      }[] = []
      const values = new Map<number, number>()
      for (const [at, value] of all) {
        versions.push({ vector, values: new Map(values) })
        vector = vector.with(at, value)
        array[at] = value
        values.set(at, value)
      }
      expect(vector.length).toBe(array.length)
      for (const [at, value] of values) expect(vector.at(at)).toBe(value)
      expect([...vector]).toEqual(array.filter((value) => value !== undefined))
      for (const version of versions)
        for (const [at] of all) expect(version.vector.at(at)).toBe(version.values.get(at))
    }),
    { numRuns: 50 },
  )
})

test('a journal’s earlier version does not see what was added later', () => {
  const one = Journal.empty<string>().and('a')
  const two = one.and('b')
  expect([one.length, one.at(1), two.at(1)]).toEqual([1, undefined, 'b'])
  expect(two.slice(0)).toEqual(['a', 'b'])
  expect(two.slice(-5, 1)).toEqual(['a'])
})

test('names are numbered by first appearance, and a future that was dropped leaves no trace', () => {
  const two = Ordinals.empty().and('a').and('b')
  const dropped = two.and('c').and('d')
  expect(dropped.of('d')).toBe(3)
  expect(two.of('c')).toBeUndefined()
  const again = two.and('d')
  expect([again.of('d'), again.of('c'), again.nameAt(2), again.nameAt(3)]).toEqual([
    2,
    undefined,
    'd',
    undefined,
  ])
})
