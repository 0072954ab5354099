/** Rows by what they have in common, in the order in which the groups begin. */
export function groupedBy<T>(rows: readonly T[], by: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const known = groups.get(by(row))
    if (known === undefined) groups.set(by(row), [row])
    else known.push(row)
  }
  return groups
}
