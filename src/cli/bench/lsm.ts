/** The store under the RocksDB backend by itself: points written and read, and what an increment weighs. */
import { incrementOfOnePercent, pointSpeeds } from '../../engine/state/lsm/testing/store-speed.ts'
import type { Figure, Measurement } from './figure.ts'

function points(): Figure[] {
  const { writes, warm, cold } = pointSpeeds()
  const figure = (name: string, value: number): Figure => ({
    name: `lsm: point ${name}, 100,000 values`,
    ...{ value, unit: 'per second', goal: null, better: 'at-least' },
  })
  return [
    figure('writes with flushes and compactions', writes),
    figure('reads, warm cache', warm),
    figure('reads, no cache', cold),
  ]
}

function increment(): Figure[] {
  return [
    {
      name: 'lsm: incremental checkpoint of 1 % changed state',
      value: 100 * incrementOfOnePercent(),
      unit: '% of full',
      goal: 5,
      better: 'at-most',
    },
  ]
}

export const lsmFigures: readonly Measurement[] = [
  { about: 'lsm points', measure: points },
  { about: 'lsm increment', measure: increment },
]
