/** Asynchronous requests: order, capacity, timeouts, and what a snapshot holds of them. */
import { expect, test } from 'vitest'
import type { Command } from '../../../model/index.ts'
import { clusterView, metrics } from '../../../projection/index.ts'
import { runAsync as run, writtenAt as written } from '../../testing/async-job.ts'
import { orders, simulate } from '../../testing/simulate.ts'

const mail = `(a: any, f: any) => { f.complete([a.key]) }`

test('[ASY-1] a request does not hold up the records behind it', () => {
  const tried = run({ wait: `unorderedWait(source, new Ask(), 1, TimeUnit.SECONDS)` })
  expect(tried.transcript('async-started', 'async-completed', 'sink-written'))
    .toMatchInlineSnapshot(`
    "       51  orders/0  asks for {"key":"A","n":0}              1 in flight
          101  orders/0  asks for {"key":"A","n":1}              2 in flight
          151  orders/0  asks for {"key":"A","n":2}              3 in flight
          201  orders/0  asks for {"key":"A","n":3}              4 in flight
          201  orders/0  request 17 answered                     1 result
          201  orders/0  writes A#1                              Sink: Print to Std. Out
          251  orders/0  request 21 answered                     1 result
          251  orders/0  writes A#2                              Sink: Print to Std. Out
          301  orders/0  request 25 answered                     1 result
          301  orders/0  writes A#3                              Sink: Print to Std. Out
          351  orders/0  request 13 answered                     1 result
          351  orders/0  writes A#0                              Sink: Print to Std. Out"
  `)
})

test('[ASY-3] ordered: a result waits for those before it', () => {
  const tried = run({ wait: `orderedWait(source, new Ask(), 1, TimeUnit.SECONDS)` })
  expect(written(tried)).toMatchInlineSnapshot(`
    [
      "351 A#0",
      "351 A#1",
      "351 A#2",
      "351 A#3",
    ]
  `)
})

test('[ASY-4] unordered: results overtake each other, but never a watermark', () => {
  const watermarks = `flink.WatermarkStrategy.forMonotonousTimestamps<any>().withTimestampAssigner((o: any) => o.n)`
  const behind = `.process(new (class extends flink.ProcessFunction<any, any> {
    processElement(name: any, ctx: any, out: any) { out.collect(name + ' @' + ctx.timestamp() + ' wm ' + ctx.timerService().currentWatermark()) }
  })())`
  const tried = run(
    { wait: `unorderedWait(source, new Ask(), 1, TimeUnit.SECONDS)`, watermarks, behind },
    { records: 12 },
  )
  const rows = tried.rows.map(
    (row) => /#(\d+) @(\d+) wm (-?\d+)/.exec(row)?.slice(1).map(Number) ?? [],
  )
  expect(rows.map(([n]) => n)).not.toEqual(
    rows.map(([n]) => n).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
  )
  expect(rows).toHaveLength(12)
  for (const [n, timestamp, watermark] of rows) {
    expect(timestamp).toBe(n)
    expect(timestamp).toBeGreaterThan(watermark ?? 0)
  }
  expect(written(tried)).toMatchInlineSnapshot(`
    [
      "201 A#1 @1 wm -9007199254740991",
      "251 A#2 @2 wm -9007199254740991",
      "351 A#0 @0 wm -9007199254740991",
      "351 A#3 @3 wm 1",
      "351 A#4 @4 wm 1",
      "401 A#5 @5 wm 1",
      "451 A#6 @6 wm 1",
      "501 A#7 @7 wm 5",
      "551 A#8 @8 wm 5",
      "601 A#9 @9 wm 5",
      "651 A#10 @10 wm 5",
      "701 A#11 @11 wm 9",
    ]
  `)
})

test('[ASY-2] a full queue takes no more, and the task upstream is back-pressured', () => {
  const tried = run(
    { wait: `orderedWait(source.rebalance(), new Ask(), 10, TimeUnit.SECONDS, 2)` },
    { records: 30, scenario: { topics: orders([['A', 30]], 1) }, until: 20_000 },
  )
  const started = tried.of('async-started')
  expect(Math.max(...started.map(({ inFlight }) => inFlight))).toBe(2)
  expect(tried.of('async-queue-full').length).toBeGreaterThan(5)
  expect(tried.rows).toEqual(Array.from({ length: 30 }, (_, n) => `A#${n}`))
})

test('[ASY-14] a full queue keeps its task busy; the task before it is back-pressured', () => {
  const until = 20_000
  const tried = run(
    { wait: `orderedWait(source.rebalance(), new Ask(), 10, TimeUnit.SECONDS, 2)` },
    { records: 30, scenario: { topics: orders([['A', 30]], 1) }, until },
  )
  const spells = tried.of('async-queue-full').map(({ at }, n) => {
    return tried.of('async-queue-freed')[n]!.at - at
  })
  const waiting = tried.of('async-queue-full')[0]!.subtask
  const worked = tried
    .of('record-taken')
    .filter(({ subtask }) => subtask === waiting)
    .map((taken) => taken.until - taken.at)
  const sum = (times: readonly number[]) => times.reduce((all, time) => all + time, 0)
  const view = clusterView.initial()
  const counts = metrics.initial()
  for (const event of tried.events) {
    clusterView.apply(view, event)
    metrics.apply(counts, event)
    if (event.kind === 'async-queue-full')
      expect(view.subtasks[waiting]?.queueFull).toEqual({ since: event.at, queues: 1 })
  }
  expect(sum(spells)).toBeGreaterThan(0)
  expect(view.subtasks[waiting]).toMatchObject({
    queueFull: null,
    busyMs: sum(spells) + sum(worked),
  })
  expect(counts.subtasks[waiting]?.busyMs).toBe(sum(spells) + sum(worked))
  const pressed = new Set(tried.of('back-pressure-started').map(({ subtask }) => subtask))
  expect([...pressed]).not.toContain(waiting)
  expect(pressed.size).toBeGreaterThan(0)
})

test('[ASY-2] what one record becomes may fill the queue: the rest of it waits too', () => {
  const tried = run(
    {
      wait: `orderedWait(source.flatMap((o: any, out: any) => { for (let i = 0; i < 5; i++) out.collect({ key: o.key + i, n: o.n }) }), new Ask(), 10, TimeUnit.SECONDS, 2)`,
    },
    { records: 2 },
  )
  expect(tried.rows).toEqual([0, 1].flatMap((n) => [0, 1, 2, 3, 4].map((i) => `A${i}#${n}`)))
  expect(Math.max(...tried.of('async-started').map(({ inFlight }) => inFlight))).toBe(2)
})

test('[ASY-5] a watermark waits for the records before it, a barrier for none', () => {
  const checkpoint: Command = { kind: 'trigger-checkpoint' }
  const tried = run(
    { wait: `orderedWait(source, new Ask(), 1, TimeUnit.SECONDS)` },
    { script: [[120, checkpoint]] },
  )
  const taken = tried.of('checkpoint-completed')[0]
  const firstRow = tried.of('sink-written')[0]
  expect(taken?.at).toBeLessThan(firstRow?.at ?? 0)
  expect(tried.transcript('snapshot-taken', 'operator-state-changed', 'checkpoint-completed'))
    .toMatchInlineSnapshot(`
      "      127  orders/0  _async_wait_operator_state_ is now [{"value":{"key":"A","n":0},"timestamp":50,"from":"orders/0/0"},{"value":{"key":"A","n":1},"timestamp":100,"from":"orders/0/1"}]  2 entries
            127  orders/0  snapshot 1 taken, 501 B                 due 177
            192  checkpoint 1 completed after 72 ms      501 B"
    `)
})

const restarting = {
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '3',
  'restart-strategy.fixed-delay.delay': '100 ms',
}

test('[ASY-9] what was in flight at the checkpoint is asked again after a restore, before new records', () => {
  const rows = (mode: string) => {
    const tried = run(
      { wait: `${mode}(source, new Ask(), 1, TimeUnit.SECONDS)` },
      {
        config: restarting,
        script: [
          [120, { kind: 'trigger-checkpoint' }],
          [215, { kind: 'kill-task-manager', taskManager: 1 as never }],
        ],
      },
    )
    const again = tried.of('async-started').filter(({ at }) => at > 300)
    expect(again.map(({ value }) => (JSON.parse(value) as { n: number }).n)).toEqual([0, 1, 2, 3])
    return tried.of('sink-written').map((row) => `${row.value}${row.again ? ' again' : ''}`)
  }
  // A row that was seen before the failure is known for the same row after it.
  expect(rows('orderedWait')).toEqual(['A#0', 'A#1', 'A#2', 'A#3'])
  expect(rows('unorderedWait')).toEqual(['A#1', 'A#1 again', 'A#2', 'A#3', 'A#0'])
})

test('[ASY-5] while the queue is full the barrier waits, as what is behind the record at hand does', () => {
  const completed = (capacity: number) =>
    run(
      {
        wait: `orderedWait(source.rebalance(), new Ask(), 10, TimeUnit.SECONDS, ${capacity})`,
        latency: 'names(1_000)',
      },
      { script: [[250, { kind: 'trigger-checkpoint' }]] },
    ).of('checkpoint-completed')[0]?.at
  expect(completed(100)).toBeLessThan(500)
  expect(completed(2)).toBeGreaterThan(1_000)
})

test('[ASY-9] after a change of parallelism the elements in flight are dealt out evenly', () => {
  const shape = (parallelism: number) => ({
    wait: `orderedWait(source.rebalance(), new Ask(), 10, TimeUnit.SECONDS).setParallelism(${parallelism})`,
    latency: 'names(2_000)',
  })
  const first = run(shape(1), {
    script: [[250, { kind: 'trigger-savepoint', label: 's', then: 'stop' }]],
    until: 5_000,
  })
  const [{ checkpoint } = { checkpoint: 0 }] = first.manifests
  const second = run(shape(2), { restoreFrom: { run: first, checkpoint }, until: 5_000 })
  const perSubtask = new Map<number, number>()
  const inFlight = first.of('async-started').length
  for (const { subtask } of second.of('async-started').slice(0, inFlight))
    perSubtask.set(subtask, (perSubtask.get(subtask) ?? 0) + 1)
  expect(perSubtask.size).toBe(2)
  expect(second.rows.toSorted()).toEqual(['A#0', 'A#1', 'A#2', 'A#3'])
})

test('[ASY-7] a record without a result in time fails the task, unless timeout() says otherwise', () => {
  const failed = run({ wait: `orderedWait(source, new Ask(), 200, TimeUnit.MILLISECONDS)` })
  expect(failed.of('task-failed')[0]?.message).toContain(
    'TimeoutException: Async function call has timed out.',
  )
  expect(failed.transcript('async-timed-out', 'task-failed')).toMatchInlineSnapshot(`
    "      251  orders/0  request 13 timed out                    {"key":"A","n":0}
          251  orders/0  failed: Could not complete the stream element: Record @ 50 : {"key":"A","n":0}. TimeoutException: Async function call has timed out."
  `)
  const own = `new (class extends Ask { timeout(order: any, resultFuture: any) { resultFuture.complete(['late ' + order.n]) } })()`
  expect(written(run({ wait: `orderedWait(source, ${own}, 200, TimeUnit.MILLISECONDS)` })))
    .toMatchInlineSnapshot(`
    [
      "251 late 0",
      "251 A#1",
      "251 A#2",
      "301 A#3",
    ]
  `)
})

test('[ASY-6] the first call counts; an error fails the task, an empty list emits nothing', () => {
  const twice = run({
    wait: `orderedWait(source, (o: any, f: any) => { f.complete(['first']); f.complete(['second']) }, 1, TimeUnit.SECONDS)`,
  })
  expect(twice.rows).toEqual(['first', 'first', 'first', 'first'])
  const none = run({
    wait: `orderedWait(source, (o: any, f: any) => { f.complete(o.n === 1 ? [] : [o.n, o.n]) }, 1, TimeUnit.SECONDS)`,
  })
  expect(none.rows).toEqual(['0', '0', '2', '2', '3', '3'])
  const wrong = run({
    wait: `orderedWait(source, (o: any, f: any) => { f.completeExceptionally(new Error('no such order')) }, 1, TimeUnit.SECONDS)`,
  })
  expect(wrong.of('task-failed')[0]).toMatchObject({ code: 'async-exception' })
  expect(wrong.of('task-failed')[0]?.message).toBe(
    'Could not complete the stream element: Record @ 50 : {"key":"A","n":0}. Error: no such order',
  )
  expect(wrong.of('task-failed')[0]?.place?.file).toBe('job.ts')
  const supplied = run({
    wait: `orderedWait(source, (o: any, f: any) => { f.complete(() => [o.n]) }, 1, TimeUnit.SECONDS)`,
  })
  expect(supplied.rows).toEqual(['0', '1', '2', '3'])
})

test('[ASY-11] the end of input waits for what is in flight, and what is behind ends after it', () => {
  const bounded = (wait: string, behind = '') => `import * as flink from 'flink'
const { AsyncDataStream, AsyncRetryStrategies, BarrierLabService, Duration, TimeUnit } = flink
const service = BarrierLabService.answering((n: number) => n * 10).withLatency(Duration.ofMillis(500))
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
const source = env.fromData(1, 2, 3)
AsyncDataStream.${wait}${behind}.print()
env.execute('bounded')`
  const ask = `(n: number, f: any) => { service.request(n).whenComplete((ten) => { f.complete([ten]) }) }`
  const behind = `.keyBy((n: any) => n).process(new (class extends flink.KeyedProcessFunction<any, any, any> {
    processElement(n: any, ctx: any) { ctx.timerService().registerEventTimeTimer(9_000) }
    onTimer(at: number, ctx: any, out: any) { out.collect(ctx.getCurrentKey() + ' at the end') }
  })())`
  const tried = simulate(bounded(`unorderedWait(source, ${ask}, 0, TimeUnit.SECONDS)`, behind), {
    until: 3_000,
  })
  expect(tried.rows.toSorted()).toEqual(['10 at the end', '20 at the end', '30 at the end'])
  const retry = `new AsyncRetryStrategies.FixedDelayRetryStrategyBuilder<any>(9, 60_000).ifResult((r) => r.length === 0).build()`
  const given = simulate(
    bounded(
      `orderedWaitWithRetry(source, (n: number, f: any) => { f.complete([]) }, 1, TimeUnit.HOURS, ${retry})`,
    ),
    { until: 3_000 },
  )
  expect(given.of('async-started').map(({ attempt }) => attempt)).toEqual([1, 1, 1, 2, 2, 2])
  expect(given.of('async-completed')).toHaveLength(3)
})

test('[ASY-10] an exception of asyncInvoke itself fails the task at once', () => {
  const tried = run({
    wait: `orderedWait(source, () => { throw new Error('no client') }, 1, TimeUnit.SECONDS)`,
  })
  expect(tried.of('task-failed')[0]).toMatchObject({
    code: 'user-code-exception',
    message: 'Error: no client',
  })
})

test('[ASY-13] Barrier Lab’s service answers by chance of the seed, the same in every run', () => {
  const shape = {
    wait: `unorderedWait(source, new Ask(), 9, TimeUnit.SECONDS)`,
    latency: `names(0).withLatency(Duration.ofMillis(10), Duration.ofMillis(900))`,
  }
  const one = run(shape, { records: 10 })
  expect(one.hash).toBe(run(shape, { records: 10 }).hash)
  expect(one.rows).toHaveLength(10)
  expect(one.rows).not.toEqual(one.rows.toSorted())
  const failing = run({
    wait: `unorderedWait(source, new Ask(), 9, TimeUnit.SECONDS)`,
    latency: `names(5).withFailureRate(1)`,
  })
  expect(failing.of('task-failed')[0]?.message).toContain('BarrierLabService: the request failed')
})

test('[ASY-12] a mistake around asynchronous requests is told where it was made', () => {
  const codeOf = (wait: string, latency?: string) => {
    try {
      const { of } = run(latency === undefined ? { wait } : { wait, latency })
      return of('task-failed')[0]?.code
    } catch (error) {
      return /"code":"(\w+)"/.exec(String(error))?.[1]
    }
  }
  const state = `new (class extends Ask { open() { this.getRuntimeContext().getState(new flink.ValueStateDescriptor('n')) } })()`
  expect([
    codeOf(`orderedWait(source, {} as any, 1, TimeUnit.SECONDS)`),
    codeOf(`orderedWait(source, Ask as any, 1, TimeUnit.SECONDS)`),
    codeOf(`orderedWait(source, ${mail}, 1, 'SECONDS' as any)`),
    codeOf(`orderedWait(source, ${mail}, 1.5, TimeUnit.SECONDS)`),
    codeOf(`orderedWait(source, ${mail}, 1, TimeUnit.SECONDS, 0)`),
    codeOf(
      `orderedWaitWithRetry(source, ${mail}, 0, TimeUnit.SECONDS, AsyncRetryStrategies.NO_RETRY_STRATEGY as any)`,
    ),
    codeOf(`orderedWaitWithRetry(source, ${mail}, 1, TimeUnit.SECONDS, {} as any)`),
    codeOf(`orderedWait(source, (o: any, f: any) => { f.complete(null) }, 1, TimeUnit.SECONDS)`),
    codeOf(
      `orderedWait(source.map((o: any) => { names(1).request(o); return o }), ${mail}, 1, TimeUnit.SECONDS)`,
    ),
    codeOf(`orderedWait(source, ${state}, 1, TimeUnit.SECONDS)`),
  ]).toMatchInlineSnapshot(`
    [
      "async_function_expected",
      "class_without_new",
      "time_unit_expected",
      "whole_number_expected",
      "number_too_small",
      "number_too_small",
      "retry_strategy_expected",
      "async_results_expected",
      "service_outside_async",
      "async_state",
    ]
  `)
})
