import { expect, test } from 'vitest'
import type { SubtaskId } from '../../model/index.ts'
import type { SceneObject } from './object.ts'
import { fitScale, homeTransform, visibleFrom } from './view-port.ts'
import { neighbour } from './walk.ts'

const object = (id: number, x: number, y: number): SceneObject => ({
  object: { kind: 'subtask', id: id as SubtaskId },
  key: `subtask ${id}`,
  name: '',
  box: { x, y, width: 40, height: 40 },
  shapes: [],
})

// 0 1
// 2 3
const objects = [object(0, 0, 0), object(1, 100, 0), object(2, 0, 100), object(3, 100, 100)]

test('an arrow leads to the next object that way', () => {
  const from = (id: number, direction: 'left' | 'right' | 'up' | 'down'): string | undefined => {
    const start = objects[id]
    return start === undefined ? undefined : neighbour(objects, start, direction)?.key
  }
  expect(from(0, 'right')).toBe('subtask 1')
  expect(from(0, 'down')).toBe('subtask 2')
  expect(from(3, 'left')).toBe('subtask 2')
  expect(from(3, 'up')).toBe('subtask 1')
  expect(from(0, 'left')).toBeUndefined()
})

test('a picture fills its stage, but its text can always be read', () => {
  expect(fitScale({ width: 720, height: 632 }, { width: 720, height: 632 })).toBe(1)
  expect(fitScale({ width: 3_000, height: 632 }, { width: 720, height: 632 })).toBe(1)
  expect(fitScale({ width: 500, height: 400 }, { width: 720, height: 632 })).toBe(1.44)
  expect(homeTransform({ width: 100, height: 100 }, { width: 300, height: 100 }, 1)).toEqual({
    k: 1,
    x: 100,
    y: 0,
  })
})

test('an object outside the stage is brought in, one inside stays', () => {
  const stage = { width: 200, height: 200 }
  const home = { x: 0, y: 0, k: 1 }
  expect(visibleFrom(home, { x: 20, y: 20, width: 50, height: 50 }, stage)).toEqual({ x: 0, y: 0 })
  expect(visibleFrom(home, { x: 300, y: 20, width: 50, height: 50 }, stage).x).toBeLessThan(-149)
  expect(visibleFrom({ ...home, y: -90 }, { x: 20, y: 20, width: 50, height: 50 }, stage).y).toBe(
    86,
  )
})
