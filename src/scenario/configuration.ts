/** What config.yaml says, checked key by key against Flink's. */
import {
  type ConfigEntry,
  configOption,
  configOptions,
  type MessageCode,
  type Misuse,
  misuse,
  MisuseError,
  readConfigValue,
  configFile,
} from '../model/index.ts'

/** What is wrong, and what is only worth saying. */
export interface ConfigurationReport {
  readonly misuses: readonly Misuse[]
  readonly notices: readonly Misuse[]
}

/** Checks each entry: unknown keys, older names, values Flink would refuse, and what has no effect here. */
export function checkConfiguration(entries: readonly ConfigEntry[]): ConfigurationReport {
  const misuses: Misuse[] = []
  const notices: Misuse[] = []
  const seen = new Map<string, number>()
  for (const entry of entries) {
    const at = { file: configFile, line: entry.line, column: null }
    const notice = (code: MessageCode, values: Misuse['values']) =>
      notices.push(misuse(code, at, values))
    const option = configOption(entry.key)
    if (option === null) {
      notice('config_key_unknown', { key: entry.key, nearest: nearestKey(entry.key) })
      continue
    }
    const before = seen.get(option.key)
    if (before !== undefined) notice('config_key_twice', { key: option.key, line: before })
    seen.set(option.key, entry.line)
    if (entry.key !== option.key) notice('config_key_old', { key: entry.key, now: option.key })
    if (!option.modelled) notice('config_not_modelled', { key: option.key })
    try {
      readConfigValue(option, entry.value)
    } catch (error) {
      if (!(error instanceof MisuseError)) throw error
      misuses.push({ code: error.code, at, values: error.values })
    }
  }
  return { misuses, notices }
}

/** The known key that is the fewest letters away. */
function nearestKey(key: string): string {
  let nearest = ''
  let fewest = Infinity
  for (const known of configOptions) {
    const distance = lettersBetween(key.slice(0, 100), known.key)
    if (distance < fewest) {
      fewest = distance
      nearest = known.key
    }
  }
  return nearest
}

/** Levenshtein's distance: letters to insert, remove or replace. */
function lettersBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
