/** The order in which a java.util.HashMap walks its keys: some of Flink's answers depend on it. */
import { javaHashCode } from '../../model/index.ts'

/** `names`: distinct, in the order in which they were put into the map. */
export function inJavaHashOrder(names: readonly string[]): readonly string[] {
  let buckets = 16
  while (names.length > 0.75 * buckets) buckets *= 2
  const bucketOf = (name: string): number => {
    const hash = javaHashCode(name, 'STRING')
    return (hash ^ (hash >>> 16)) & (buckets - 1)
  }
  // Within a bucket the older entry comes first, and growing keeps that order; so does this sort.
  return names.toSorted((a, b) => bucketOf(a) - bucketOf(b))
}
