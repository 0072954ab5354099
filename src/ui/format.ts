/** Numbers as they stand on the screen: tabular, units with a space. */

const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** Virtual ms as seconds with two digits: `12.40 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

/** A duration in virtual ms as it reads best: `85 ms`, `1.40 s`, `10 min`, `1 h`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : seconds(ms)
}

/** `48 B`, `1.4 kB`, `2.0 MB`. */
export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`
  if (count < 1_000_000) return `${(count / 1_000).toFixed(1)} kB`
  return `${(count / 1_000_000).toFixed(1)} MB`
}

/** `1,412`. */
export function count(n: number): string {
  return grouped.format(n)
}

/** `1 record`, `3 records`. */
export function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`
}

/** `chk-3`, or the name its owner gave a savepoint. */
export function snapshotName(snapshot: {
  readonly checkpoint: number
  readonly snapshot: string
  readonly label: string | null
}): string {
  if (snapshot.snapshot === 'checkpoint') return `chk-${snapshot.checkpoint}`
  return snapshot.label ?? `savepoint-${snapshot.checkpoint}`
}
