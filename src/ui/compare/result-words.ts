/** What the comparison of rows comes to, in a few words. */
import type { ComparedSink } from '../../session/index.ts'
import { count, plural } from '../format.ts'

/** Of all sinks together: how many rows there are of each verdict. */
function totals(sinks: readonly ComparedSink[]) {
  const sum = { same: 0, times: 0, different: 0, 'only-a': 0, 'only-b': 0 }
  for (const { counts } of sinks)
    for (const verdict of Object.keys(sum) as (keyof typeof sum)[]) sum[verdict] += counts[verdict]
  return sum
}

/** `same`, `same rows`, `3 differ`, `no rows`. */
export function resultWord(sinks: readonly ComparedSink[]): string {
  const sum = totals(sinks)
  const differ = sum.different + sum['only-a'] + sum['only-b']
  if (differ > 0) return `${count(differ)} differ`
  if (sum.times > 0) return 'same rows'
  return sum.same > 0 ? 'same' : 'no rows'
}

/** As a sentence. */
export function resultSentence(sinks: readonly ComparedSink[]): string {
  const sum = totals(sinks)
  const parts = [
    `${plural(sum.same, 'row')} the same in both`,
    sum.times > 0 ? `${plural(sum.times, 'row')} in both, but not as often` : '',
    sum.different > 0 ? `${plural(sum.different, 'row')} with another value` : '',
    sum['only-a'] > 0 ? `${plural(sum['only-a'], 'row')} only in A` : '',
    sum['only-b'] > 0 ? `${plural(sum['only-b'], 'row')} only in B` : '',
  ]
  return `${parts.filter((part) => part !== '').join(', ')}.`
}
