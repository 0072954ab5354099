/**
 * Records that are made from their number, in ranges of about the same length. Flink:
 * NumberSequenceSource and DataGeneratorSource over it.
 */
import type { RatePlan, ReaderPlan } from '../../datastream/index.ts'
import { MisuseError, type VirtualTime } from '../../model/index.ts'
import { enter, type OperatorSite } from '../task/operator.ts'
import { rowText } from '../task/preview.ts'
import type { SourceReader } from './source-reader.ts'
import { rangesOf } from './splits.ts'

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

/** Whether the next record may come. Flink: RateLimiter, one for each subtask. */
interface RateLimiter {
  /** Takes a permit, unless one is held; null: there is none before something else has happened. */
  nextAt(): VirtualTime | null
  /** The permit is used. */
  acquired(): void
  checkpointCompleted(): void
}

const nothing = () => undefined

function rateLimiter(site: OperatorSite, rate: RatePlan | null): RateLimiter {
  const { sim, parallelism } = site
  switch (rate?.kind) {
    case undefined:
      return { nextAt: () => sim.now, acquired: nothing, checkpointCompleted: nothing }
    case 'per-second':
      return smoothLimiter(sim, rate.records / parallelism)
    case 'bursts':
      return burstLimiter(sim, rate)
    case 'per-checkpoint':
      return gatedLimiter(site, rate.records)
  }
}

/**
 * So many a second, evenly; what was not asked for is saved, for a second at most. Flink:
 * GuavaRateLimiter over Guava's SmoothBursty.
 */
function smoothLimiter(sim: OperatorSite['sim'], perSecond: number): RateLimiter {
  const apart = 1_000 / perSecond
  let nextFree: number = sim.now
  let saved = 0
  let permit: number | null = null
  return {
    nextAt: () => {
      if (permit === null) {
        if (sim.now > nextFree) {
          saved = Math.min(perSecond, saved + (sim.now - nextFree) / apart)
          nextFree = sim.now
        }
        permit = nextFree
        const spent = Math.min(1, saved)
        saved -= spent
        nextFree += (1 - spent) * apart
      }
      return Math.ceil(permit) as VirtualTime
    },
    acquired: () => {
      permit = null
    },
    checkpointCompleted: nothing,
  }
}

/** So many, then the next completed checkpoint; what is left over of them is lost. Flink: GatedRateLimiter. */
function gatedLimiter({ sim, parallelism, node }: OperatorSite, records: number): RateLimiter {
  const each = Math.floor(records / parallelism)
  if (each === 0)
    throw new MisuseError('rate_below_parallelism', { operator: node.name, records, parallelism })
  let left = each
  return {
    nextAt: () => (left > 0 ? sim.now : null),
    acquired: () => {
      left--
    },
    checkpointCompleted: () => {
      left = each
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
    checkpointCompleted: nothing,
  }
}
