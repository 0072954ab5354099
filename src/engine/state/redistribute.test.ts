import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inJavaHashOrder } from './java-hash-order.ts'
import {
  type OperatorStatePiece,
  reassignKeyGroups,
  repartitionOperatorState,
} from './redistribute.ts'

const parallelisms = fc.integer({ min: 1, max: 40 })

test('[CK-215] after rescaling every key group is read once, by its owner', () => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 300 }), parallelisms, parallelisms, (max, old, now) => {
      const read = reassignKeyGroups(max, old, now).flatMap((shares) =>
        shares.flatMap(({ keyGroups: { start, end } }) =>
          Array.from({ length: end - start + 1 }, (_, at) => start + at),
        ),
      )
      expect(read).toEqual([...Array(max).keys()])
    }),
  )
})

const split = (handle: string, entries: readonly string[]): OperatorStatePiece<string> => ({
  handle,
  states: new Map([['list', { mode: 'SPLIT_DISTRIBUTE', entries }]]),
})

test('[CK-217] split lists are dealt out evenly, and no entry is lost or doubled', () => {
  const subtasks = fc.array(fc.nat(9), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(subtasks, fc.integer({ min: 1, max: 12 }), (sizes, newParallelism) => {
      const old = sizes.map((size, subtask) => [
        split(
          `h${subtask}`,
          Array.from({ length: size }, (_, at) => `${subtask}/${at}`),
        ),
      ])
      const dealt = repartitionOperatorState(old, newParallelism).map((pieces) =>
        pieces.flatMap(({ states }) => states.get('list')?.entries ?? []),
      )
      const all = old.flatMap((pieces) =>
        pieces.flatMap(({ states }) => states.get('list')?.entries),
      )
      expect(dealt.flat().toSorted()).toEqual(all.toSorted())
      if (newParallelism === sizes.length) return
      const counts = dealt.map((entries) => entries.length)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }),
  )
})

test('[CK-219] union state goes to everyone, and grows', () => {
  const union = (handle: string): OperatorStatePiece<number> => ({
    handle,
    states: new Map([['offsets', { mode: 'UNION', entries: [1, 2] }]]),
  })
  const dealt = repartitionOperatorState([[union('a')], [union('b')]], 2)
  expect(dealt.map((pieces) => pieces.map(({ handle }) => handle).toSorted())).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
})

test('[CK-218] names are walked as a Java HashMap walks them', () => {
  expect(inJavaHashOrder(['t-1', 't-2'])).toEqual(['t-2', 't-1'])
})
