import { expect, test } from 'vitest'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'
import { BufferDebloater, ThroughputCalculator } from './buffer-debloater.ts'

const settings = { target: 1_000, period: 200, samples: 19, threshold: 0 }

test('[NET-7] sizes shrink as fast as they grow: the average moves by a tenth, and looks at no more than twice of itself', () => {
  const debloater = new BufferDebloater(settings, 32_768)
  const next = (throughput: number) => debloater.recalculate(throughput, 1)?.places
  // Flink: the comment of BufferSizeEMA.
  expect([next(0), next(0), next(0)]).toEqual([29_491, 26_542, 23_888])
  expect([next(1e9), next(1e9), next(1e9), next(1e9)]).toEqual([26_277, 28_904, 31_795, 32_768])
})

test('[NET-7] what may be in flight is consumed within the target, whatever the number of channels', () => {
  const debloater = new BufferDebloater({ ...settings, samples: 1 }, 100)
  expect(debloater.recalculate(40, 1)).toEqual({ places: 40, timeToConsume: 1_000 })
  expect(debloater.recalculate(40, 4)).toEqual({ places: 10, timeToConsume: 1_000 })
  expect(debloater.recalculate(0, 4)).toEqual({ places: 1, timeToConsume: 4_000 })
})

test('[NET-7] a size that is close to the last is not announced, unless it is the least or the most', () => {
  const debloater = new BufferDebloater({ ...settings, samples: 1, threshold: 25 }, 100)
  const next = (throughput: number) => debloater.recalculate(throughput, 1)?.places ?? null
  expect([next(80), next(70), next(100), next(60), next(46), next(45), next(1)]).toEqual([
    ...[null, 70, 100, 60, null, 45, 1],
  ])
})

test('[NET-7] throughput is measured while there is something to read', () => {
  const calculator = new ThroughputCalculator()
  calculator.incoming(0)
  calculator.incoming(50)
  calculator.pause(100)
  expect(calculator.calculate(200)).toBe(20)
  expect(calculator.calculate(400)).toBe(20)
  calculator.resume(500)
  expect(calculator.calculate(600)).toBe(0)
})

const slow = (config: Readonly<Record<string, string>>) =>
  simulate(keyedJob(), {
    until: 12_000,
    config: { 'execution.checkpointing.interval': '3650 d', ...config },
    script: [[6_000, { kind: 'trigger-checkpoint' }]],
    scenario: {
      topics: orders([['A', 90]], 10),
      recordCosts: { count: 100 },
      channelCapacity: 20,
    },
  })

test('[NET-7] with buffer debloating the barrier of a slow task waits behind less, and the results are the same', () => {
  const debloat = 'taskmanager.network.memory.buffer-debloat'
  const full = slow({})
  const short = slow({
    [`${debloat}.enabled`]: 'true',
    [`${debloat}.target`]: '400 ms',
    [`${debloat}.samples`]: '3',
  })
  expect(short.transcript('buffers-announced').split('\n').slice(0, 6).join('\n'))
    .toMatchInlineSnapshot(`
    "      221  count/0   announces 12 places                     10/s, 1200 ms
          421  count/0   announces 8 places                      10/s, 800 ms
          621  count/0   announces 6 places                      10/s, 600 ms
          821  count/0   announces 5 places                      10/s, 500 ms
         1221  count/0   announces 4 places                      10/s, 400 ms"
  `)
  const [slowest] = full.of('checkpoint-acknowledged').slice(-1)
  const [faster] = short.of('checkpoint-acknowledged').slice(-1)
  expect(slowest?.startDelay).toBeGreaterThan(2_000)
  expect(faster?.startDelay).toBeLessThan(800)
  expect(full.of('buffers-announced')).toEqual([])
  const rows = ({ rows: written }: typeof full) => written.slice(0, 80)
  expect(rows(short)).toEqual(rows(full))
})
