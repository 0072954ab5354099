/**
 * How far sources of a group may be apart: the lowest watermark of the group plus the drift.
 * Flink: SourceCoordinator.announceCombinedWatermark and its WatermarkAggregator (WM-30, WM-32).
 */
import {
  type EventTime,
  maxWatermark,
  minWatermark,
  type WatermarkAlignmentPlan,
} from '../../model/index.ts'

/** The lowest of what several have reported. Flink: SourceCoordinator.WatermarkAggregator. */
class WatermarkAggregator<K> {
  readonly #watermarks = new Map<K, EventTime>()

  aggregate(key: K, watermark: EventTime): void {
    this.#watermarks.set(key, watermark)
  }

  get keys(): readonly K[] {
    return [...this.#watermarks.keys()]
  }

  /** The lowest watermark there is before anything was reported. */
  get aggregated(): EventTime {
    if (this.#watermarks.size === 0) return minWatermark
    let lowest: EventTime = maxWatermark
    for (const watermark of this.#watermarks.values()) if (watermark < lowest) lowest = watermark
    return lowest
  }
}

/** Groups of sources, by name. Sources that never reported hold nobody back. */
export class AlignmentGroups<S, K> {
  readonly #groups = new Map<string, WatermarkAggregator<S>>()
  readonly #sources = new Map<S, WatermarkAggregator<K>>()

  /** A subtask of a source tells its watermark: the last one while it is idle. */
  report(group: string, source: S, subtask: K, watermark: EventTime): void {
    const subtasks = found(this.#sources, source)
    subtasks.aggregate(subtask, watermark)
    found(this.#groups, group).aggregate(source, subtasks.aggregated)
  }

  /** The highest watermark at which a source of the group reads on. */
  maxAllowed({ group, maxDrift }: Pick<WatermarkAlignmentPlan, 'group' | 'maxDrift'>): EventTime {
    const lowest = this.#groups.get(group)?.aggregated ?? minWatermark
    return lowest > maxWatermark - maxDrift ? maxWatermark : ((lowest + maxDrift) as EventTime)
  }

  /** The subtasks of a source that are told: those that have reported. */
  reported(source: S): readonly K[] {
    return this.#sources.get(source)?.keys ?? []
  }
}

function found<S, K>(map: Map<S, WatermarkAggregator<K>>, key: S): WatermarkAggregator<K> {
  let aggregator = map.get(key)
  if (aggregator === undefined) map.set(key, (aggregator = new WatermarkAggregator()))
  return aggregator
}
