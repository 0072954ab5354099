/** What a function measures of itself. Flink: org.apache.flink.metrics. */
import { MisuseError } from '../model/index.ts'
import { checkWhole } from './checks.ts'

/** Counts up and down. Flink: Counter. */
export interface Counter {
  /** Counts one more, or `n` more. */
  inc(n?: number): void
  /** Counts one less, or `n` less. */
  dec(n?: number): void
  /** The count now. */
  getCount(): number
}

/** A value that is asked for when it is reported. Flink: Gauge. */
export interface Gauge<T> {
  /** The value now. */
  getValue(): T
}

/** How often something happens. Flink: Meter. */
export interface Meter {
  /** It happened, or happened `n` times. */
  markEvent(n?: number): void
  /** Events per second. */
  getRate(): number
  /** Events so far. */
  getCount(): number
}

/** How values are distributed. Flink: HistogramStatistics. */
export interface HistogramStatistics {
  /** The value below which this part of the values lies: more than 0, at most 1. */
  getQuantile(quantile: number): number
  /** The values, oldest first. */
  getValues(): readonly number[]
  /** How many values there are. */
  size(): number
  /** Their mean. */
  getMean(): number
  /** Their standard deviation. */
  getStdDev(): number
  /** The greatest one. */
  getMax(): number
  /** The smallest one. */
  getMin(): number
}

/** Takes values and tells how they are distributed. Flink: Histogram. */
export interface Histogram {
  /** Takes a value. */
  update(value: number): void
  /** How many values were taken. */
  getCount(): number
  /** What the values that are kept say. */
  getStatistics(): HistogramStatistics
}

/** A named place for metrics. Flink: MetricGroup. */
export interface MetricGroup {
  /** A counter of that name: the given one, or a new {@link SimpleCounter} (MET-1). */
  counter(name: string, counter?: Counter): Counter
  /** A value that is asked for, by an object or by a function (MET-2). */
  gauge<T>(name: string, gauge: Gauge<T> | (() => T)): Gauge<T>
  /** The meter, under that name. */
  meter(name: string, meter: Meter): Meter
  /** The histogram, under that name. */
  histogram(name: string, histogram: Histogram): Histogram
  /** A group inside this one; with a value two, one in the other. */
  addGroup(name: string, value?: string): MetricGroup
}

/** A count. Flink: SimpleCounter. */
export class SimpleCounter implements Counter {
  #count = 0

  /** Counts one more, or `n` more. */
  inc(n = 1): void {
    this.#count += n
  }

  /** Counts one less, or `n` less. */
  dec(n = 1): void {
    this.#count -= n
  }

  /** The count now. */
  getCount(): number {
    return this.#count
  }
}

const updateInterval = 5

/** The rate of a counter over the last seconds. Flink: MeterView, updated every 5 s. */
export class MeterView implements Meter {
  readonly #counter: Counter
  readonly #span: number
  readonly #values: number[]
  #at = 0
  #rate = 0

  /**
   * @param of the counter whose rate it is, or the time span
   * @param timeSpanInSeconds over how many seconds; 60 where nothing is said
   */
  constructor(of: Counter | number, timeSpanInSeconds = 60) {
    const span = typeof of === 'number' ? of : timeSpanInSeconds
    checkWhole(span, { what: 'new MeterView', least: 1, most: 86_400 })
    this.#counter = typeof of === 'number' ? new SimpleCounter() : of
    this.#span = Math.max(span - (span % updateInterval), updateInterval)
    this.#values = Array.from({ length: this.#span / updateInterval + 1 }, () => 0)
  }

  /** It happened, or happened `n` times. */
  markEvent(n = 1): void {
    this.#counter.inc(n)
  }

  /** Events per second, as of the last update. */
  getRate(): number {
    return this.#rate
  }

  /** Events so far. */
  getCount(): number {
    return this.#counter.getCount()
  }

  /** Called every 5 s of the wall clock. Flink: View.update. */
  update(): void {
    this.#at = (this.#at + 1) % this.#values.length
    this.#values[this.#at] = this.#counter.getCount()
    const oldest = this.#values[(this.#at + 1) % this.#values.length] ?? 0
    this.#rate = ((this.#values[this.#at] ?? 0) - oldest) / this.#span
  }
}

/** Keeps the last values. Flink: DescriptiveStatisticsHistogram. */
export class DescriptiveStatisticsHistogram implements Histogram {
  readonly #windowSize: number
  readonly #values: number[] = []
  #count = 0

  /** @param windowSize how many values are kept */
  constructor(windowSize: number) {
    const what = 'new DescriptiveStatisticsHistogram'
    this.#windowSize = checkWhole(windowSize, { what, least: 1, most: 100_000 })
  }

  /** Takes a value; the oldest one leaves where there is no more room. */
  update(value: number): void {
    this.#count++
    this.#values.push(value)
    if (this.#values.length > this.#windowSize) this.#values.shift()
  }

  /** How many values were taken. */
  getCount(): number {
    return this.#count
  }

  /** What the values that are kept say. */
  getStatistics(): HistogramStatistics {
    return statisticsOf([...this.#values])
  }
}

/** Of no values: the mean and the quantiles are NaN; the least and the greatest, which are longs in Flink, 0. */
function statisticsOf(values: readonly number[]): HistogramStatistics {
  const sorted = values.toSorted((a, b) => a - b)
  const size = values.length
  const mean = size === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / size
  return {
    getQuantile: (quantile) => quantileOf(sorted, quantile),
    getValues: () => values,
    size: () => size,
    getMean: () => mean,
    getStdDev: () => {
      if (size < 2) return size === 0 ? NaN : 0
      const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
      return Math.sqrt(squares / (size - 1))
    },
    getMax: () => sorted.at(-1) ?? 0,
    getMin: () => sorted[0] ?? 0,
  }
}

/** Between two values by the distance from both. Apache Commons Math: Percentile, which Flink uses. */
function quantileOf(values: readonly number[], quantile: number): number {
  const position = quantile * (values.length + 1)
  const below = Math.floor(position)
  const first = values[0]
  const last = values.at(-1)
  if (first === undefined || last === undefined) return NaN
  if (position < 1) return first
  if (position >= values.length) return last
  const lower = values[below - 1] ?? first
  return lower + (position - below) * ((values[below] ?? last) - lower)
}

/** A metric's name, once it is seen to be one. */
export function metricName(name: unknown, call: string): string {
  if (typeof name !== 'string' || name === '')
    throw new MisuseError('text_expected', {
      what: call,
      got: name === '' ? 'an empty string' : typeof name,
    })
  return name
}
