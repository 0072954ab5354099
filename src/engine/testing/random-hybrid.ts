/**
 * A hybrid source in a random job: generated history, sometimes a topic that is complete when the job starts, and
 * then the topic the job would read by itself. For seeds of their own, from a stream of their own.
 */
import { randomStream } from '../../base/index.ts'
import type { Scenario } from '../../scenario/index.ts'

/** Seeds from here on have hybrid sources, every second one. */
const firstHybridSeed = 250_000

/** What is read before the first topic. */
export interface HybridPart {
  readonly count: number
  readonly perSecond: number
  /** Partitions of a bounded topic between the two; 0: there is none. */
  readonly past: number
}

const pastTopic = 'past'

/** Null: this plan has none. `isPlain`: neither event time nor sources that end are in the way. */
export function hybridPart(seed: number, isPlain: boolean): HybridPart | null {
  if (seed < firstHybridSeed || seed % 2 !== 0 || !isPlain) return null
  const random = randomStream(seed, 'hybrid')
  return {
    count: random.between(0, 60),
    perSecond: [10, 40, 200][random.below(3)] as number,
    past: Math.max(0, random.between(-1, 3)),
  }
}

/** The hybrid source around the topic's own, as the program says it; `kafka`: of a topic, with more calls. */
export function hybridSource(
  { count, perSecond, past }: HybridPart,
  topic: string,
  kafka: (topic: string, more: string) => string,
): string {
  const first =
    `new DataGeneratorSource<Item>((n) => ({ key: ['apple', 'pear', 'fig'][n % 3]!, weight: n % 10 }), ` +
    `${count}, RateLimiterStrategy.perSecond(${perSecond}))`
  const between =
    past === 0 ? '' : `.addSource(${kafka(pastTopic, '.setBounded(OffsetsInitializer.latest())')})`
  return `HybridSource.builder<Item>(${first})${between}.addSource(${kafka(topic, '')}).build()`
}

/** The topic between, all there from the beginning. */
export function pastTopics(hybrid: HybridPart | null): Scenario['topics'] {
  if (hybrid === null || hybrid.past === 0) return {}
  const keys = ['apple', 'plum']
  const fields = { weight: [0, 9] as const }
  const generator = { partitions: hybrid.past, recordsPerPartition: 12, keys, fields }
  return { [pastTopic]: { spacing: 0, generator } }
}

/** The setting of the interval while history is read. */
export function withBacklogInterval(seed: number, config: string): string {
  if (seed < firstHybridSeed) return config
  const random = randomStream(seed, 'interval during backlog')
  const setting = ['', '0 ms', '1 h', '4 s'][random.below(4)] as string
  // Flink refuses one that is below the interval.
  if (setting === '' || (setting === '4 s' && config.includes('checkpointing.interval: 1 h')))
    return config
  return `${config}execution.checkpointing.interval-during-backlog: ${setting}\n`
}
