import { expect, test } from 'vitest'
import { Duration } from './duration.ts'
import { freshCopy } from './fresh-copy.ts'
import { RichMapFunction } from './functions.ts'
import { ValueStateDescriptor } from './state-descriptors.ts'
import { refusalOf } from './testing/misuse.ts'

class Count extends RichMapFunction<number, number> {
  static made = 0
  total = 0
  seen: unknown[] = []
  readonly start: number

  constructor(start: number) {
    super()
    this.start = start
  }

  override map(value: number): number {
    this.seen.push(value)
    Count.made++
    return (this.total += value)
  }
}

test('fields go back to what they were; classes and statics stay', () => {
  const submitted = new Count(7)
  const first = freshCopy(submitted)
  first.map(1)
  first.map(2)
  const second = freshCopy(submitted)
  expect(first).toMatchObject({ total: 3, seen: [1, 2], start: 7 })
  expect(second).toMatchObject({ total: 0, seen: [], start: 7 })
  expect(second).toBeInstanceOf(Count)
  expect(Count.made).toBe(2)
})

test('collections, dates, patterns and buffers are copied, with their contents', () => {
  const original = {
    map: new Map([[{ k: 1 }, new Set([{ v: 1 }])]]),
    date: new Date(5),
    pattern: /a+/gi,
    bytes: new Uint8Array([1, 2]),
    matrix: new Float64Array([0.5]),
    list: Object.assign([1, 2], { extra: 'x' }),
    error: new Error('e'),
  }
  const copy = freshCopy(original)
  expect(copy).toEqual(original)
  const [[key, set]] = [...copy.map] as [[object, Set<object>]]
  expect(original.map.has(key as never)).toBe(false)
  expect([...set][0]).not.toBe([...[...original.map.values()][0]!][0])
  copy.bytes[0] = 9
  copy.list.push(3)
  expect([original.bytes[0], original.list.length, copy.list.length]).toEqual([1, 2, 3])
  expect(copy.date).not.toBe(original.date)
})

test('cycles and shared parts keep their shape', () => {
  const shared = { n: 1 }
  const original: Record<string, unknown> = { a: shared, b: shared }
  original['self'] = original
  const copy = freshCopy(original)
  expect(copy['self']).toBe(copy)
  expect(copy['a']).toBe(copy['b'])
  expect(copy['a']).not.toBe(shared)
})

test('functions, and what never changes, are shared', () => {
  const original = {
    add: (a: number, b: number) => a + b,
    wait: Duration.ofSeconds(1),
    descriptor: new ValueStateDescriptor('count'),
  }
  expect(freshCopy(original)).toEqual(original)
  expect(freshCopy(original).add).toBe(original.add)
  expect(freshCopy(original).descriptor).toBe(original.descriptor)
})

test('getters and fixed fields stay what they are', () => {
  const original = Object.defineProperty({ n: 2 }, 'double', {
    get(this: { n: number }) {
      return this.n * 2
    },
    enumerable: true,
  }) as { n: number; double: number }
  const copy = freshCopy(original)
  copy.n = 5
  expect([copy.double, original.double]).toEqual([10, 4])
})

test('an arrow function that uses this is refused: it would change the original', () => {
  class Bound extends RichMapFunction<number, number> {
    total = 0
    add = (value: number) => (this.total += value)
    override map(value: number): number {
      return this.add(value)
    }
  }
  expect(refusalOf(() => freshCopy(new Bound()))).toEqual({
    code: 'arrow_function_field',
    values: { class: 'Bound', field: 'add' },
  })
  class AlsoBound extends Count {
    helper = this.map.bind(this)
  }
  expect(refusalOf(() => freshCopy(new AlsoBound(1)))?.code).toBe('arrow_function_field')
  const method = {
    n: 1,
    read() {
      return this.n
    },
  }
  expect(freshCopy(method).read()).toBe(1)
})

test('what has no copy is refused', () => {
  class Waiting extends Count {
    later = { inside: Promise.resolve() }
  }
  expect(refusalOf(() => freshCopy(new Waiting(1)))).toEqual({
    code: 'field_not_copyable',
    values: { class: 'Waiting', field: 'later.inside', what: 'Promise' },
  })
})
