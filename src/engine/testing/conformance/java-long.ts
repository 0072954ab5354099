/** Java's longs in vectors: numbers, or decimal text where they are beyond what JSON readers keep. */
import * as v from 'valibot'
import { type EventTime, maxWatermark, minWatermark } from '../../../model/index.ts'

export const javaLong = v.union([v.number(), v.string()])

const max = 9_223_372_036_854_775_807n
const min = -9_223_372_036_854_775_808n
/** How near to an end of Java's range a long must be to stand for a distance from that end. */
const near = 1_000_000_000_000n

/**
 * The event time here that stands for a long there: the ends of Java's range are the ends of the
 * safe integers, and what is near an end is as near to it here.
 */
export function eventTimeOf(long: number | string): EventTime {
  const value = BigInt(long)
  if (max - value < near) return (maxWatermark - Number(max - value)) as EventTime
  if (value - min < near) return (minWatermark + Number(value - min)) as EventTime
  return Number(value) as EventTime
}
