/** What programs of the gallery promise that are about sources, sinks and the log of changes. */
import { expect } from 'vitest'
import type { Revenue } from './gallery-rows.ts'
import type { GalleryRun } from './gallery-run.ts'

/** What must be true of a program's run, whatever the seed: computed from its input, not by the engine. */
type Claim = (run: GalleryRun) => void

/** Of one program. */
export interface Claims {
  readonly result: Claim
  /** What its own seed shows: when checkpoints begin differs from seed to seed. */
  readonly failure: Claim
}

export const claimsOfConnectors: Readonly<Record<string, Claims>> = {
  'exactly-once-to-kafka': {
    result: (run) => {
      const orders = run.records<{ key: string; amount: number }>('orders')
      const paid = run.rows<{ customer: string; number: number; amount: number }>('payments')
      for (const customer of ['Ada', 'Bea', 'Cyd']) {
        const own = orders.filter(({ key }) => key === customer)
        const mine = paid.filter((row) => row.customer === customer)
        // Every number once, though some orders were read twice.
        expect(mine.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
          own.map((_, at) => at + 1),
        )
        const sum = (all: readonly { amount: number }[]) => all.reduce((s, o) => s + o.amount, 0)
        expect(sum(mine)).toBe(sum(own))
      }
    },
    failure: (run) => {
      expect(run.all('record-read').filter(({ replayed }) => replayed).length).toBeGreaterThan(0)
      const aborted = run.all('transaction-aborted')
      expect(aborted.some(({ why, rows }) => why === 'lingering' && rows > 0)).toBe(true)
      expect(run.all('sink-written').filter(({ again }) => again)).toEqual([])
      // Nothing is seen before a checkpoint has completed.
      const [first] = run.all('checkpoint-completed')
      expect(run.all('sink-written')[0]?.at).toBeGreaterThan(first?.at ?? Infinity)
    },
  },

  'log-instead-of-copy': {
    result: (run) => {
      interface Reading {
        readonly key: string
        readonly hour: number
        readonly degrees: number
      }
      const hours = new Map<string, Set<number>>()
      for (const { key, hour } of run.records<Reading>('readings'))
        hours.set(key, (hours.get(key) ?? new Set()).add(hour))
      const rows = run.rows<{ sensor: string; hours: number }>('warmest')
      const found = rows.map((row) => [row.sensor, row.hours] as const)
      expect(new Map(found)).toEqual(new Map([...hours].map(([key, set]) => [key, set.size])))
    },
    failure: (run) => {
      expect(run.all('materialization-completed').length).toBeGreaterThan(2)
      expect(run.all('changelog-truncated').length).toBeGreaterThan(0)
      // What a checkpoint writes is little beside what a restart reads.
      const before = run.all('checkpoint-completed').filter(({ at }) => at < run.lostAt)
      const read = run.all('state-read-started').reduce((sum, { bytes }) => sum + bytes, 0)
      expect((before.at(-1)?.bytes ?? Infinity) * 3).toBeLessThan(read)
    },
  },

  'history-then-live': {
    result: (run) => {
      const all = [
        ...run.records<{ key: string; amount: number }>('archive'),
        ...run.records<{ key: string; amount: number }>('orders'),
      ]
      const revenue = new Map<string, [orders: number, amount: number]>()
      for (const { key, amount } of all) {
        const [orders, before] = revenue.get(key) ?? [0, 0]
        revenue.set(key, [orders + 1, before + amount])
      }
      const rows = run.rows<Revenue>('revenue')
      expect(new Map(rows.map((row) => [row.customer, [row.orders, row.amount]]))).toEqual(revenue)
    },
    failure: (run) => {
      const [, last] = run.all('source-enumerator-started')
      const triggered = run.all('checkpoint-triggered').map(({ at }) => at)
      const apart = (times: readonly number[]) =>
        times.slice(1).map((at, n) => at - (times[n] ?? 0))
      const history = triggered.filter((at) => at < (last?.at ?? 0))
      expect(apart(history).every((gap) => gap >= 6_000)).toBe(true)
      expect(history.length).toBeGreaterThan(1)
      const live = triggered.filter((at) => at > run.lostAt + 3_000)
      expect(apart(live).every((gap) => gap === 2_000)).toBe(true)
      // The JobManager had gone on, and goes on from there; its readers catch up.
      expect(last?.at).toBeLessThan(run.lostAt)
      expect(run.all('source-enumerator-started')).toHaveLength(2)
      const again = run.all('source-switched').filter(({ at }) => at > run.lostAt)
      expect(again.map(({ index }) => index).sort()).toEqual([0, 0, 1, 1])
      expect(run.replayed('archive').length).toBeGreaterThan(0)
    },
  },
}
