/** A source's main loop: read the next record, or wait until there is one. Flink: SourceOperator.emitNext. */
import { Watermark } from '../../datastream/index.ts'
import {
  type ElementId,
  type EventSeq,
  type EventTime,
  maxWatermark,
  type VirtualTime,
  type WatermarkAlignmentPlan,
  type WatermarkStatus,
} from '../../model/index.ts'
import type { SourceOperator, SwitchSource } from '../connectors/source-operator.ts'
import type { Split } from '../connectors/source-reader.ts'
import type { WatermarkDataOutput } from '../time/watermark-data-output.ts'
import type { TaskEnding } from './ending.ts'
import type { Subtask, TaskInput } from './subtask.ts'

/** Flink: SourceReaderFinishedEvent. */
export interface ReadSource {
  /** Place of the source; −1: none. */
  readonly index: number
  /** The reader has only started. Flink: ReaderRegistrationEvent. */
  readonly starts: boolean
}

export interface SourceInputOptions {
  readonly subtask: Subtask
  readonly source: SourceOperator
  /** Virtual ms a record takes in this task. */
  readonly recordCost: number
  /** Flink: pipeline.auto-watermark-interval, virtual ms; 0: no periodic watermarks. */
  readonly watermarkInterval: number
  /** Whose group it waits for; null: nobody's. */
  readonly alignment: WatermarkAlignmentPlan | null
  /** Tells the source's coordinator where this reader is. */
  readonly reportWatermark: (watermark: EventTime) => void
  /** Tells the source's coordinator what a reader of a hybrid source has read. */
  readonly tellRead: (read: ReadSource, cause: EventSeq) => void
  readonly ending: TaskEnding
}

export class SourceInput implements TaskInput, WatermarkDataOutput {
  readonly #options: SourceInputOptions
  /** It reads no more: all is read, or it was stopped. */
  #ended = false
  /** What is being read, for the message should that fail. */
  #current: Split | null = null
  readonly #describe = () =>
    this.#current === null
      ? ''
      : `${this.#current.topic}/${this.#current.partition}@${this.#current.offset}`
  readonly #announced: SwitchSource[] = []
  #waitingUntil: VirtualTime | null = null
  #lastRead: EventSeq | null = null

  constructor(options: SourceInputOptions) {
    this.#options = options
    options.source.connect(this)
  }

  /**
   * The job stops with a savepoint: nothing more is read, the end of data goes out, and then comes
   * `then`, the snapshot (CK-177). Flink: SourceOperator.stop.
   */
  stop(drain: boolean, cause: EventSeq, then: () => void): void {
    if (this.#ended) then()
    else this.#end(drain, cause, then)
  }

  /** The task runs: periodic watermarks begin, and reports to the group. */
  start(cause: EventSeq): void {
    const { source, watermarkInterval, alignment, tellRead, subtask } = this.#options
    const { readBefore } = source
    if (readBefore !== null && !subtask.chain.isDeployedAsFinished)
      tellRead({ index: readBefore, starts: true }, cause)
    if (watermarkInterval > 0)
      this.#every(watermarkInterval, () => {
        if (!this.#ended) source.onPeriodicEmit()
      })
    if (alignment !== null)
      this.#every(alignment.updateInterval, () => {
        this.#report()
      })
  }

  next(): boolean {
    if (this.#ended) return false
    const { subtask, source, recordCost } = this.#options
    if (subtask.chain.isDeployedAsFinished) return this.#end(true, null)
    const step = source.next()
    switch (step.kind) {
      case 'idle':
        return false
      case 'ended':
        return this.#end(true, this.#lastRead)
      case 'source-finished': {
        const { index } = step
        const finished = { kind: 'source-finished', subtask: subtask.id, index } as const
        this.#options.tellRead(
          { index, starts: false },
          subtask.sim.record(finished, this.#lastRead),
        )
        return false
      }
      case 'wait':
        this.#waitUntil(step.until)
        return false
      case 'read': {
        const until = (subtask.sim.now + recordCost) as VirtualTime
        const cause = source.announce(step.split, until)
        this.#lastRead = cause
        const element = cause as number as ElementId
        if (recordCost === 0) this.#read(step.split, element, cause)
        else
          subtask.startWork(recordCost, () => {
            this.#read(step.split, element, cause)
          })
        return true
      }
    }
  }

  #read(split: Split, element: ElementId, cause: EventSeq): void {
    const { subtask, source } = this.#options
    this.#current = split
    subtask.setCurrent(element, this.#describe)
    subtask.chain.read(source, split, { parent: element, origin: element, cause })
    subtask.setCurrent(null, null)
    this.#processed(element, cause)
  }

  /** `drain`: the end of the input is the end of event time, unless it is idle (FLINK-40499). */
  #end(drain: boolean, cause: EventSeq | null, then: () => void = () => undefined): boolean {
    const { source, ending, alignment, reportWatermark } = this.#options
    this.#ended = true
    if (drain) {
      this.#inChain(() => {
        if (!source.watermarks.emitter.idle)
          source.watermarks.emitter.emitWatermark(Watermark.MAX_WATERMARK)
      })
      if (alignment !== null) reportWatermark(maxWatermark)
    }
    ending.endData(drain, cause, () => {
      ending.endInput()
      then()
    })
    return true
  }

  /** The JobManager sends the reader of a hybrid source on. */
  switchSource(to: SwitchSource): void {
    this.#announced.push(to)
    this.#options.subtask.mail(() => {
      this.goOn()
    })
  }

  /** What was sent before the request of a snapshot counts in it, whichever of the two is taken first. */
  goOn(): void {
    for (const to of this.#announced.splice(0))
      if (!this.#ended) this.#options.source.switchSource(to)
  }

  /** New records may be there. */
  wakeForData(): void {
    this.#options.subtask.wake()
  }

  /** How far the group may read. Flink: WatermarkAlignmentEvent. */
  alignmentAnnounced(maxAllowed: EventTime): void {
    const { subtask, source } = this.#options
    subtask.mail(() => {
      source.alignment.announced(maxAllowed)
    })
  }

  emitWatermark(watermark: EventTime): void {
    const { subtask, source } = this.#options
    const cause = subtask.sim.record(
      { kind: 'watermark-advanced', subtask: subtask.id, watermark },
      this.#lastRead,
    )
    subtask.chain.advanceTo(watermark, cause)
    source.alignment.sourceAdvanced()
  }

  emitWatermarkStatus(status: WatermarkStatus): void {
    const { subtask } = this.#options
    const cause = subtask.sim.record(
      { kind: 'watermark-status-changed', subtask: subtask.id, status },
      this.#lastRead,
    )
    subtask.chain.changeStatus(status, cause)
  }

  #report(): void {
    const { source, reportWatermark } = this.#options
    const watermark = source.reportedWatermark
    if (watermark !== null && !this.#ended) reportWatermark(watermark)
  }

  #processed(element: ElementId, cause: EventSeq): void {
    const { sim, id } = this.#options.subtask
    if (sim.recording) sim.record({ kind: 'record-processed', subtask: id, element }, cause)
    else sim.skip()
  }

  #waitUntil(until: VirtualTime): void {
    if (this.#waitingUntil !== null && this.#waitingUntil <= until) return
    const { subtask } = this.#options
    this.#waitingUntil = until
    subtask.sim.agenda.plan(until, {
      happen: () => {
        if (this.#waitingUntil === until) this.#waitingUntil = null
        subtask.wake()
      },
    })
  }

  /** As a mail: between two records, like everything on the task's thread. */
  #every(interval: number, what: () => void): void {
    const { subtask } = this.#options
    subtask.sim.after(interval, {
      happen: () => {
        if (!subtask.isAlive) return
        subtask.mail(() => {
          this.#inChain(what)
        })
        this.#every(interval, what)
      },
    })
  }

  /** What is made now goes back to the last record that was read. */
  #inChain(what: () => void): void {
    const { subtask } = this.#options
    const cause = this.#lastRead
    const origin = (cause ?? 0) as number as ElementId
    subtask.chain.run({ parent: null, origin, cause }, what)
  }
}
