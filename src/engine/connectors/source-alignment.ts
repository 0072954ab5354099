/**
 * A source, and its splits, wait for the others of their group. Flink: SourceOperator
 * .checkWatermarkAlignment and checkSplitWatermarkAlignment (WM-30, WM-31).
 */
import { type EventTime, maxWatermark } from '../../model/index.ts'
import { TaskException } from '../task/failure.ts'
import type { OperatorSite } from '../task/operator.ts'
import type { PausableRelativeClock } from '../time/pausable-relative-clock.ts'
import type { SourceWatermarks } from '../time/source-watermarks.ts'

export interface SourceAlignmentOptions {
  readonly site: OperatorSite
  readonly clock: PausableRelativeClock
  readonly watermarks: SourceWatermarks
  /** Asked anew each time: a hybrid source reads several. */
  readonly reader: { readonly pausesSplits: boolean }
}

export class SourceAlignment {
  readonly #options: SourceAlignmentOptions
  #maxAllowed: EventTime = maxWatermark
  #waits = false
  readonly #paused = new Set<string>()

  constructor(options: SourceAlignmentOptions) {
    this.#options = options
  }

  /** Whether the whole source is too far ahead. */
  get waits(): boolean {
    return this.#waits
  }

  isPaused(split: string): boolean {
    return this.#paused.size > 0 && this.#paused.has(split)
  }

  /** The coordinator says how far the group may read. */
  announced(maxAllowed: EventTime): void {
    this.#maxAllowed = maxAllowed
    this.sourceAdvanced()
    for (const { split } of this.#options.watermarks.splitWatermarks) {
      if (this.#tooFar(split)) this.#pause(split)
      else this.#resume(split)
    }
  }

  /** The watermark of the whole source rose. */
  sourceAdvanced(): void {
    const { site, clock, watermarks } = this.#options
    const { currentWatermark: watermark } = watermarks.emitter
    const waits = watermark > this.#maxAllowed
    if (waits === this.#waits) return
    this.#waits = waits
    if (waits) {
      clock.pause()
      this.#started(null, watermark)
    } else {
      clock.unPause()
      site.sim.record({ kind: 'alignment-wait-ended', subtask: site.subtask, split: null }, null)
    }
  }

  /** The watermark of a split may have risen. */
  splitAdvanced(split: string): void {
    if (this.#maxAllowed < maxWatermark && this.#tooFar(split)) this.#pause(split)
  }

  splitFinished(split: string): void {
    this.#paused.delete(split)
  }

  #tooFar(split: string): boolean {
    return this.#options.watermarks.splitWatermark(split).watermark > this.#maxAllowed
  }

  #pause(split: string): void {
    if (this.#paused.has(split)) return
    const { watermarks, reader, site } = this.#options
    if (!reader.pausesSplits) {
      if (site.settings.allowUnalignedSourceSplits) return
      throw new TaskException(
        'splits-not-pausable',
        `This source cannot pause single splits for watermark alignment: ${split} is too far ahead. ` +
          'pipeline.watermark-alignment.allow-unaligned-source-splits: true lets it read on',
      )
    }
    this.#paused.add(split)
    watermarks.pauseSplit(split)
    this.#started(split, watermarks.splitWatermark(split).watermark)
  }

  #resume(split: string): void {
    if (!this.#paused.delete(split)) return
    const { watermarks, site } = this.#options
    watermarks.resumeSplit(split)
    site.sim.record({ kind: 'alignment-wait-ended', subtask: site.subtask, split }, null)
  }

  #started(split: string | null, watermark: EventTime): void {
    const { sim, subtask } = this.#options.site
    const maxAllowed = this.#maxAllowed
    sim.record({ kind: 'alignment-wait-started', subtask, split, watermark, maxAllowed }, null)
  }
}
