import { expect, test } from 'vitest'
import { randomStream } from '../base/index.ts'
import type { EventSeq } from '../model/index.ts'
import { TraceLog } from '../trace/index.ts'
import { ProjectionCache } from './cache.ts'
import { checkpoints } from './checkpoints.ts'
import { clusterView } from './cluster/projection.ts'
import { exceptions } from './exceptions.ts'
import { keyLetters } from './key-letters.ts'
import { ledger } from './ledger.ts'
import { metrics } from './metrics.ts'
import { output } from './output.ts'
import type { Projection } from './projection.ts'
import { stateTable } from './state-table.ts'
import { stepCount } from './step-count.ts'
import { eventsOf, sampleScenario, sampleTrace } from './testing/sample-run.ts'
import { storage } from './storage/storage.ts'
import { timelineMarks } from './timeline-marks.ts'
import { traceNames } from './trace-names.ts'
import { watermarks } from './watermarks.ts'

const trace = sampleTrace()
const seq = (n: number) => n as EventSeq

/** Shared between versions, or about who may write: not part of the answer. */
const aside = new Set(['lineage', 'origins', 'own', 'timestamps'])

/** A state as plain data, with private parts of values by what they answer. */
function plain(state: unknown): string {
  return JSON.stringify(state, (name, value: unknown) => {
    if (aside.has(name)) return undefined
    if (value instanceof Map) return [...(value as Map<unknown, unknown>)]
    if (typeof value !== 'object' || value === null) return value
    if ('slice' in value && 'length' in value && !Array.isArray(value))
      return (value as { slice(from: number): unknown }).slice(0)
    return Symbol.iterator in value && !Array.isArray(value)
      ? [...(value as Iterable<unknown>)]
      : value
  })
}

const projections: readonly Projection<never>[] = [
  checkpoints,
  clusterView,
  exceptions,
  keyLetters,
  ledger,
  metrics,
  output,
  stateTable,
  stepCount,
  storage,
  timelineMarks,
  traceNames,
  watermarks,
] as unknown as readonly Projection<never>[]

for (const projection of projections) {
  test(`${projection.name}: any cursor, in any order, is what folding from the start gives`, () => {
    const random = randomStream(7, projection.name)
    const cache = new ProjectionCache(projection, trace)
    const seen = new Map<number, { readonly state: unknown; readonly text: string }>()
    for (let i = 0; i < 25; i++) {
      const at = random.below(trace.length + 1)
      const state = cache.at(seq(at))
      const text = plain(state)
      const fresh = new ProjectionCache(projection, trace).at(seq(at))
      expect(text).toBe(plain(fresh))
      seen.set(at, { state, text })
    }
    for (const { state, text } of seen.values()) expect(plain(state)).toBe(text)
  })
}

/** Counts events, and how many of them were folded. */
function counting(): { projection: Projection<{ events: number }>; folded: () => number } {
  let folded = 0
  const projection: Projection<{ events: number }> = {
    name: 'counting',
    initial: () => ({ events: 0 }),
    copy: (state) => ({ ...state }),
    apply(state) {
      state.events++
      folded++
    },
  }
  return { projection, folded: () => folded }
}

function longTrace(length: number): TraceLog {
  const log = new TraceLog()
  const events = [...trace.slice(seq(0), seq(trace.length))]
  for (let first = 0; first < length; first += 1_000) {
    const batch = Array.from({ length: 1_000 }, (_, k) => ({
      ...(events[1_000] as (typeof events)[number]),
      seq: seq(first + k),
      at: first as never,
      cause: null,
    }))
    log.append(batch)
  }
  return log
}

test('going back folds no more than what lies between two kept states', () => {
  const { projection, folded } = counting()
  const long = longTrace(40_000)
  const cache = new ProjectionCache(projection, long)
  expect(cache.at(seq(40_000)).events).toBe(40_000)
  const before = folded()
  expect(cache.at(seq(20_001)).events).toBe(20_001)
  expect(folded() - before).toBeLessThanOrEqual(2_048)
  expect(cache.at(seq(20_002)).events).toBe(20_002)
})

test('kept states are thinned: their number has a limit, and seeking still finds one', () => {
  const { projection } = counting()
  const heavy = { ...projection, weight: () => 200_000 }
  const cache = new ProjectionCache(heavy, longTrace(300_000))
  cache.at(seq(300_000))
  expect(cache.keyframes).toBeLessThanOrEqual(33)
  for (const at of [299_999, 150_000, 3, 77_777]) expect(cache.at(seq(at)).events).toBe(at)
})

test('preparing folds ahead piece by piece, so that the end is near when it is asked for', () => {
  const { projection, folded } = counting()
  const cache = new ProjectionCache(projection, longTrace(20_000))
  let pieces = 0
  while (cache.prepare(4_096)) pieces++
  expect(pieces).toBeGreaterThan(2)
  const before = folded()
  expect(cache.at(seq(20_000)).events).toBe(20_000)
  expect(folded() - before).toBeLessThan(2_048)
})

test('a trace that was cut and went another way is folded as it is now', () => {
  const log = sampleTrace()
  const cache = new ProjectionCache(clusterView, log)
  cache.at(seq(log.length))
  const cut = 1_200
  const killed = eventsOf(
    {
      ...sampleScenario,
      script: [
        ...sampleScenario.script,
        { at: log.at(seq(cut)).at, command: { kind: 'cancel-job' as const } },
      ],
    },
    20_000,
  )
  const same = killed.findIndex((event) => event.kind === 'command-submitted' && event.seq > 800)
  log.truncate(same)
  cache.truncate(same)
  log.append(killed.slice(same))
  expect(plain(cache.at(seq(log.length)))).toBe(
    plain(new ProjectionCache(clusterView, log).at(seq(log.length))),
  )
  expect(cache.at(seq(log.length)).jobManager.status).toBe('CANCELED')
})
