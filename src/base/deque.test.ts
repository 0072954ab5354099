import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Deque } from './deque.ts'

const actions = fc.array(
  fc.record({ do: fc.constantFrom('push', 'push', 'shift', 'insert', 'remove'), at: fc.nat(30) }),
  { maxLength: 200 },
)

test('a deque does what an array does', () => {
  fc.assert(
    fc.property(actions, (steps) => {
      const deque = new Deque<number>()
      const array: number[] = []
      steps.forEach((step, item) => {
        const at = step.at % (array.length + 1)
        if (step.do === 'push') {
          deque.push(item)
          array.push(item)
        } else if (step.do === 'shift') {
          expect(deque.shift()).toBe(array.shift())
        } else if (step.do === 'insert') {
          deque.insert(at, item)
          array.splice(at, 0, item)
        } else if (at < array.length) {
          expect(deque.remove(at)).toBe(array.splice(at, 1)[0])
        }
        expect(deque.values()).toEqual(array)
        expect(deque.peek()).toBe(array[0])
        expect(deque.length).toBe(array.length)
      })
    }),
  )
})
