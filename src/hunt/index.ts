/** Finds the killing moment: runs a plan without failures, then once for each kill, and compares what they come to. */
export {
  Hunt,
  type HuntOptions,
  type HuntReport,
  type HuntWatch,
  type KillingMoment,
} from './hunt.ts'
export type { Difference } from './result.ts'
