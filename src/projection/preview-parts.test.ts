/** Lists as the trace writes them, read back element by element. */
import { expect, test } from 'vitest'
import { partsOf } from './preview-parts.ts'

test('elements are told apart, whatever is in them', () => {
  expect(partsOf('[1, "a, b", {"k":[1,2]}, "\\"]"]')).toEqual({
    parts: ['1', '"a, b"', '{"k":[1,2]}', '"\\"]"'],
    total: 4,
  })
  expect(partsOf('[]')).toEqual({ parts: [], total: 0 })
  expect(partsOf('{"a":1}')).toBeNull()
})

test('a list says how many there are; one that was cut does not', () => {
  expect(partsOf('[1, 2, … 50 in all]')).toEqual({ parts: ['1', '2'], total: 50 })
  expect(partsOf('[["a",1],["b",…')).toEqual({ parts: ['["a",1]', '["b",…'], total: null })
  expect(partsOf('["long…, 7]')).toEqual({ parts: ['"long…', '7'], total: 2 })
})
