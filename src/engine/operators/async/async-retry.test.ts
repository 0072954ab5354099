/** Asynchronous requests that are made again. */
import { expect, test } from 'vitest'
import { runAsync as run } from '../../testing/async-job.ts'

const failing = `new (class extends flink.RichAsyncFunction<any, string> {
  tries = new Map<number, number>()
  asyncInvoke(order: any, resultFuture: any) {
    const n = (this.tries.get(order.n) ?? 0) + 1
    this.tries.set(order.n, n)
    if (n <= 2) resultFuture.completeExceptionally(new Error('busy'))
    else resultFuture.complete([order.n + ' after ' + n])
  }
})()`

test('[ASY-8] a retry strategy asks again after a while', () => {
  const fixed = `new AsyncRetryStrategies.FixedDelayRetryStrategyBuilder<string>(3, 100).ifException(RetryPredicates.HAS_EXCEPTION_PREDICATE).build()`
  const tried = run(
    { wait: `orderedWaitWithRetry(source, ${failing}, 5, TimeUnit.SECONDS, ${fixed})` },
    { records: 2 },
  )
  expect(
    tried.transcript('async-started', 'async-retry-planned', 'async-completed', 'sink-written'),
  ).toMatchInlineSnapshot(`
    "       51  orders/0  asks for {"key":"A","n":0}              1 in flight
           51  orders/0  request 13 to be repeated               attempt 2, due 151
          101  orders/0  asks for {"key":"A","n":1}              2 in flight
          101  orders/0  request 18 to be repeated               attempt 2, due 201
          151  orders/0  asks for {"key":"A","n":0}, attempt 2   2 in flight
          151  orders/0  request 13 to be repeated               attempt 3, due 251
          201  orders/0  asks for {"key":"A","n":1}, attempt 2   2 in flight
          201  orders/0  request 18 to be repeated               attempt 3, due 301
          251  orders/0  asks for {"key":"A","n":0}, attempt 3   2 in flight
          251  orders/0  request 13 answered                     1 result
          251  orders/0  writes 0 after 3                        Sink: Print to Std. Out
          301  orders/0  asks for {"key":"A","n":1}, attempt 3   1 in flight
          301  orders/0  request 18 answered                     1 result
          301  orders/0  writes 1 after 3                        Sink: Print to Std. Out"
  `)
})

test('[ASY-8] a backoff grows from its first delay to the largest, for each record by itself', () => {
  const growing = `new AsyncRetryStrategies.ExponentialBackoffDelayRetryStrategyBuilder<string>(5, 100, 250, 2).ifException(() => true).build()`
  const tried = run(
    {
      wait: `unorderedWaitWithRetry(source, ${failing.replace('n <= 2', 'n <= 4')}, 5, TimeUnit.SECONDS, 10, ${growing})`,
    },
    { records: 2 },
  )
  const delays = tried
    .of('async-retry-planned')
    .map(({ at, due, attempt }) => `${attempt}: ${due - at}`)
  expect(delays.toSorted()).toEqual([
    '2: 100',
    '2: 100',
    '3: 200',
    '3: 200',
    '4: 250',
    '4: 250',
    '5: 250',
    '5: 250',
  ])
  expect(tried.rows).toHaveLength(2)
})

test('[ASY-8] when the attempts are used up the last outcome counts; results are tried again too', () => {
  const once = (condition: string) =>
    `new AsyncRetryStrategies.FixedDelayRetryStrategyBuilder<string>(1, 100).${condition}.build()`
  const failed = run({
    wait: `orderedWaitWithRetry(source, ${failing}, 5, TimeUnit.SECONDS, ${once('ifException(() => true)')})`,
  })
  expect(failed.of('task-failed')[0]?.message).toContain('Error: busy')
  expect(failed.of('async-started').filter(({ attempt }) => attempt === 2)).not.toHaveLength(0)
  const empty = run({
    wait: `orderedWaitWithRetry(source, (o: any, f: any) => { f.complete([]) }, 5, TimeUnit.SECONDS, ${once('ifResult(RetryPredicates.EMPTY_RESULT_PREDICATE)')})`,
  })
  expect(empty.of('async-completed')).toHaveLength(4)
  expect(empty.of('async-retry-planned')).toHaveLength(4)
})

test('[ASY-7, ASY-8] the timeout counts for all attempts together, and after it nothing is tried again', () => {
  const fixed = `new AsyncRetryStrategies.FixedDelayRetryStrategyBuilder<string>(100, 100).ifException(() => true).build()`
  const tried = run(
    {
      wait: `orderedWaitWithRetry(source, ${failing.replace('n <= 2', 'true')}, 350, TimeUnit.MILLISECONDS, ${fixed})`,
    },
    { records: 1 },
  )
  expect(tried.of('async-started').map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4])
  expect(tried.of('task-failed')[0]?.message).toContain('timed out')
})
