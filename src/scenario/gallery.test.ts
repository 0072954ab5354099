/** Every program of the gallery, run to its end: the failure happens, and the result is right all the same. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readScenario } from '../cli/scenario-files.ts'
import { Duration, GeneratorShapes } from '../datastream/flink.ts'
import { programs } from '../ui/gallery/programs.ts'
import type {
  Click,
  Counted,
  Joined,
  Order,
  Priced,
  Reading,
  Request,
  Session,
} from './testing/gallery-rows.ts'
import { type Claims, claimsOfConnectors } from './testing/claims-of-connectors.ts'
import { GalleryRun } from './testing/gallery-run.ts'

/** The result must not hang on one seed. */
const seeds = [1, 2, 3]

const claims: Readonly<Record<string, Claims>> = {
  'word-count': {
    result: (run) => {
      const words = run.records<string>('lines').flatMap((line) => line.split(' '))
      const rows = run.rows<{ word: string; count: number }>('counts')
      expect(Object.fromEntries(rows.map(({ word, count }) => [word, count]))).toEqual(tally(words))
    },
    failure: (run) => {
      expect(run.all('sink-written').some(({ again }) => again)).toBe(true)
      expect(run.all('record-read').some(({ at, replayed }) => !replayed && at > run.lostAt)).toBe(
        true,
      )
    },
  },

  'session-analytics': {
    result: (run) => {
      const clicks = run.records<Click>('clicks').filter(({ visitor }) => visitor !== 'end')
      const sessions: Session[] = []
      for (const { visitor, at } of [...clicks].sort((a, b) => a.at - b.at)) {
        const open = sessions.findLast((one) => one.visitor === visitor)
        if (open === undefined || at > open.start + open.seconds * 1_000 + 10_000)
          sessions.push({ visitor, start: at, seconds: 0, clicks: 1 })
        else Object.assign(open, { seconds: (at - open.start) / 1_000, clicks: open.clicks + 1 })
      }
      const named = (one: Session) => `${one.visitor} ${one.start}`
      const byName = (rows: readonly Session[]) => new Map(rows.map((one) => [named(one), one]))
      expect(byName(run.rows<Session>('visits'))).toEqual(byName(sessions))
    },
    failure: (run) => {
      const bob = run.all('window-element-added').filter(({ key }) => key === 'bob')
      expect(bob.some(({ at }) => at < run.lostAt)).toBe(true)
      const fired = run.all('window-fired').filter(({ key }) => key === 'bob')
      expect(fired.map(({ at, window }) => [at > run.lostAt, window])).toEqual([
        [true, '[2000, 48000)'],
      ])
    },
  },

  'fraud-pattern': {
    result: (run) => {
      const alerts = run.rows<{ payment: number }>('alerts').map(({ payment }) => payment)
      // Small, then large with the same card. Card F’s large payment (22) comes after ten seconds.
      expect(alerts).toEqual([3, 8, 12, 18, 21])
    },
    failure: (run) => {
      // Card C: its small payment is state, its large one is read again, and its alert is known.
      expect(run.replayed('payments')).toContain(7)
      expect(run.replayed('payments')).not.toContain(3)
      expect(run.all('mail-known').map(({ key }) => key)).toContain('8')
    },
  },

  deduplication: {
    result: (run) => {
      const orders = run.records<{ n: number; order: string }>('orders')
      const passed = new Set(run.rows<{ n: number }>('passed').map(({ n }) => n))
      const first = orders.filter(
        ({ order }, at) => orders.findIndex((o) => o.order === order) === at,
      )
      // Orders o1 and o3 come once more when they are forgotten.
      for (const n of [...first.map((one) => one.n), 17, 23]) expect(passed, `${n}`).toContain(n)
      for (const n of [3, 10, 12, 15, 19, 21, 25]) expect(passed, `${n}`).not.toContain(n)
    },
    failure: (run) => {
      const eighth = run.all('sink-written').filter(({ value }) => value.includes('"n":8,'))
      expect(eighth.map(({ at }) => at > run.lostAt)).toEqual([true])
      const reads = run.all('record-read').filter(({ offset }) => offset === 7)
      expect(reads.map(({ at }) => at > run.lostAt)).toEqual([false, true])
      const offsetOf = ({ n }: { readonly n: number }) => n - 1
      expect(run.hasTwiceWhatWasReplayed('passed', offsetOf, 'orders')).toBe(true)
    },
  },

  'late-data': {
    result: (run) => {
      const counts = tally(
        run
          .records<{ n: number; sensor: string; at: number }>('readings')
          .filter(({ n, at }) => n !== 10 && at < 30_000)
          .map(({ sensor, at }) => `${sensor} ${Math.floor(at / 10_000) * 10_000 + 10_000}`),
      )
      const rows = run.rows<{ sensor: string; windowEnd: number; count: number }>('counts')
      const found = rows.map(({ sensor, windowEnd, count }) => [`${sensor} ${windowEnd}`, count])
      expect(Object.fromEntries(found)).toEqual(counts)
      expect(run.rows<{ n: number }>('too late').map(({ n }) => n)).toEqual([10])
    },
    failure: (run) => {
      const late = run.all('window-fired').filter(({ timing }) => timing === 'late')
      expect(late.map(({ key, window }) => [key, window])).toEqual([['A', '[0, 10000)']])
      expect(run.all('late-element').map(({ timestamp }) => timestamp)).toEqual([7_000])
    },
  },

  'interval-join': {
    result: (run) => {
      const orders = run.records<Joined>('orders')
      const paid = run.records<Joined>('payments').filter(({ order, at }) => {
        const ordered = orders.find((one) => one.order === order)?.at ?? Number.NaN
        return at >= ordered && at <= ordered + 10_000
      })
      const names = (rows: readonly Joined[]) => rows.map(({ order }) => order).sort()
      expect(paid).toHaveLength(13)
      expect(names(run.rows('paid'))).toEqual(names(paid))
    },
    failure: (run) => {
      const again = run.replayed('orders')
      const kept = run.records<Joined>('orders').filter((_, offset) => !again.includes(offset))
      const joined = run.all('sink-written').filter(({ at }) => at > run.lostAt)
      const orders = joined.map(({ value }) => (JSON.parse(value) as Joined).order)
      // Order o5 is not read again, its payment is: the order came out of state.
      expect(again.length).toBeGreaterThan(0)
      expect(kept.map(({ order }) => order)).toContain('o5')
      expect(orders.filter((order) => order === 'o5')).toHaveLength(1)
    },
  },

  'broadcast-rules': {
    result: (run) => {
      const rules = run.records<{ fruit: string; limit: number }>('rules')
      const limits = new Map(rules.map(({ fruit, limit }) => [fruit, limit]))
      const over = run
        .records<Order>('orders')
        .filter(({ fruit, amount }) => amount > (limits.get(fruit) ?? Number.NaN))
      const found = run.rows<{ order: number }>('findings').map(({ order }) => order)
      expect(inOrder(new Set(found))).toEqual(over.map(({ id }) => id))
    },
    failure: (run) => {
      expect(run.replayed('rules')).toEqual([])
      const offsetOf = ({ order }: { readonly order: number }) => order - 1
      expect(run.hasTwiceWhatWasReplayed('findings', offsetOf, 'orders')).toBe(true)
    },
  },

  'top-n': {
    result: (run) => {
      const views = run.records<{ item: string; at: number }>('views')
      const rows = run.rows<{ windowEnd: number; top: string }>('ranking')
      for (const { windowEnd, top } of rows) {
        const seen = views.filter(({ at }) => at >= windowEnd - 10_000 && at < windowEnd)
        const ranked = Object.entries(tally(seen.map(({ item }) => item))).sort(
          ([a, x], [b, y]) => y - x || (a < b ? -1 : 1),
        )
        const first = ranked.slice(0, 3).map(([item, count]) => `${item} ${count}`)
        expect(top, `${windowEnd}`).toBe(first.join(', '))
      }
      expect(rows.map(({ windowEnd }) => windowEnd)).toEqual([10_000, 20_000, 30_000])
    },
    failure: (run) => {
      const fired = run.all('window-fired').filter(({ at }) => at < run.lostAt)
      expect(new Set(fired.map(({ window }) => window))).toEqual(new Set(['[0, 10000)']))
      const added = run.all('window-element-added').filter(({ at }) => at < run.lostAt)
      expect(added.map(({ window }) => window)).toContain('[10000, 20000)')
    },
  },

  'state-machine': {
    result: (run) => {
      const refused = [
        'E: no pay while new',
        'C: no ship while ordered',
        'F: no ship while shipped',
      ]
      expect([...new Set(run.rows<string>('Sink: Print'))]).toEqual(refused)
    },
    failure: (run) => {
      const lines = run.rows<string>('Sink: Print').map((line) => line.slice(0, 1))
      expect(lines).toEqual(['E', 'C', 'C', 'F'])
      const [savepoint] = run
        .all('checkpoint-completed')
        .filter(({ snapshot }) => snapshot !== 'checkpoint')
      expect(savepoint?.at).toBeLessThan(run.lostAt)
    },
  },

  'rate-limiting': {
    result: (run) => {
      const requests = run.records<Request>('requests')
      const buckets = new Map<string, { tokens: number; filledAt: number }>()
      const allowed = requests.filter(({ user, at }) => {
        const bucket = buckets.get(user) ?? { tokens: 3, filledAt: at }
        buckets.set(user, bucket)
        for (; bucket.filledAt + 2_000 <= at; bucket.filledAt += 2_000)
          bucket.tokens = Math.min(3, bucket.tokens + 1)
        if (bucket.tokens === 0) return false
        bucket.tokens--
        return true
      })
      const limited = requests.filter((request) => !allowed.includes(request))
      const idsOf = (rows: readonly Request[]) => inOrder(new Set(rows.map(({ id }) => id)))
      expect(idsOf(run.rows('allowed'))).toEqual(idsOf(allowed))
      expect(idsOf(run.rows('limited'))).toEqual(idsOf(limited))
    },
    failure: (run) => {
      const offsetOf = ({ id }: Request) => id - 1
      expect(run.hasTwiceWhatWasReplayed('limited', offsetOf, 'requests')).toBe(true)
      const failed = run.all('checkpoint-failed').filter(({ at }) => at < run.lostAt)
      expect(failed.map(({ checkpoint }) => checkpoint)).toEqual([3])
      expect(run.all('restore-started').map(({ path }) => path)).toEqual(['chk-2'])
    },
  },

  'running-average': {
    result: (run) => {
      const read = run.all('record-read').map(({ value }) => JSON.parse(value) as Reading)
      const rows = run.rows<{ sensor: string; average: number }>('averages')
      expect(rows).toHaveLength(4)
      for (const { sensor, average } of rows) {
        const degrees = read.filter((one) => one.sensor === sensor).map((one) => one.degrees)
        const sum = degrees.reduce((total, one) => total + one, 0)
        expect(average, sensor).toBeCloseTo(sum / degrees.length, 10)
      }
    },
    failure: (run) => {
      const read = run.all('record-read').length
      const all = run.records('readings').length
      expect(read).toBeGreaterThan(all / 2)
      expect(read).toBeLessThan(all)
      expect(run.all('checkpoint-completed').at(-1)?.label).toBe('for-the-upgrade')
      expect(run.all('job-status-changed').at(-1)?.status).toBe('FINISHED')
    },
  },

  'async-enrichment': {
    result: (run) => {
      const prices: Readonly<Record<string, number>> = { apple: 30, fig: 50, pear: 40, date: 20 }
      const orders = run.records<Order & { readonly pieces: number }>('orders')
      const cents = orders.map(({ id, fruit, pieces }) => [id, pieces * (prices[fruit] ?? 0)])
      const rows = run.rows<Priced>('priced').map((row) => [row.id, row.cents])
      expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(cents))
    },
    failure: (run) => {
      const requests = run.all('async-started')
      const again = requests.filter(({ at, attempt }) => at > run.lostAt && attempt === 1)
      const early = again.filter(({ at }) => at === again[0]?.at)
      const inFlight = early.map(({ value }) => (JSON.parse(value) as Order).id)
      expect(inFlight.length).toBeGreaterThan(0)
      // They were asked before the failure, and are not read again: the checkpoint held them.
      const before = requests.filter(({ at }) => at < run.lostAt).map(({ value }) => value)
      for (const { value } of early) expect(before).toContain(value)
      for (const id of inFlight) expect(run.replayed('orders')).not.toContain(id - 1)
      expect(run.all('async-retry-planned').length).toBeGreaterThan(0)
    },
  },

  socket: {
    result: (run) => {
      const visitors = visitorsOf(run)
      expect(visitors.get('topic')).toBe(run.records('door').length)
      expect(visitors.get('socket')).toBeLessThan(run.records('door').length)
    },
    failure: (run) => {
      const taken = run.all('checkpoint-completed').filter(({ at }) => at < run.lostAt)
      const last = taken.at(-1)?.checkpoint
      const counted = run
        .all('snapshot-taken')
        .filter(({ checkpoint }) => checkpoint === last)
        .flatMap(({ content }) => content.states.flatMap(({ entries }) => entries))
        .find(({ key }) => key === 'socket')
      const [, again] = run.all('partition-assigned').filter(({ topic }) => topic === 'door:9000')
      const heard = run.records('door').length - (again?.offset ?? 0)
      // Nobody listened to some; others were heard, and their count was in no checkpoint.
      const before = run.all('record-read').filter(({ topic }) => topic === 'door:9000')
      expect(before.map(({ offset }) => offset)).not.toContain((again?.offset ?? 0) - 1)
      expect(visitorsOf(run).get('socket')).toBe(Number(counted?.value) + heard)
      expect(run.replayed('door:9000')).toEqual([])
      expect(run.replayed('door').length).toBeGreaterThan(0)
    },
  },

  'traffic-shapes': {
    result: (run) => {
      const rows = run.rows<Counted>('readings')
      const named = rows.map((row) => [`${row.sensor} ${row.windowEnd}`, row.readings] as const)
      expect(Object.fromEntries(named)).toEqual(tally(trafficIn60Readings()))
      const perSensor = new Map<string, number>()
      for (const { sensor, readings } of rows)
        perSensor.set(sensor, (perSensor.get(sensor) ?? 0) + readings)
      expect(Math.max(...perSensor.values())).toBe(perSensor.get('A'))
    },
    failure: (run) => {
      const emitted = run.all('record-read').map(({ offset, value, at }) => ({ offset, value, at }))
      const again = emitted.filter(({ at }) => at > run.lostAt)
      const before = new Map(
        emitted.filter(({ at }) => at < run.lostAt).map((one) => [one.offset, one.value]),
      )
      const replayed = again.filter(({ offset }) => before.has(offset))
      expect(replayed.length).toBeGreaterThan(0)
      const taken = run.all('window-element-added').map(({ value }) => value)
      for (const { offset } of replayed)
        expect(taken.filter((value) => value.includes(`"n":${offset},`)).length).toBe(2)
      expect(new Set(taken).size).toBe(60)
      // Behind the gap nothing but the next burst moves event time on.
      const open = run.all('window-fired').find(({ window }) => window === '[20000, 30000)')
      const next = emitted.find(({ offset }) => offset === 20)
      expect(open?.at).toBeGreaterThan(next?.at ?? Infinity)
    },
  },

  ...claimsOfConnectors,
}

for (const program of programs) {
  const { id, scenario } = program
  const runs = new Map<number, GalleryRun>()
  const runOf = (seed: number) => {
    const run = runs.get(seed) ?? new GalleryRun(program, seed)
    runs.set(seed, run)
    return run
  }

  for (const seed of [scenario.seed, ...seeds])
    test(`${id}: the result is that of its input, seed ${seed}`, () => {
      const run = runOf(seed)
      expect(claims[id], 'a claim about it').toBeDefined()
      claims[id]?.result(run)
    })

  test(`${id}: the failure happens, and does what its text says`, () => {
    const run = runOf(scenario.seed)
    claims[id]?.failure(run)
    const kills = scenario.script.filter(({ command }) => command.kind === 'kill-task-manager')
    expect(run.failedAndReplayed).toBe(kills.length > 0)
    expect(scenario.script.length, 'commands that make something happen').toBeGreaterThan(0)
  })

  test(`${id} opens from the list as its folder runs from the command line`, () => {
    const folder = `${String(program.number).padStart(2, '0')}-${id}`
    const path = new URL(`../../gallery/${folder}`, import.meta.url)
    expect(readScenario(path.pathname)).toEqual(scenario)
    expect(program.about.match(/[.!?](\s|$)/g)?.length, 'sentences').toBe(2)
    expect(program.about.split(' ').length, 'words').toBeLessThanOrEqual(60)
  })
}

test('the folders are the list, numbered from 1', () => {
  const folder = new URL('../../gallery', import.meta.url)
  const folders = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory())
  expect(programs).toHaveLength(folders.length)
  expect(new Set(programs.map(({ number }) => number)).size).toBe(programs.length)
})

function visitorsOf(run: GalleryRun): ReadonlyMap<string, number> {
  const rows = run.rows<{ way: string; n: number }>('visitors')
  return new Map(rows.map(({ way, n }) => [way, n]))
}

/** Sensor and end of the window of each reading, by the shapes that the program names. */
function trafficIn60Readings(): readonly string[] {
  const sensorOf = GeneratorShapes.skewedKeys(['A', 'B', 'C', 'D'], 11)
  const times = GeneratorShapes.outOfOrder(Duration.ofSeconds(1), Duration.ofSeconds(2), 11)
  const timeOf = GeneratorShapes.withGaps(times, 20, Duration.ofSeconds(30))
  return Array.from({ length: 60 }, (_, n) => {
    const windowEnd = Math.floor(timeOf(n) / 10_000) * 10_000 + 10_000
    return `${sensorOf(n)} ${windowEnd}`
  })
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function inOrder(numbers: Iterable<number>): readonly number[] {
  return [...numbers].sort((a, b) => a - b)
}
