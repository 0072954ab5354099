/** assignTimestampsAndWatermarks in a chain. Flink: TimestampsAndWatermarksOperator. */
import type { OperatorTime } from '../../datastream/index.ts'
import type { EventSeq, EventTime, VirtualTime, WatermarkStatus } from '../../model/index.ts'
import {
  enter,
  type InputRecord,
  type OperatorSite,
  type StreamOperator,
} from '../task/operator.ts'
import { TimestampsAndWatermarks } from '../time/timestamps-and-watermarks.ts'

export class TimestampsAndWatermarksOperator implements StreamOperator {
  readonly makesWatermarks = true
  readonly #site: OperatorSite
  readonly #time: OperatorTime
  #core: TimestampsAndWatermarks | null = null
  /** What the last record goes back to: watermarks made from time to time are due to it. */
  #lastRecord: EventSeq | null = null
  #quiesced = false

  constructor(site: OperatorSite, time: OperatorTime) {
    this.#site = site
    this.#time = time
  }

  get node() {
    return this.#site.node
  }

  open(): void {
    enter(this.#site)
    const output = {
      emitWatermark: (watermark: EventTime) => {
        this.#emitWatermark(watermark)
      },
      emitWatermarkStatus: (status: WatermarkStatus) => {
        this.#emitStatus(status)
      },
    }
    this.#core = new TimestampsAndWatermarks(this.#time, output, this.#site.inputActivityClock)
    if (this.#site.settings.autoWatermarkInterval > 0) this.#planPeriodicEmit()
  }

  close(): void {
    this.#core = null
  }

  quiesce(): void {
    this.#quiesced = true
  }

  /** Flink: the generator says once more what it knows, for the clock stands still from here on. */
  finish(): void {
    enter(this.#site)
    this.#core?.onPeriodicEmit()
  }

  process(record: InputRecord): void {
    enter(this.#site)
    const core = this.#core as TimestampsAndWatermarks
    const timestamp = core.timestampOf(record.value, record.timestamp)
    this.#lastRecord = this.#site.current().cause
    this.#site.emit(record.value, timestamp)
    enter(this.#site)
    core.onEvent(record.value, timestamp)
  }

  advanceTo(watermark: EventTime): void {
    enter(this.#site)
    this.#core?.processWatermark(watermark)
  }

  snapshot(): null {
    return null
  }

  restore(): number {
    return 0
  }

  checkpointCompleted(): void {
    // Watermarks are not part of a checkpoint (WM-35).
  }

  #planPeriodicEmit(): void {
    const { sim, settings } = this.#site
    const at = (sim.now + settings.autoWatermarkInterval) as VirtualTime
    this.#site.wakeAt(at, () => {
      if (this.#quiesced) return
      enter(this.#site)
      this.#core?.onPeriodicEmit()
      this.#planPeriodicEmit()
    })
  }

  #emitWatermark(watermark: EventTime): void {
    const { sim, subtask, position: operator } = this.#site
    const cause = sim.record(
      { kind: 'watermark-generated', subtask, operator, watermark },
      this.#lastRecord,
    )
    this.#site.causedBy(cause, () => {
      this.#site.emitWatermark(watermark)
    })
  }

  #emitStatus(status: WatermarkStatus): void {
    const { sim, subtask, position: operator } = this.#site
    const cause = sim.record(
      { kind: 'watermark-status-generated', subtask, operator, status },
      this.#lastRecord,
    )
    this.#site.causedBy(cause, () => {
      this.#site.emitWatermarkStatus(status)
    })
  }
}
