/** The order in which a java.util.HashSet walks windows: that in which merged contents are put together. */
import type { TimeWindow } from '../../../datastream/index.ts'

/** `windows`: distinct, in the order in which they were put into the set. */
export function inHashSetOrder(windows: readonly TimeWindow[]): readonly TimeWindow[] {
  if (windows.length < 2) return windows
  let buckets = 16
  while (windows.length > 0.75 * buckets) buckets *= 2
  const bucketOf = (window: TimeWindow): number => {
    const hash = hashOf(window)
    return (hash ^ (hash >>> 16)) & (buckets - 1)
  }
  return windows.toSorted((a, b) => bucketOf(a) - bucketOf(b))
}

/** Flink: TimeWindow.hashCode, MathUtils.longToIntWithBitMixing. */
function hashOf({ start, end }: TimeWindow): number {
  let bits = BigInt.asUintN(64, BigInt(start) + BigInt(end))
  bits = BigInt.asUintN(64, (bits ^ shifted(bits, 30n)) * 0xbf58476d1ce4e5b9n)
  bits = BigInt.asUintN(64, (bits ^ shifted(bits, 27n)) * 0x94d049bb133111ebn)
  return Number(BigInt.asIntN(32, bits ^ shifted(bits, 31n)))
}

/** Java's `>>>` of a long: zeros come in. */
function shifted(bits: bigint, by: bigint): bigint {
  return bits >> by
}
