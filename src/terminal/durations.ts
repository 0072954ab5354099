/** Durations of virtual time as they are typed: `1500`, `500ms`, `10s`, `2m`. */

const units = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 } as const

/** Virtual ms; null: that is no duration. */
export function durationFrom(text: string): number | null {
  const [, number, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)?$/.exec(text) ?? []
  return number === undefined
    ? null
    : Math.round(Number(number) * units[unit as keyof typeof units])
}

/** As it is typed shortest. */
export function durationText(ms: number): string {
  if (ms > 0 && ms % 60_000 === 0) return `${ms / 60_000}m`
  return ms > 0 && ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`
}
