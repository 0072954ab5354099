/**
 * The metrics of one operator of one subtask, and what is reported of them. Flink:
 * InternalOperatorMetricGroup, ViewUpdater, MetricReporter.
 */
import {
  type Counter,
  type Gauge,
  type Histogram,
  type Meter,
  type MetricGroup,
  metricName,
  MeterView,
  SimpleCounter,
} from '../../datastream/index.ts'
import { MisuseError, type VirtualTime } from '../../model/index.ts'
import { rethrowIfOurs } from '../task/failure.ts'
import { enter, type OperatorSite } from '../task/operator.ts'
import { preview } from '../task/preview.ts'

/** Virtual ms between two reports; Flink's web UI asks every 10 s, which nobody would wait for here. */
const reportInterval = 1_000
/** Reports between two updates of a meter: 5 s, as Flink's ViewUpdater. */
const reportsPerUpdate = 5

interface Registered {
  readonly type: 'counter' | 'gauge' | 'meter' | 'histogram'
  readonly value: () => string
  readonly meter: MeterView | null
  last: string | null
}

export class OperatorMetrics {
  readonly group: MetricGroup
  readonly #site: OperatorSite
  readonly #metrics = new Map<string, Registered>()
  #reports = 0

  constructor(site: OperatorSite) {
    this.#site = site
    this.group = this.#groupOf('')
  }

  #groupOf(scope: string): MetricGroup {
    const named = (name: string, call: string) => `${scope}${metricName(name, call)}`
    return {
      counter: (name: string, counter: Counter = new SimpleCounter()) => {
        needs(counter, 'counter', 'getCount')
        this.#add(named(name, 'counter'), 'counter', () => String(counter.getCount()))
        return counter
      },
      gauge: <T>(name: string, given: Gauge<T> | (() => T)) => {
        const gauge = typeof given === 'function' ? { getValue: given } : given
        needs(gauge, 'gauge', 'getValue')
        this.#add(named(name, 'gauge'), 'gauge', () => preview(gauge.getValue()))
        return gauge
      },
      meter: (name: string, meter: Meter) => {
        needs(meter, 'meter', 'getRate')
        const value = () => `${rounded(meter.getRate())}/s, ${meter.getCount()} in all`
        this.#add(named(name, 'meter'), 'meter', value, meter instanceof MeterView ? meter : null)
        return meter
      },
      histogram: (name: string, histogram: Histogram) => {
        needs(histogram, 'histogram', 'getStatistics')
        this.#add(named(name, 'histogram'), 'histogram', () => shown(histogram))
        return histogram
      },
      addGroup: (name: string, value?: string) => {
        const inner = `${named(name, 'addGroup')}.`
        return this.#groupOf(value === undefined ? inner : `${inner}${value}.`)
      },
    }
  }

  /** The first metric of a name stays; Flink warns of a second one and does not report it. */
  #add(
    name: string,
    type: Registered['type'],
    value: () => string,
    meter: MeterView | null = null,
  ) {
    if (this.#metrics.has(name)) return
    if (this.#metrics.size === 0) this.#planReport()
    this.#metrics.set(name, { type, value, meter, last: null })
  }

  #planReport(): void {
    const { sim } = this.#site
    this.#site.wakeAt((sim.now + reportInterval) as VirtualTime, () => {
      this.#report()
      this.#planReport()
    })
  }

  #report(): void {
    const { sim, subtask, position: operator } = this.#site
    enter(this.#site)
    const updates = ++this.#reports % reportsPerUpdate === 0
    for (const [metric, registered] of this.#metrics) {
      if (updates) registered.meter?.update()
      const value = valueOf(registered)
      if (value === registered.last) continue
      registered.last = value
      const { type } = registered
      sim.record({ kind: 'metric-reported', subtask, operator, metric, type, value }, null)
    }
  }
}

/** A metric is known by the method that tells its value; Java's compiler sees to that. */
function needs(metric: unknown, call: string, method: string): void {
  if (typeof (metric as Record<string, unknown> | null)?.[method] !== 'function')
    throw new MisuseError('metric_expected', { call, method })
}

/** A gauge that throws has no value; it fails nothing, as in Flink. */
function valueOf({ value }: Registered): string {
  try {
    return value()
  } catch (error) {
    rethrowIfOurs(error)
    return 'n/a'
  }
}

function shown(histogram: Histogram): string {
  const statistics = histogram.getStatistics()
  const [min, mean, p99, max] = [
    statistics.getMin(),
    statistics.getMean(),
    statistics.getQuantile(0.99),
    statistics.getMax(),
  ].map(rounded)
  return `min ${min}, mean ${mean}, p99 ${p99}, max ${max}, ${histogram.getCount()} in all`
}

const rounded = (value: number): string => String(Math.round(value * 100) / 100)
