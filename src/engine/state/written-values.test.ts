import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromWritten, toWritten } from './written-values.ts'

const read = (value: unknown): unknown => JSON.parse(JSON.stringify(value, toWritten), fromWritten)

test('[TYP-2, TYP-3, TYP-5] what state may hold comes back from a snapshot as it was', () => {
  const values = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.constant(null),
      fc.double(),
      fc.bigInt(),
      fc.uint8Array({ maxLength: 9 }),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(fc.string(), fc.constantFrom('$long', '$object', '$', '__proto__')),
        tie('any'),
        {
          maxKeys: 3,
          noNullPrototype: true,
        },
      ),
    ),
  })).any
  fc.assert(
    fc.property(values, (value) => {
      expect(read(value)).toStrictEqual(value)
    }),
  )
})

test('plain data is written as plain JSON', () => {
  const value = { a: [1, 'x', null, { b: true }] }
  expect(JSON.stringify(value, toWritten)).toBe(JSON.stringify(value))
  expect(JSON.stringify([2n ** 60n, -0, NaN], toWritten)).toBe(
    '[{"$long":"1152921504606846976"},{"$double":"-0"},{"$double":"NaN"}]',
  )
})
