/** What a function measures of itself, and when it is reported. */
import { expect, test } from 'vitest'
import { DescriptiveStatisticsHistogram, MeterView } from '../../datastream/metrics.ts'
import { keyedJob, orders, simulate } from '../testing/simulate.ts'

const counting = (open: string, body: string) =>
  keyedJob({
    fields: 'declare seen: any; declare rate: any; declare sizes: any; last = -1',
    open: `const group = this.getRuntimeContext().getMetricGroup(); ${open}`,
    body: `${body}; this.last = order.n`,
  })

const run = (open: string, body: string, config = {}) =>
  simulate(counting(open, body), {
    until: 6_500,
    scenario: { topics: orders([['A', 30]]) },
    config,
    script: [[3_500, { kind: 'kill-task-manager', taskManager: 1 as never }]],
  })

test('[MET-1, MET-2] metrics are reported when they have changed, and begin anew with an attempt', () => {
  const tried = run(
    `this.seen = group.addGroup('orders').counter('seen')
     group.gauge('last', () => this.last)
     group.gauge('broken', () => { throw new Error('no') })
     group.counter('twice').inc(7)
     group.counter('twice').inc(100)`,
    'this.seen.inc()',
    {
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.delay': '200 ms',
      'restart-strategy.fixed-delay.attempts': '1',
    },
  )
  expect(tried.of('task-failed')).toEqual([])
  expect(tried.transcript('metric-reported')).toMatchInlineSnapshot(`
    "     1000  count/0   orders.seen = 9                         counter
         1000  count/0   last = 8                                gauge
         1000  count/0   broken = n/a                            gauge
         1000  count/0   twice = 7                               counter
         2000  count/0   orders.seen = 19                        counter
         2000  count/0   last = 18                               gauge
         3000  count/0   orders.seen = 29                        counter
         3000  count/0   last = 28                               gauge
         4700  count/0   orders.seen = 30                        counter
         4700  count/0   last = 29                               gauge
         4700  count/0   broken = n/a                            gauge
         4700  count/0   twice = 7                               counter"
  `)
})

test('[MET-3] a meter has its rate every 5 s, a histogram the last values', () => {
  const tried = simulate(
    counting(
      `this.rate = group.meter('rate', new flink.MeterView(new flink.SimpleCounter(), 10))
       this.sizes = group.histogram('sizes', new flink.DescriptiveStatisticsHistogram(5))`,
      'this.rate.markEvent(); this.sizes.update(order.n)',
    ),
    { until: 5_500, scenario: { topics: orders([['A', 30]]) } },
  )
  expect(tried.transcript('metric-reported')).toMatchInlineSnapshot(`
    "     1000  count/0   rate = 0/s, 9 in all                    meter
         1000  count/0   sizes = min 4, mean 6, p99 8, max 8, 9 in all  histogram
         2000  count/0   rate = 0/s, 19 in all                   meter
         2000  count/0   sizes = min 14, mean 16, p99 18, max 18, 19 in all  histogram
         3000  count/0   rate = 0/s, 29 in all                   meter
         3000  count/0   sizes = min 24, mean 26, p99 28, max 28, 29 in all  histogram
         4000  count/0   rate = 0/s, 30 in all                   meter
         4000  count/0   sizes = min 25, mean 27, p99 29, max 29, 30 in all  histogram
         5000  count/0   rate = 3/s, 30 in all                   meter"
  `)
})

test('[MET-3] rates and quantiles as Flink has them', () => {
  const meter = new MeterView(10)
  meter.markEvent(20)
  meter.update()
  expect(meter.getRate()).toBe(2)
  meter.update()
  meter.update()
  expect(meter.getRate()).toBe(0)
  const histogram = new DescriptiveStatisticsHistogram(10)
  for (let i = 1; i <= 10; i++) histogram.update(i)
  const statistics = histogram.getStatistics()
  expect([statistics.getMin(), statistics.getMean(), statistics.getMax()]).toEqual([1, 5.5, 10])
  expect(statistics.getQuantile(0.5)).toBe(5.5)
  expect(statistics.getStdDev()).toBeCloseTo(3.02765, 5)
  histogram.update(0)
  expect(histogram.getStatistics().getValues()).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 0])
  expect(statistics.getValues()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const none = new DescriptiveStatisticsHistogram(10).getStatistics()
  expect([none.getMean(), none.getQuantile(0.5), none.getStdDev()]).toEqual([NaN, NaN, NaN])
  expect([none.getMin(), none.getMax(), none.getValues()]).toEqual([0, 0, []])
})
