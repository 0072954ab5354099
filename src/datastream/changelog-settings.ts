/** What config.yaml says of `state.changelog`. Defaults are Flink 2.x's (CF-14). */
import { type ChangelogSettings, MisuseError } from '../model/index.ts'

/** Reads options by their keys. */
interface Reading {
  get<T extends string | number | boolean>(key: string, otherwise: T): T
  atLeast(key: string, otherwise: number, least: number): number
  text(key: string): string | null
}

const minute = 60_000
const megabyte = 1024 * 1024

/** Flink: StateChangelogOptions, FsStateChangelogOptions. */
export function changelogSettings(settings: Reading): ChangelogSettings {
  const key = (name: string) => `state.changelog.${name}`
  const isPeriodic = settings.get(key('periodic-materialize.enabled'), true)
  const storage = settings.get<ChangelogSettings['storage']>(key('storage'), 'memory')
  const basePath = settings.text(key('dstl.dfs.base-path'))
  if (storage === 'filesystem' && basePath === null)
    throw new MisuseError('changelog_base_path_missing', {})
  const interval = settings.atLeast(key('periodic-materialize.interval'), 10 * minute, 1)
  return {
    storage,
    basePath,
    materializeInterval: isPeriodic ? interval : null,
    maxFailuresAllowed: settings.atLeast(key('max-failures-allowed'), 3, 0),
    preemptivePersistThreshold: settings.atLeast(
      key('dstl.dfs.preemptive-persist-threshold'),
      5 * megabyte,
      1,
    ),
    persistDelay: settings.atLeast(key('dstl.dfs.batch.persist-delay'), 10, 0),
  }
}
