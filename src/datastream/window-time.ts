/**
 * Java's arithmetic of longs on event time. The ends of Java's longs are the ends of the safe
 * integers here, and what is near an end is as near to it here as there; so sums wrap around, and
 * remainders are those of the long that is meant.
 */
import { type EventTime, maxWatermark, minWatermark } from '../model/index.ts'

const javaMax = 9_223_372_036_854_775_807n
/** How near to an end a time must be to stand for a distance from that end. */
const near = 1_000_000_000_000
/** How many times there are: Java's 2^64, here. */
const span = 2n * BigInt(maxWatermark) + 1n

/** The sum, which wraps around at the ends as Java's does. */
export function plusTime(a: number, b: number): number {
  const sum = a + b
  if (sum <= maxWatermark && sum >= minWatermark) return sum
  const exact = BigInt(a) + BigInt(b)
  return Number(exact > 0n ? exact - span : exact + span)
}

/** `(timestamp - offset) % size` with Java's remainder: of the sign of what is divided. */
export function remainderOf(timestamp: number, offset: number, size: number): number {
  if (maxWatermark - Math.abs(timestamp) >= near) return (timestamp - offset) % size
  return Number((javaLongOf(timestamp as EventTime) - BigInt(offset)) % BigInt(size))
}

function javaLongOf(time: EventTime): bigint {
  if (time > 0) return javaMax - BigInt(maxWatermark - time)
  return -javaMax - 1n + BigInt(time - minWatermark)
}
