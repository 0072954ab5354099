/**
 * Event time of a source's reader: a generator for each split, one for records that belong to none,
 * and one output for all of them. Flink: ProgressiveTimestampsAndWatermarks (WM-26 to WM-28).
 */
import { assert } from '../../base/index.ts'
import type { OperatorTime, WatermarkGenerator, WatermarkOutput } from '../../datastream/index.ts'
import type { EventTime } from '../../model/index.ts'
import { PausableRelativeClock } from './pausable-relative-clock.ts'
import type { WatermarkDataOutput } from './watermark-data-output.ts'
import { WatermarkEmitter } from './watermark-emitter.ts'
import { WatermarkOutputMultiplexer } from './watermark-output-multiplexer.ts'

interface SplitTime {
  readonly generator: WatermarkGenerator<unknown>
  readonly onEvent: WatermarkOutput
  readonly periodic: WatermarkOutput
  readonly clock: PausableRelativeClock
}

/** The watermark of one split, as far as its generator has told. */
export interface SplitWatermark {
  readonly split: string
  readonly watermark: EventTime
  readonly idle: boolean
}

export class SourceWatermarks {
  readonly emitter: WatermarkEmitter
  readonly #time: OperatorTime
  readonly #clock: PausableRelativeClock
  readonly #splits = new Map<string, SplitTime>()
  readonly #multiplexer: WatermarkOutputMultiplexer
  readonly #main: {
    readonly generator: WatermarkGenerator<unknown>
    readonly output: WatermarkOutput
  }

  /** `clock`: stands still while the task is back-pressured or the source waits for alignment. */
  constructor(time: OperatorTime, output: WatermarkDataOutput, clock: PausableRelativeClock) {
    this.#time = time
    this.#clock = clock
    this.emitter = new WatermarkEmitter(output)
    const { splits, main } = idleTogether(this.emitter)
    this.#multiplexer = new WatermarkOutputMultiplexer(splits)
    this.#main = { generator: generatorOf(time, clock), output: main }
  }

  has(split: string): boolean {
    return this.#splits.has(split)
  }

  addSplit(split: string): void {
    const clock = new PausableRelativeClock(this.#clock)
    this.#multiplexer.registerNewOutput(split)
    this.#splits.set(split, {
      generator: generatorOf(this.#time, clock),
      onEvent: this.#multiplexer.immediateOutput(split),
      periodic: this.#multiplexer.deferredOutput(split),
      clock,
    })
  }

  /** The split has ended: it holds nothing back any more. */
  removeSplit(split: string): void {
    this.#multiplexer.unregisterOutput(split)
    this.#splits.delete(split)
  }

  /** A record went on; `split` null: the source does not say of which split. */
  onEvent(split: string | null, value: unknown, timestamp: EventTime): void {
    if (split === null) {
      this.#main.generator.onEvent(value, timestamp, this.#main.output)
      return
    }
    const { generator, onEvent } = this.#split(split)
    generator.onEvent(value, timestamp, onEvent)
  }

  /** First each split says where it is, then they are combined. */
  onPeriodicEmit(): void {
    for (const { generator, periodic } of this.#splits.values()) generator.onPeriodicEmit(periodic)
    this.#multiplexer.onPeriodicEmit()
    this.#main.generator.onPeriodicEmit(this.#main.output)
  }

  /** A split that is not read is not idle for that. */
  pauseSplit(split: string): void {
    this.#split(split).clock.pause()
  }

  resumeSplit(split: string): void {
    this.#split(split).clock.unPause()
  }

  splitWatermark(split: string): SplitWatermark {
    const { watermark, idle } = this.#multiplexer.of(split)
    return { split, watermark, idle }
  }

  get splitWatermarks(): readonly SplitWatermark[] {
    return [...this.#splits.keys()].map((split) => this.splitWatermark(split))
  }

  #split(split: string): SplitTime {
    const time = this.#splits.get(split)
    assert(time !== undefined, 'a split is added before it is read')
    return time
  }
}

function generatorOf(
  time: OperatorTime,
  clock: PausableRelativeClock,
): WatermarkGenerator<unknown> {
  return time.createWatermarkGenerator({ getInputActivityClock: () => clock })
}

/** The reader is idle when both ways of emitting are. Flink: its IdlenessManager. */
function idleTogether(underlying: WatermarkOutput): {
  readonly splits: WatermarkOutput
  readonly main: WatermarkOutput
} {
  const idle = { splits: true, main: true }
  const output = (which: 'splits' | 'main'): WatermarkOutput => ({
    emitWatermark: (watermark) => {
      underlying.emitWatermark(watermark)
      idle[which] = false
    },
    markIdle: () => {
      idle[which] = true
      if (idle.splits && idle.main) underlying.markIdle()
    },
    markActive: () => {
      idle[which] = false
      underlying.markActive()
    },
  })
  return { splits: output('splits'), main: output('main') }
}
