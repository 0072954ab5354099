/** Which random plans log their changes of state, and how: for seeds of their own, from a stream of their own. */
import { randomStream } from '../../base/index.ts'
import type { RecoveryClaimMode } from '../../model/index.ts'

/** Seeds from here on have a changelog, over the heap or over a store. */
const firstLoggedSeed = 270_000

export function isLogged(seed: number): boolean {
  return seed >= firstLoggedSeed
}

/** What config.yaml says of it; empty: there is none. */
export function changelogConfig(seed: number): string {
  if (!isLogged(seed)) return ''
  const random = randomStream(seed, 'changelog')
  const storage = ['memory', 'filesystem', 'filesystem'][random.below(3)] as string
  const interval = [300, 1_000, 3_000, 20_000][random.below(4)] as number
  const threshold = ['100 bytes', '1 kb', '5 mb'][random.below(3)] as string
  return [
    'state.changelog.enabled: true',
    `state.changelog.storage: ${storage}`,
    'state.changelog.dstl.dfs.base-path: file:///dstl',
    `state.changelog.dstl.dfs.preemptive-persist-threshold: ${threshold}`,
    `state.changelog.dstl.dfs.batch.persist-delay: ${random.below(30)} ms`,
    `state.changelog.periodic-materialize.enabled: ${random.below(6) > 0}`,
    `state.changelog.periodic-materialize.interval: ${interval} ms`,
    `state.changelog.max-failures-allowed: ${random.below(4)}`,
    '',
  ].join('\n')
}

/** The same for a job that goes on from a snapshot: some switch it off, and some cannot have it (CLG-7). */
export function changelogGoesOn(seed: number, mode: RecoveryClaimMode): string {
  return mode === 'NO_CLAIM' || seed % 3 === 0 ? '' : changelogConfig(seed)
}

/** How tasks fail where a log cannot be written while storage is in trouble (CLG-2, CLG-4). */
export const changelogFailures = ['changelog-upload-failed', 'materialization-failed']
