/** Where two values of plain data first differ, in words; null: nowhere. */
export function firstDifference(expected: unknown, actual: unknown, place = ''): string | null {
  if (Object.is(expected, actual)) return null
  if (!isContainer(expected) || !isContainer(actual) || isList(expected) !== isList(actual)) {
    return `${place === '' ? 'the answer' : place}: expected ${shown(expected)}, got ${shown(actual)}`
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)])
  for (const name of names) {
    const inner = isList(expected) ? `${place}[${name}]` : place === '' ? name : `${place}.${name}`
    const difference = firstDifference(expected[name], actual[name], inner)
    if (difference !== null) return difference
  }
  return null
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isList(value: object): boolean {
  return Array.isArray(value)
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
