/**
 * How Flink reads the text of a configuration value. Flink: TimeUtils, MemorySize,
 * ConfigurationUtils. Each answers null for text that Flink would refuse.
 */

const timeUnits: readonly (readonly [factor: number, ...labels: string[]])[] = [
  [86_400_000, 'd', 'day', 'days'],
  [3_600_000, 'h', 'hour', 'hours'],
  [60_000, 'min', 'm', 'minute', 'minutes'],
  [1_000, 's', 'sec', 'secs', 'second', 'seconds'],
  [1, 'ms', 'milli', 'millis', 'millisecond', 'milliseconds'],
  [0.001, 'µs', 'micro', 'micros', 'microsecond', 'microseconds'],
  [0.000_001, 'ns', 'nano', 'nanos', 'nanosecond', 'nanoseconds'],
]

/** `10 s`, `5min`, `250` (ms), `PT10S`: milliseconds, rounded down. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim()
  if (/^P/i.test(trimmed)) return parseIsoDuration(trimmed)
  const match = /^(\d+)\s*([a-zµ]*)$/i.exec(trimmed)
  if (match === null) return null
  const [, digits = '', unit = ''] = match
  const label = unit.toLowerCase()
  const factor = label === '' ? 1 : timeUnits.find(([, ...labels]) => labels.includes(label))?.[0]
  if (factor === undefined) return null
  return whole(Math.floor(Number(digits) * factor))
}

/** ISO 8601 as java.time.Duration.parse reads it: days, hours, minutes and seconds. */
function parseIsoDuration(text: string): number | null {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,9})?)S)?)?$/i.exec(text)
  if (match === null || !/\d/.test(text)) return null
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  const total =
    (days ?? 0) * 86_400_000 +
    (hours ?? 0) * 3_600_000 +
    (minutes ?? 0) * 60_000 +
    Math.floor((seconds ?? 0) * 1_000)
  return whole(total)
}

const memoryUnits: Readonly<Record<string, number>> = {
  b: 1,
  k: 1_024,
  m: 1_048_576,
  g: 1_073_741_824,
  t: 1_099_511_627_776,
}

/** `64mb`, `1g`, `4096`: bytes. */
export function parseMemory(text: string): number | null {
  const match = /^(\d+)\s*([a-z]*)$/i.exec(text.trim())
  if (match === null) return null
  const unit = (match[2] ?? '').toLowerCase()
  const short = /^(bytes?|b|)$/.test(unit)
    ? 'b'
    : /^([kmgt])(b|ibi?bytes?|bytes?)?$/.exec(unit)?.[1]
  if (short === undefined) return null
  const factor = memoryUnits[short]
  return factor === undefined ? null : whole(Number(match[1]) * factor)
}

/** A whole number, with a sign if it has one. */
export function parseWhole(text: string): number | null {
  return /^[+-]?\d+$/.test(text.trim()) ? whole(Number(text)) : null
}

/** A number with a fraction if it has one. */
export function parseFraction(text: string): number | null {
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN
  return Number.isFinite(number) ? number : null
}

/** `true` or `false`, in any case. */
export function parseBoolean(text: string): boolean | null {
  const lower = text.trim().toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : null
}

function whole(value: number): number | null {
  return Number.isSafeInteger(value) ? value : null
}
