/**
 * A source in a chain: asks its reader for records, gives them timestamps, and makes watermarks.
 * Flink: SourceOperator.
 */
import { assert } from '../../base/index.ts'
import type { OperatorTime } from '../../datastream/index.ts'
import {
  type CheckpointId,
  type ElementId,
  type EventSeq,
  type EventTime,
  maxWatermark,
  minWatermark,
  type VirtualTime,
} from '../../model/index.ts'
import { collectorFor } from '../operators/collector.ts'
import type { SplitState, StatePiece } from '../state/piece.ts'
import {
  enter,
  type OperatorSite,
  type OperatorSnapshot,
  type StreamOperator,
} from '../task/operator.ts'
import { cut } from '../task/preview.ts'
import { PausableRelativeClock } from '../time/pausable-relative-clock.ts'
import { SourceWatermarks } from '../time/source-watermarks.ts'
import type { WatermarkDataOutput } from '../time/watermark-data-output.ts'
import type { Broker } from './broker.ts'
import type { Lineage } from './lineage.ts'
import { SourceAlignment } from './source-alignment.ts'
import type { EmitRecord, SourceReader, Split } from './source-reader.ts'

export interface SourceSurroundings {
  readonly broker: Broker
  readonly lineage: Lineage
  /** Offsets up to which any attempt has read a split; a lower one is a replay. */
  readonly highWater: Map<string, number>
}

/** What a source would do next. */
export type SourceStep =
  | { readonly kind: 'read'; readonly split: Split }
  | { readonly kind: 'wait'; readonly until: VirtualTime }
  | { readonly kind: 'idle' }
  /** A hybrid source has read what it had of the source at that place, and others follow. */
  | { readonly kind: 'source-finished'; readonly index: number }
  /** A bounded source has read all it will read. */
  | { readonly kind: 'ended' }

/** The JobManager sends a reader of a hybrid source on. Flink: SwitchSourceEvent. */
export interface SwitchSource {
  readonly index: number
  /** What it reads there, besides what it has restored of that source. */
  readonly splits: readonly SplitState[]
  readonly cause: EventSeq
}

export class SourceOperator implements StreamOperator {
  readonly reader: SourceReader
  readonly #site: OperatorSite
  readonly #time: OperatorTime
  readonly #around: SourceSurroundings
  readonly #out
  readonly #splitsAt = new Map<CheckpointId, readonly SplitState[]>()
  /** Stands still while the task is back-pressured, or waits for its group. */
  readonly #clock: PausableRelativeClock
  #splits: Split[] = []
  #restored: SplitState[] | null = null
  #turn = 0
  #watermarks: SourceWatermarks | null = null
  #alignment: SourceAlignment | null = null
  /** The split whose record is being read; null: watermarks are the reader's. */
  #reading: string | null = null
  /** The JobManager has been told that all of the present source is read. */
  #hasTold = false

  constructor(
    site: OperatorSite,
    reader: SourceReader,
    time: OperatorTime,
    around: SourceSurroundings,
  ) {
    this.#site = site
    this.reader = reader
    this.#time = time
    this.#around = around
    this.#out = collectorFor(site)
    this.#clock = new PausableRelativeClock(site.inputActivityClock)
  }

  get node() {
    return this.#site.node
  }

  /** Before `open`: where watermarks go. */
  connect(output: WatermarkDataOutput): void {
    this.#watermarks = new SourceWatermarks(this.#time, output, this.#clock)
    this.#alignment = new SourceAlignment({
      site: this.#site,
      clock: this.#clock,
      watermarks: this.#watermarks,
      reader: this.reader,
    })
  }

  get watermarks(): SourceWatermarks {
    assert(this.#watermarks !== null, 'a source is connected before it is asked')
    return this.#watermarks
  }

  get alignment(): SourceAlignment {
    assert(this.#alignment !== null, 'a source is connected before it is asked')
    return this.#alignment
  }

  open(): void {
    // Of a hybrid source: which are read first, the JobManager says.
    if (this.reader.succession !== undefined) return
    this.#assign(this.#restored ?? this.reader.discover(), this.#site.current().cause)
  }

  #assign(splits: readonly SplitState[], cause: EventSeq | null): void {
    const { sim, subtask } = this.#site
    for (const { topic, partition, offset, stop } of splits) {
      const name = `${topic}-${partition}`
      this.#splits.push({ name, topic, partition, offset, stop })
      sim.record({ kind: 'partition-assigned', subtask, topic, partition, offset }, cause)
    }
    this.#beginSplits()
  }

  /**
   * Which source a reader of a hybrid source says it has read when it starts: the one before the first that
   * it has restored something of, −1 where there is nothing; null: it reads but one source. Flink:
   * HybridSourceReader.start. Simplified: Flink takes the first restored split, whichever it is.
   */
  get readBefore(): number | null {
    if (this.reader.succession === undefined) return null
    const unread = (this.#restored ?? []).filter((split) => !hasEnded(split))
    return unread.length === 0 ? -1 : Math.min(...unread.map(({ source = 0 }) => source)) - 1
  }

  /** The reader goes on to another source. Flink: HybridSourceReader.setCurrentReader. */
  switchSource({ index, splits, cause }: SwitchSource): void {
    const { succession } = this.reader
    assert(succession !== undefined, 'only readers of hybrid sources are sent on')
    for (const { name } of this.#splits)
      if (this.watermarks.has(name)) {
        this.alignment.splitFinished(name)
        this.watermarks.removeSplit(name)
      }
    const restored = this.#restored ?? []
    this.#restored = restored.filter(({ source }) => source !== index)
    this.#splits = []
    this.#turn = 0
    this.#splitsAt.clear()
    this.#hasTold = false
    succession.switchTo(index)
    const { sim, subtask } = this.#site
    const switched = sim.record({ kind: 'source-switched', subtask, index }, cause)
    this.#assign([...restored.filter(({ source }) => source === index), ...splits], switched)
  }

  /** Splits that are read now have watermarks. Flink: createOutputForSplit. */
  #beginSplits(): void {
    const { splitsHaveWatermarks, oneSplitAtATime } = this.reader
    if (!splitsHaveWatermarks) return
    const left = this.#splits.filter((split) => !hasEnded(split))
    for (const { name } of oneSplitAtATime === true ? left.slice(0, 1) : left)
      if (!this.watermarks.has(name)) this.watermarks.addSplit(name)
  }

  close(): void {
    this.#splits = []
  }

  /** Flink: a reader takes from its splits in turn. */
  next(): SourceStep {
    if (this.alignment.waits) return { kind: 'idle' }
    const { now } = this.#site.sim
    let earliest: VirtualTime | null = null
    let ended = 0
    for (let i = 0; i < this.#splits.length; i++) {
      const split = this.#splits[(this.#turn + i) % this.#splits.length] as Split
      if (hasEnded(split)) {
        ended++
        continue
      }
      const at = this.alignment.isPaused(split.name) ? null : this.reader.availableAt(split)
      if (at === null) continue
      if (at <= now) {
        this.#turn = this.#turnAfter(i)
        return { kind: 'read', split }
      }
      if (earliest === null || at < earliest) earliest = at
    }
    if (earliest !== null) return { kind: 'wait', until: earliest }
    return this.reader.bounded && ended === this.#splits.length
      ? this.#atTheEnd()
      : { kind: 'idle' }
  }

  /** All is read; of a hybrid source there may be more. */
  #atTheEnd(): SourceStep {
    const { succession } = this.reader
    if (succession === undefined || succession.isLast) return { kind: 'ended' }
    if (this.#hasTold) return { kind: 'idle' }
    this.#hasTold = true
    return { kind: 'source-finished', index: succession.current }
  }

  /** Where the reader goes on once it has taken from the i-th split from here. */
  #turnAfter(i: number): number {
    return this.reader.oneSplitAtATime === true
      ? this.#turn
      : (this.#turn + i + 1) % this.#splits.length
  }

  /** The fact that this record is being read until `until`; its number is the origin of all it makes. */
  announce(split: Split, until: VirtualTime): EventSeq {
    this.reader.begin?.()
    const { sim, subtask } = this.#site
    const { topic, partition, offset } = split
    const at = `${topic}/${partition}`
    const highWater = this.#around.highWater.get(at) ?? 0
    if (offset >= highWater) this.#around.highWater.set(at, offset + 1)
    if (!sim.recording) return sim.skip()
    const element = sim.nextSeq as number as ElementId
    const { key, value } = this.reader.preview(split)
    this.#around.lineage.set(element, `${at}/${offset}`)
    return sim.record(
      {
        kind: 'record-read',
        subtask,
        topic,
        partition,
        offset,
        element,
        key,
        value: cut(value),
        replayed: offset < highWater,
        until,
      },
      null,
    )
  }

  /** Hands the announced record on. */
  read(split: Split): void {
    enter(this.#site)
    this.#reading = this.reader.splitsHaveWatermarks ? split.name : null
    this.reader.read(split, this.#emit)
    // Behind the reader: should it throw, this is still the record that is named.
    split.offset++
    if (hasEnded(split)) this.#finished(split)
  }

  /** A split that has ended holds nobody back. Flink: releaseOutputForSplit. */
  #finished(split: Split): void {
    if (!this.reader.splitsHaveWatermarks || !this.reader.bounded) return
    // The last one stays: without any, its watermark would never be told.
    if (this.#splits.some((one) => !hasEnded(one))) {
      this.alignment.splitFinished(split.name)
      this.watermarks.removeSplit(split.name)
      this.#beginSplits()
    }
  }

  /** Flink: SourceOutputWithWatermarks.collect: the record first, its generator behind it. */
  readonly #emit: EmitRecord = (value, recordTimestamp) => {
    if (this.reader.givesNoTimestamps === true) {
      this.#out.startRecord(null)
      this.#out.collect(value)
      return
    }
    const given = recordTimestamp ?? minWatermark
    const timestamp = this.#time.assignTimestamp?.(value, recordTimestamp) ?? given
    this.#out.startRecord(timestamp)
    this.#out.collect(value)
    enter(this.#site)
    this.watermarks.onEvent(this.#reading, value, timestamp)
    if (this.#reading !== null) this.alignment.splitAdvanced(this.#reading)
  }

  /** The reader's watermark as it was last emitted; the lowest before any. */
  get watermark(): EventTime {
    return this.watermarks.emitter.currentWatermark
  }

  /** What the coordinator of the group is told: an idle source holds nobody back (WM-32). */
  get reportedWatermark(): EventTime | null {
    const { currentWatermark, idle } = this.watermarks.emitter
    if (currentWatermark === minWatermark) return null
    return idle ? maxWatermark : currentWatermark
  }

  /** Every auto-watermark-interval. */
  onPeriodicEmit(): void {
    enter(this.#site)
    const before = this.watermarks.splitWatermarks
    this.watermarks.onPeriodicEmit()
    const { sim, subtask } = this.#site
    for (const [at, { split, watermark, idle }] of this.watermarks.splitWatermarks.entries()) {
      this.alignment.splitAdvanced(split)
      const known = before[at]
      if (known?.watermark === watermark && known.idle === idle) continue
      const status = idle ? 'IDLE' : 'ACTIVE'
      sim.record({ kind: 'split-watermark-advanced', subtask, split, watermark, status }, null)
    }
  }

  process(): void {
    // A source has no input: it is asked to read.
  }

  advanceTo(): void {
    // The watermark is this operator's own.
  }

  snapshot(): OperatorSnapshot | null {
    if (!this.reader.rewinds) return null
    const splits = this.#splitStates()
    return {
      piece: { version: 1, keyed: [], timers: [], splits, lists: [] },
      keyGroups: null,
      operatorState: 'split',
      shown: {
        offsets: splits.map(({ topic, partition, offset }) => ({ topic, partition, offset })),
        states: [],
        timers: 0,
      },
    }
  }

  /** What a completed checkpoint makes final: the splits as they are now. */
  rememberFor(checkpoint: CheckpointId): void {
    this.#splitsAt.set(checkpoint, this.#splitStates())
  }

  restore(pieces: readonly StatePiece[]): number {
    if (!this.reader.rewinds) return 0
    this.#restored = pieces.flatMap((piece) => piece.splits)
    return this.#restored.length
  }

  checkpointCompleted(checkpoint: CheckpointId, cause: EventSeq): void {
    const splits = this.#splitsAt.get(checkpoint) ?? []
    for (const known of [...this.#splitsAt.keys()])
      if (known <= checkpoint) this.#splitsAt.delete(known)
    this.reader.checkpointCompleted?.(checkpoint, splits, cause)
  }

  #splitStates(): SplitState[] {
    const source = this.reader.succession?.current
    const splits = this.#splits.map(({ topic, partition, offset, stop }) => ({
      topic,
      partition,
      offset,
      stop,
      ...(source !== undefined && { source }),
    }))
    // Of a hybrid source: what was restored and its turn has not come.
    return source === undefined ? splits : [...splits, ...(this.#restored ?? [])]
  }
}

function hasEnded({ stop, offset }: Pick<Split, 'stop' | 'offset'>): boolean {
  return stop !== null && offset >= stop
}
