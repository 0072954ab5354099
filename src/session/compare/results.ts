/** What two runs have made visible outside, row by row. */
import {
  type OutputState,
  type SinkOutput,
  type SinkRow,
  visibleRows,
} from '../../projection/index.ts'
import { type Pair, pairOf } from './pair.ts'

/**
 * `times`: the row is in both, but not as often. `different`: a row of the same key has another value in the other run;
 * in a table the row of the key, elsewhere the next one that the other run does not have.
 */
export type RowVerdict = 'same' | 'times' | 'different' | 'only-a' | 'only-b'

export interface ComparedRow {
  readonly verdict: RowVerdict
  readonly key: string | null
  /** The value in each run; null: no such row. */
  readonly values: Pair<string | null>
  /** How often it is visible in each run. */
  readonly times: Pair<number>
}

export interface ComparedSink {
  readonly sink: string
  readonly topic: string | null
  /** In the order of the first run, then what only the second has. */
  readonly rows: readonly ComparedRow[]
  readonly counts: Readonly<Record<RowVerdict, number>>
}

/** Each sink of either run. */
export function compareResults(outputs: Pair<OutputState>): readonly ComparedSink[] {
  const all = [...outputs[0].sinks, ...outputs[1].sinks]
  const names = new Map(
    all.map(({ sink, topic }) => [JSON.stringify([sink, topic]), { sink, topic }]),
  )
  return [...names.values()].map(({ sink, topic }) => {
    const found = pairOf((side) =>
      outputs[side].sinks.find((one) => one.sink === sink && one.topic === topic),
    )
    const rows = compareRows(found)
    const counts = { same: 0, times: 0, different: 0, 'only-a': 0, 'only-b': 0 }
    for (const { verdict } of rows) counts[verdict]++
    return { sink, topic, rows, counts }
  })
}

interface Seen {
  readonly key: string | null
  readonly value: string
  times: number
}

function compareRows(sinks: Pair<SinkOutput | undefined>): readonly ComparedRow[] {
  const [a, b] = pairOf((side) => rowsOf(sinks[side]))
  const spare = spareRows(a, b)
  const rows: ComparedRow[] = []
  for (const [name, { key, value, times }] of a) {
    const same = b.get(name)
    if (same !== undefined) {
      const verdict = same.times === times ? 'same' : 'times'
      rows.push({ verdict, key, values: [value, value], times: [times, same.times] })
      continue
    }
    // Rows without a key have nothing in common but their sink.
    const instead = key === null ? undefined : spare.get(key)?.shift()
    rows.push(
      instead === undefined
        ? { verdict: 'only-a', key, values: [value, null], times: [times, 0] }
        : {
            verdict: 'different',
            key,
            values: [value, instead.value],
            times: [times, instead.times],
          },
    )
  }
  for (const { key, value, times } of [...spare.values()].flat())
    rows.push({ verdict: 'only-b', key, values: [null, value], times: [0, times] })
  return rows
}

/** Rows that only the second run has, by key. */
function spareRows(
  a: ReadonlyMap<string, Seen>,
  b: ReadonlyMap<string, Seen>,
): ReadonlyMap<string | null, Seen[]> {
  const spare = new Map<string | null, Seen[]>()
  for (const [name, seen] of b)
    if (!a.has(name)) spare.set(seen.key, [...(spare.get(seen.key) ?? []), seen])
  return spare
}

/** By key and value; the key of a row without one is that of the record it was made from. */
function rowsOf(sink: SinkOutput | undefined): ReadonlyMap<string, Seen> {
  const rows = new Map<string, Seen>()
  for (const row of sink === undefined ? [] : visibleRows(sink)) {
    const key = keyOf(row)
    const name = JSON.stringify([key, row.value])
    const seen = rows.get(name)
    if (seen === undefined) rows.set(name, { key, value: row.value, times: 1 })
    else seen.times++
  }
  return rows
}

function keyOf({ key, label }: SinkRow): string | null {
  return key ?? label?.key ?? null
}
