/**
 * Pairs of records of two keyed streams: each waits in a buffer of its side until the watermark says
 * that no partner can come any more. Flink: IntervalJoinOperator.
 */
import {
  installRefusals,
  type JoinContext,
  MapStateDescriptor,
  type OperatorCode,
  Types,
} from '../../datastream/index.ts'
import { type EventTime, minWatermark, MisuseError } from '../../model/index.ts'
import type { KeyedStore } from '../state/keyed-store.ts'
import type { KeyedMapState } from '../state/map-state.ts'
import type { InputRecord, OperatorSite, StreamOperator } from '../task/operator.ts'
import { preview } from '../task/preview.ts'
import { InternalTimerService } from '../time/internal-timer-service.ts'
import { collectorFor, type RecordCollector, sideOutput } from './collector.ts'
import { OperatorParts } from './operator-parts.ts'

type JoinCode = Extract<OperatorCode, { kind: 'interval-join' }>

const bufferOf = (name: string): MapStateDescriptor<unknown, unknown> =>
  new MapStateDescriptor(name, Types.LONG)

/** One side: its buffer by timestamp, and where partners are, seen from a record of it. */
interface Side {
  readonly own: KeyedMapState
  readonly other: KeyedMapState
  readonly lower: number
  readonly upper: number
  readonly namespace: 'CLEANUP_LEFT' | 'CLEANUP_RIGHT'
  readonly lateTag: string | null
}

export function intervalJoinOperator(
  site: OperatorSite,
  code: JoinCode,
  store: KeyedStore,
): StreamOperator {
  const join = new IntervalJoin(site, code, store)
  const operator = new OperatorParts(site, { fn: code.fn, store, timers: join.timers }).operator({
    process: (record, input) => {
      store.takeKeyOf(record)
      join.process(record, input)
    },
  })
  return {
    ...operator,
    open: () => {
      operator.open()
      join.open()
    },
  }
}

class IntervalJoin {
  readonly timers: InternalTimerService
  readonly #site: OperatorSite
  readonly #code: JoinCode
  readonly #store: KeyedStore
  readonly #out: RecordCollector
  readonly #context: JoinContext
  #sides: readonly [Side, Side] | null = null
  #left = 0
  #right = 0

  constructor(site: OperatorSite, code: JoinCode, store: KeyedStore) {
    this.#site = site
    this.#code = code
    this.#store = store
    this.#out = collectorFor(site)
    this.timers = new InternalTimerService(site, store.states, ({ timestamp, namespace }) => {
      this.#cleanUp(timestamp, namespace)
    })
    const timestamp = () => Math.max(this.#left, this.#right) as EventTime
    this.#context = {
      getLeftTimestamp: () => this.#left,
      getRightTimestamp: () => this.#right,
      getTimestamp: timestamp,
      output: sideOutput(site, timestamp),
    }
    installRefusals(this.#context, 'Context')
  }

  open(): void {
    const { lower, upper, late } = this.#code
    const left = this.#store.states.map(bufferOf('LEFT_BUFFER'))
    const right = this.#store.states.map(bufferOf('RIGHT_BUFFER'))
    this.#sides = [
      {
        own: left,
        other: right,
        lower,
        upper,
        namespace: 'CLEANUP_LEFT',
        lateTag: late.left,
      },
      {
        own: right,
        other: left,
        // Not -0, which is another number to some.
        lower: 0 - upper,
        upper: 0 - lower,
        namespace: 'CLEANUP_RIGHT',
        lateTag: late.right,
      },
    ]
  }

  process(record: InputRecord, input: 0 | 1): void {
    const side = this.#sides?.[input] as Side
    const { timestamp, value } = record
    // Flink: Long.MIN_VALUE is what a source gives that knows of none.
    if (timestamp === null || timestamp === minWatermark)
      throw new MisuseError('interval_join_timestamp', { operator: this.#site.node.name })
    if (timestamp < this.timers.currentWatermark()) {
      this.#late(record, timestamp, side.lateTag)
      return
    }
    const before = (side.own.get(timestamp) ?? []) as readonly unknown[]
    side.own.put(timestamp, [...before, value])
    this.#join(value, timestamp, side, input)
    const { upper, namespace } = side
    this.timers.register('event-time', namespace, upper > 0 ? timestamp + upper : timestamp)
  }

  #join(value: unknown, timestamp: number, { other, lower, upper }: Side, input: 0 | 1): void {
    for (const [at, bucket] of other.entries() as Iterable<readonly [number, readonly unknown[]]>) {
      if (at < timestamp + lower || at > timestamp + upper) continue
      for (const partner of bucket) {
        if (input === 0) this.#collect([value, timestamp], [partner, at])
        else this.#collect([partner, at], [value, timestamp])
      }
    }
  }

  #collect(
    [left, leftAt]: readonly [unknown, number],
    [right, rightAt]: readonly [unknown, number],
  ): void {
    this.#left = leftAt
    this.#right = rightAt
    this.#out.startRecord(Math.max(leftAt, rightAt) as EventTime)
    this.#code.fn.processElement(left, right, this.#context, this.#out)
  }

  /** From the time of the timer back to that of the record it was set for. */
  #cleanUp(timestamp: number, namespace: string): void {
    const [left, right] = this.#sides as readonly [Side, Side]
    const { own, upper } = namespace === left.namespace ? left : right
    own.remove(upper > 0 ? timestamp - upper : timestamp)
  }

  #late({ value }: InputRecord, timestamp: EventTime, tag: string | null): void {
    const { sim, subtask, position: operator } = this.#site
    sim.record(
      {
        kind: 'late-element',
        subtask,
        operator,
        key: this.#store.states.currentKey.encoded,
        timestamp,
        watermark: this.timers.currentWatermark(),
        tag,
        value: sim.recording ? preview(value) : '',
      },
      this.#site.current().cause,
    )
    if (tag !== null) this.#site.emitTo(tag, value, timestamp)
  }
}
