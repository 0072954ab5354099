/**
 * What a link carries, a lesson starts from and the command line runs: plain JSON at a version.
 * This is version 1, the current form. A JSON schema of it is published as public/scenario.schema.json.
 */
import type { ClusterShape, Command, Costs } from '../model/index.ts'

/** A record of a topic, before it has an offset. */
export interface TopicRecord {
  readonly key: string | null
  /** JSON, or any text: what the deserializer of the source is given. */
  readonly value: string
  /** Event time in ms as the producer set it; null: the broker's clock when it was appended. */
  readonly timestamp: number | null
}

/** Seeded records: the same seed gives the same records. */
export interface TopicGenerator {
  readonly partitions: number
  readonly recordsPerPartition: number
  /** Each record's key is one of these; the value is `{"key": …, "n": …}` plus `fields`. */
  readonly keys: readonly string[]
  /** The value's field that holds the key; `key` where absent. */
  readonly keyField?: string
  /** Weight of each key; equal ones where absent. */
  readonly weights?: readonly number[]
  /** Integer fields of the value, each drawn from [low, high]. */
  readonly fields?: Readonly<Record<string, readonly [number, number]>>
}

/** A topic of the simulated broker. Record k (from 1) of a partition is there at k × `spacing` ms. */
export interface Topic {
  readonly partitions?: readonly (readonly TopicRecord[])[]
  readonly generator?: TopicGenerator
  /** Virtual ms between two records of one partition; 100 where absent, 0: all at once. */
  readonly spacing?: number
}

/** A channel made slow: from one subtask to another, named `operator#index` (0-based). */
export interface ChannelDelay {
  readonly from: string
  readonly to: string
  /** Extra virtual ms per hop. */
  readonly delay: number
}

/**
 * A command of the script: takes effect before anything else due at `at` (virtual ms). With `step`,
 * as a learner gave it and a link carries it: after that many steps of the engine.
 */
export interface ScriptedCommand {
  readonly at: number
  readonly step?: number
  readonly command: Command
}

/** Where a shared link opens. */
export interface ScenarioCursor {
  /** Virtual ms. */
  readonly at: number
  /** How many events have happened, within the instant; null: all of them. */
  readonly seq: number | null
}

export interface Scenario {
  readonly version: 1
  readonly title: string
  /** `job.ts`, `config.yaml`, and what they import. */
  readonly files: Readonly<Record<string, string>>
  readonly cluster: ClusterShape
  readonly topics: Readonly<Record<string, Topic>>
  /** What differs from `defaultCosts`. */
  readonly costs: Partial<Costs>
  /** Virtual ms a record takes in a task, by the name or uid of one of its operators. */
  readonly recordCosts: Readonly<Record<string, number>>
  /** Virtual ms of the asynchronous upload of a task's snapshot, by operator name or uid. */
  readonly uploadCosts: Readonly<Record<string, number>>
  readonly channelDelays: readonly ChannelDelay[]
  /** Elements a channel holds before its sender is back-pressured. */
  readonly channelCapacity: number
  readonly script: readonly ScriptedCommand[]
  readonly seed: number
  /** Version of the engine's rules it was made with. */
  readonly rules: string
  readonly cursor: ScenarioCursor | null
  /** Names of the dock tabs that are open; the first is in front. */
  readonly panels: readonly string[]
}

/** The rules this engine follows; a scenario of other rules may run differently, and says so. */
export const rulesVersion = '1.0'

/** The most common scenario: what a new one starts with, before files and topics. */
export const emptyScenario: Scenario = {
  version: 1,
  title: 'Untitled',
  files: {},
  cluster: { taskManagers: 2, slotsEach: 2 },
  topics: {},
  costs: {},
  recordCosts: {},
  uploadCosts: {},
  channelDelays: [],
  channelCapacity: 5,
  script: [],
  seed: 1,
  rules: rulesVersion,
  cursor: null,
  panels: [],
}
