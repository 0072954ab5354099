/** `console` for learner code: each call becomes one `logged` fact. */
import type { Ambient } from '../../engine/index.ts'

const longestText = 1_000
const deepest = 4
const mostItems = 50

/** Methods that write; the others are there and do nothing, so that pasted code runs. */
const writing = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table']
const silent = ['group', 'groupCollapsed', 'groupEnd', 'time', 'timeEnd', 'timeLog', 'count']
const alsoSilent = ['countReset', 'clear', 'dirxml', 'profile', 'profileEnd', 'timeStamp']

export function makeConsole(ambient: Ambient): object {
  const write = (...values: unknown[]): void => {
    ambient.log?.(
      values
        .map((value) => describe(value, 0))
        .join(' ')
        .slice(0, longestText),
    )
  }
  const console: Record<string, unknown> = {
    assert: (condition: unknown, ...values: unknown[]) => {
      if (!condition) write('Assertion failed:', ...values)
    },
  }
  for (const name of writing) console[name] = write
  for (const name of [...silent, ...alsoSilent]) console[name] = () => undefined
  return Object.freeze(console)
}

/** A value as a person reads it; whatever the value does, this answers with a bounded text. */
function describe(value: unknown, depth: number): string {
  if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return '[function]'
  if (typeof value !== 'object' || value === null)
    return Object.is(value, -0) ? '-0' : String(value)
  try {
    return describeObject(value, depth)
  } catch {
    return '[unreadable]'
  }
}

function describeObject(value: object, depth: number): string {
  if (value instanceof Error) return `${String(value.name)}: ${String(value.message)}`
  if (depth === deepest) return Array.isArray(value) ? '[…]' : '{…}'
  if (Array.isArray(value)) return `[${listed(value.slice(0, mostItems), value.length, depth)}]`
  if (value instanceof Map)
    return `Map {${pairs(firstOf(value.entries()), value.size, depth, ' => ')}}`
  if (value instanceof Set) return `Set {${listed(firstOf(value.values()), value.size, depth)}}`
  if (value instanceof Date) return value.toISOString()
  const keys = Object.keys(value)
  const entries = keys
    .slice(0, mostItems)
    .map((key): [unknown, unknown] => [key, (value as Record<string, unknown>)[key]])
  return `{${pairs(entries, keys.length, depth, ': ')}}`
}

function listed(items: readonly unknown[], total: number, depth: number): string {
  const shown = items.map((item) => describe(item, depth + 1))
  return [...shown, ...(total > items.length ? ['…'] : [])].join(', ')
}

function pairs(
  entries: readonly (readonly [unknown, unknown])[],
  total: number,
  depth: number,
  between: string,
): string {
  const shown = entries.map(([key, value]) => {
    const name = between === ': ' ? String(key) : describe(key, depth + 1)
    return name + between + describe(value, depth + 1)
  })
  return [...shown, ...(total > entries.length ? ['…'] : [])].join(', ')
}

function firstOf<T>(iterator: IterableIterator<T>): T[] {
  const items: T[] = []
  for (const item of iterator) {
    if (items.push(item) === mostItems) break
  }
  return items
}
