/**
 * Records that are made from their number, in ranges of about the same length. Flink:
 * NumberSequenceSource and DataGeneratorSource over it; its ranges are NumberSequenceIterator.split.
 */
import type { RatePlan, ReaderPlan } from '../../datastream/index.ts'
import type { VirtualTime } from '../../model/index.ts'
import type { SplitState } from '../state/piece.ts'
import { enter, type OperatorSite } from '../task/operator.ts'
import { rowText } from '../task/preview.ts'
import type { SourceReader } from './source-reader.ts'

type NumberedPlan = Extract<ReaderPlan, { kind: 'numbered' }>

export function numberedReader(
  site: OperatorSite,
  { count, make, shown, rate }: NumberedPlan,
  name: string,
): SourceReader {
  const limiter = rateLimiter(site, rate)
  return {
    splitsHaveWatermarks: false,
    pausesSplits: false,
    bounded: true,
    rewinds: true,
    oneSplitAtATime: true,
    discover: () => rangesOf(name, count, site.parallelism).slice(site.index, site.index + 1),
    availableAt: () => limiter.nextAt(),
    begin: () => {
      limiter.acquired()
    },
    preview: ({ offset }) => ({ key: null, value: rowText(shown(offset)) }),
    read: ({ offset }, emit) => {
      enter(site)
      emit(make(offset), null)
    },
    checkpointCompleted: () => {
      limiter.checkpointCompleted()
    },
  }
}

/** The first ranges have one number more than the others, where they cannot all have the same. */
export function rangesOf(topic: string, count: number, readers: number): readonly SplitState[] {
  const each = Math.floor(count / readers)
  const withOneMore = count - each * readers
  let offset = 0
  return Array.from({ length: readers }, (_, partition) => {
    const start = offset
    offset += each + (partition < withOneMore ? 1 : 0)
    return { topic, partition, offset: start, stop: offset }
  })
}

/** Whether the next record may come. Flink: RateLimiter, one for each subtask. */
interface RateLimiter {
  /** Null: not before something else has happened. */
  nextAt(): VirtualTime | null
  acquired(): void
  checkpointCompleted(): void
}

function rateLimiter(
  { sim, parallelism, index }: OperatorSite,
  rate: RatePlan | null,
): RateLimiter {
  const nothing = () => undefined
  if (rate === null)
    return { nextAt: () => sim.now, acquired: nothing, checkpointCompleted: nothing }
  if (rate.kind === 'per-second') {
    const apart = (1_000 * parallelism) / rate.records
    let next: number = sim.now
    return {
      nextAt: () => Math.ceil(next) as VirtualTime,
      acquired: () => {
        next = Math.max(next, sim.now) + apart
      },
      checkpointCompleted: nothing,
    }
  }
  if (rate.kind === 'bursts') return burstLimiter(sim, rate)
  const share = Math.floor(rate.records / parallelism)
  const mine = share + (index < rate.records % parallelism ? 1 : 0)
  let left = mine
  return {
    nextAt: () => (left > 0 ? sim.now : null),
    acquired: () => {
      left--
    },
    checkpointCompleted: () => {
      left = mine
    },
  }
}

function burstLimiter(
  sim: OperatorSite['sim'],
  { records, pause }: Extract<RatePlan, { kind: 'bursts' }>,
): RateLimiter {
  let next = sim.now
  let left = records
  return {
    nextAt: () => next,
    acquired: () => {
      left--
      if (left > 0) return
      left = records
      next = (sim.now + pause) as VirtualTime
    },
    checkpointCompleted: () => undefined,
  }
}
