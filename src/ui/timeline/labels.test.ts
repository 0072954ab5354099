import { expect, test } from 'vitest'
import { placeLabels } from './labels.ts'

const lost = (at: number) => ({ at, text: 'TaskManager 2 lost' })

test('a name stands before its mark, or behind it where there is no room', () => {
  expect(placeLabels([lost(400)], 112, 704)).toEqual([{ anchor: 'end', x: 392 }])
  expect(placeLabels([lost(140)], 112, 704)).toEqual([{ anchor: 'start', x: 148 }])
})

test('two marks at one instant have their names on either side, and no name lies on another', () => {
  const [first, second] = placeLabels([lost(400), lost(400)], 112, 704)
  expect(first?.anchor).toBe('end')
  expect(second).toEqual({ anchor: 'start', x: 408 })
  expect(placeLabels([lost(300), lost(340), lost(360)], 112, 704)[1]?.anchor).toBeNull()
})
