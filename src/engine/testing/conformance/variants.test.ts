/** Vectors of the same kinds with other values than those that lie here. */
import { expect, test } from 'vitest'
import { casesOf, runCase } from './run.ts'

/** What becomes of one case, of the list it stands in. */
function verdictOf(vector: object, list = 'cases'): unknown {
  const cases = casesOf(JSON.stringify({ [list]: [{ id: 'x', ...vector }] }))
  return cases.map((one) => runCase(one).verdict)
}

const state = (name: string, ...steps: readonly object[]) => ({ state: name, steps })

test('state: other functions, keys of other types, changes while one walks', () => {
  const add = (arg: string) => ({ op: 'add', args: [arg] })
  const passed = [
    state('ReducingState(max)', add('3'), add('7'), add('5'), { op: 'get', result: 7 }),
    state('AggregatingState(sum)', add('3'), add('7'), { op: 'get', result: 10 }),
    state('ListState', add('s:a'), {
      op: 'addWhileIterating',
      args: ['s:b'],
      heap: 'ERR:ConcurrentModificationException',
      rocksdb: 'void',
    }),
    state(
      'MapState',
      { op: 'put', args: ['d:0.5', 's:half'] },
      { op: 'put', args: ['d:1.5', 'b:true'] },
      { op: 'get', args: ['d:0.5'], result: 'half' },
      { op: 'get', args: ['d:1.5'], result: true },
      {
        op: 'removeWhileIterating',
        heap: 'ERR:ConcurrentModificationException',
        rocksdb: 'void',
      },
    ),
  ]
  for (const vector of passed) expect([vector, verdictOf(vector)]).toEqual([vector, ['passed']])
  const wrong = state('ReducingState(max)', add('3'), add('7'), { op: 'get', result: 10 })
  expect(verdictOf(wrong)).toEqual(['failed'])
})

test('time-to-live: the case says which cleanup runs, also without a step of its own', () => {
  const of = (cleanup: string, stored: unknown) => ({
    state: 'value',
    ttlMs: 100,
    updateType: 'OnCreateAndWrite',
    visibility: 'NeverReturnExpired',
    cleanup,
    steps: [
      { time: 0, op: 'update', args: ['1'], stored: [1, 0] },
      { time: 200, op: 'canonicalSavepointRestore', stored },
    ],
  })
  expect(verdictOf(of('fullSnapshot', null))).toEqual(['passed'])
  expect(verdictOf(of('off', [1, 0]))).toEqual(['passed'])
})

test('timers: a firing may have several consequences', () => {
  const then = (timestamp: number) => ({
    do: 'register',
    domain: 'event',
    namespace: '',
    timestamp,
  })
  const timer = (timestamp: number) => ({ domain: 'event', key: 'a', namespace: '', timestamp })
  const vector = {
    steps: [
      { op: 'whenFired', domain: 'event', key: 'a', timestamp: 10, then: [then(12), then(11)] },
      { op: 'register', ...timer(10), changed: true },
      { op: 'watermark', timestamp: 20, fires: [timer(10), timer(11), timer(12)] },
    ],
    remainingEvent: [],
    remainingProcessing: [],
  }
  expect(verdictOf(vector)).toEqual(['passed'])
})

test('watermarks: what comes from upstream ends at a generator, whatever it is', () => {
  const vector = {
    kind: 'generator',
    generator: 'forMonotonousTimestamps',
    steps: [
      { op: 'upstreamWatermark', timestamp: 500, emits: [] },
      { op: 'upstreamIdle', emits: [] },
      { op: 'element', atProcTime: 0, timestamp: 100, emits: [] },
      { op: 'periodicTick', atProcTime: 200, emits: [{ watermark: 99 }] },
      { op: 'upstreamMaxWatermark', emits: [{ watermark: '9223372036854775807' }] },
    ],
  }
  expect(verdictOf(vector)).toEqual(['passed'])
})

test('windows: other assigners, triggers, evictors and functions', () => {
  const element = (value: number, timestamp: number, emits: readonly object[] = []) => ({
    op: 'element',
    key: 'a',
    value,
    timestamp,
    emits,
  })
  const base = {
    assigner: 'TumblingEventTimeWindows',
    params: { size: 1_000 },
    trigger: 'EventTimeTrigger',
    allowedLateness: 0,
    lateSideOutput: false,
    function: 'max',
  }
  const result = { key: 'a', value: 5, timestamp: 999, windowStart: 0, windowEnd: 1_000 }
  const ended = { op: 'watermark', timestamp: 999, emits: [result] }
  const cases = [
    { ...base, steps: [element(5, 1), element(3, 2), ended] },
    { ...base, trigger: 'default', steps: [element(5, 1), element(3, 2), ended] },
    {
      ...base,
      evictor: 'DeltaEvictor.of(2.5)',
      function: 'list',
      steps: [
        element(1, 1),
        element(3, 2),
        element(5, 3),
        { ...ended, emits: [{ ...result, value: [3, 5] }] },
      ],
    },
    {
      ...base,
      trigger: 'ProcessingTimeoutTrigger(CountTrigger(3), 100ms)',
      steps: [element(5, 1), { op: 'processingTime', time: 100, emits: [result] }],
    },
    {
      ...base,
      assigner: 'EventTimeSessionWindows(dynamic gap = value)',
      params: {},
      steps: [element(5, 0), { ...ended, emits: [{ ...result, timestamp: 4, windowEnd: 5 }] }],
    },
  ]
  for (const vector of cases) expect([vector, verdictOf(vector)]).toEqual([vector, ['passed']])
  expect(
    verdictOf({ assigner: 'global-end-of-stream', timestamp: 5, windows: ['GlobalWindow'] }),
  ).toEqual(['passed'])
})

test('keys: a POJO hashed over any number of fields', () => {
  // 31·(31·(31·1 + 97) + 1) + 1231
  const javaHashCode = 31 * (31 * (31 + 97) + 1) + 1231
  const vector = {
    key: ['a', 1, true],
    keyType: 'POJO{f0,f1,f2; hashCode=Objects.hash(f0,f1,f2)}',
    javaHashCode,
    maxParallelism: 1,
    parallelism: 1,
    keyGroup: 0,
    operatorIndex: 0,
  }
  expect(verdictOf(vector)).toEqual(['passed'])
})
