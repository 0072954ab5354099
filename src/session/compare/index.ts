/** Two runs beside each other: where they part, and what becomes of it. */
export { Comparison } from './comparison.ts'
export { type Parting, sentenceOf, tellParting } from './divergence.ts'
export type { Moment } from './moments.ts'
export { type Pair, pairOf, type SideIndex, sides } from './pair.ts'
export { type ComparedRow, type ComparedSink, compareResults } from './results.ts'
export { failuresIn, planWith, withoutFailures } from './variants.ts'
