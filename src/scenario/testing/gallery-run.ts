/** A program of the gallery, run to its end, and what the tests ask about that run. */
import { executableOf } from '../../cli/executable.ts'
import { outputRows } from '../../cli/print/output.ts'
import { planOf } from '../../cli/run.ts'
import type { VirtualTime } from '../../model/index.ts'
import { runToEnd } from '../../sandbox/inline-runner.ts'
import type { TraceEvent } from '../../trace/index.ts'
import type { GalleryProgram } from '../gallery.ts'
import { partitionsOf } from '../topics.ts'

type Kind = TraceEvent['kind']
type Fact<K extends Kind> = Extract<TraceEvent, { kind: K }>

/** Long enough for every program to be done with its records. */
const ends = 60_000 as VirtualTime

export class GalleryRun {
  readonly events: readonly TraceEvent[]
  readonly #program: GalleryProgram
  readonly #seed: number

  constructor(program: GalleryProgram, seed = program.scenario.seed) {
    const { events, crash } = runToEnd(executableOf(planOf(program.scenario, seed)), ends)
    if (crash !== null) throw new Error(JSON.stringify(crash))
    this.#program = program
    this.#seed = seed
    this.events = events
  }

  /** All facts of a kind, in order. */
  all<K extends Kind>(kind: K): readonly Fact<K>[] {
    return this.events.filter((event): event is Fact<K> => event.kind === kind)
  }

  /** What a topic is given, one partition after the other. */
  records<T>(topic: string): readonly T[] {
    const planned = this.#program.scenario.topics[topic]
    if (planned === undefined) return []
    return partitionsOf(topic, planned, this.#seed).flatMap(({ length, at }) =>
      Array.from({ length }, (_, offset) => parsed(at(offset).value) as T),
    )
  }

  /** Offsets of a topic with one partition that were read again after the failure. */
  replayed(topic: string): readonly number[] {
    const reads = this.all('record-read').filter((read) => read.topic === topic && read.replayed)
    return reads.map(({ offset }) => offset)
  }

  /** Virtual ms at which a TaskManager was lost. */
  get lostAt(): number {
    return this.all('task-manager-lost')[0]?.at ?? Number.NaN
  }

  /** What a reader of a sink sees at the end, in the order in which it became visible. */
  rows<T>(sink: string): readonly T[] {
    return [...outputRows(this.events)]
      .filter((row) => row.sink.startsWith(sink))
      .map(({ value }) => parsed(value) as T)
  }

  /**
   * Whether a sink without transactions holds twice what was there before the failure and made from
   * records that were read again, and all else once. There must be some of both.
   */
  hasTwiceWhatWasReplayed(sink: string, offsetOf: (row: never) => number, topic: string): boolean {
    const rows = this.all('sink-written').filter((row) => row.sink.startsWith(sink))
    const replayed = new Set(this.replayed(topic))
    const offsets = rows.map(({ value }) => offsetOf(parsed(value) as never))
    const early = new Set(offsets.filter((_, at) => (rows[at]?.at ?? 0) < this.lostAt))
    const times = new Map<number, number>()
    for (const offset of offsets) times.set(offset, (times.get(offset) ?? 0) + 1)
    const right = [...times].every(
      ([offset, count]) => count === (early.has(offset) && replayed.has(offset) ? 2 : 1),
    )
    return right && new Set(times.values()).size === 2
  }

  /** Whether a TaskManager was lost after a completed checkpoint, and records were read again for it. */
  get failedAndReplayed(): boolean {
    const lost = this.lostAt
    const completed = this.all('checkpoint-completed').some(({ at }) => at < lost)
    const replayed = this.all('record-read').some((read) => read.replayed && read.at > lost)
    const recovered = this.all('job-status-changed').some(
      ({ status, at }) => status === 'RUNNING' && at > lost,
    )
    return completed && replayed && recovered
  }
}

function parsed(value: string): unknown {
  return value.startsWith('{') ? JSON.parse(value) : value
}
