/** A source's main loop: read the next record, or wait until there is one. Flink: SourceOperator.emitNext. */
import type { ElementId, EventSeq, EventTime, VirtualTime } from '../../model/index.ts'
import { maxWatermark, minWatermark } from '../../model/index.ts'
import type { KafkaSourceOperator, Split } from '../connectors/kafka-source.ts'
import type { Subtask, TaskInput } from './subtask.ts'

export interface SourceInputOptions {
  readonly subtask: Subtask
  readonly source: KafkaSourceOperator
  /** Virtual ms a record takes in this task. */
  readonly recordCost: number
  /** Flink: pipeline.auto-watermark-interval, virtual ms; 0: no periodic watermarks. */
  readonly watermarkInterval: number
}

export class SourceInput implements TaskInput {
  readonly #options: SourceInputOptions
  #stopped = false
  /** What is being read, for the message should that fail. */
  #current: Split | null = null
  readonly #describe = () =>
    this.#current === null
      ? ''
      : `${this.#current.topic}/${this.#current.partition}@${this.#current.offset}`
  #waitingUntil: VirtualTime | null = null
  #lastRead: EventSeq | null = null
  #watermark: EventTime = minWatermark

  constructor(options: SourceInputOptions) {
    this.#options = options
  }

  /** Flink: a source that is stopped with a savepoint emits nothing behind its barrier (CK-177). */
  stopEmitting(): void {
    this.#stopped = true
  }

  /** The task runs: periodic watermarks begin. */
  start(): void {
    this.#planWatermark()
  }

  next(): boolean {
    if (this.#stopped) return false
    const { subtask, source, recordCost } = this.#options
    const step = source.next()
    switch (step.kind) {
      case 'idle':
        return false
      case 'ended':
        return this.#end()
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

  /** Flink: the end of a bounded source is the end of event time. */
  #end(): boolean {
    if (this.#watermark === maxWatermark) return false
    this.#advance(maxWatermark)
    return true
  }

  /** New records may be there. */
  wakeForData(): void {
    this.#options.subtask.wake()
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

  #planWatermark(): void {
    const { subtask, source, watermarkInterval } = this.#options
    if (watermarkInterval <= 0 || source.watermark === null) return
    subtask.sim.after(watermarkInterval, {
      happen: () => {
        if (!subtask.isAlive) return
        // As a mail: between two records, like everything on the task's thread.
        subtask.mail(() => {
          this.#emitWatermark()
        })
        this.#planWatermark()
      },
    })
  }

  #emitWatermark(): void {
    const { source } = this.#options
    const { watermark } = source
    if (this.#stopped || watermark === null || watermark <= this.#watermark) return
    this.#advance(watermark)
  }

  #advance(watermark: EventTime): void {
    const { subtask } = this.#options
    this.#watermark = watermark
    const cause = subtask.sim.record(
      { kind: 'watermark-advanced', subtask: subtask.id, watermark },
      this.#lastRead,
    )
    subtask.chain.advanceTo(watermark, cause)
  }
}
