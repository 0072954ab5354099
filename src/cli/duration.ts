/** Virtual durations as people write them: `60s`, `1500ms`, `2 min`, `1h`, or plain milliseconds. */
import { Refused } from './refused.ts'

const inMs: Readonly<Record<string, number>> = {
  '': 1,
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

export function virtualMs(text: string, option: string): number {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text)
  const factor = inMs[(found?.[2] ?? '?').toLowerCase()]
  if (found === null || factor === undefined)
    throw new Refused(`${option}: ${text} is no duration; write 500ms, 60s, 2min or 1h`)
  return Math.round(Number(found[1]) * factor)
}

/** A whole number that an option wants. */
export function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,10}$/.test(text.trim()))
    throw new Refused(`${option}: ${text} is no whole number; write for example 7`)
  return Number(text)
}
