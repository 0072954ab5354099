/** How long the picture takes to answer at a cursor somewhere in a run of a million events. */
import { randomStream } from '../../base/index.ts'
import { limits, type EventSeq, type VirtualTime } from '../../model/index.ts'
import { clusterView, ProjectionCache } from '../../projection/index.ts'
import { runToEnd } from '../../sandbox/inline-runner.ts'
import { TraceLog } from '../../trace/index.ts'
import { executableOf } from '../executable.ts'
import { quantile, type Measurement } from './figure.ts'
import { keyedCount } from './jobs.ts'

const seeks = 200

function longTrace(): TraceLog {
  const trace = new TraceLog()
  const until = 60_000 as VirtualTime
  const { events } = runToEnd(executableOf(keyedCount(40_000, 1_000)), until)
  trace.append(events.slice(0, limits.traceEvents))
  return trace
}

/** Milliseconds of each seek: anywhere, then a step back, as scrubbing and stepping do. */
function seekTimes(trace: TraceLog): readonly number[] {
  const cache = new ProjectionCache(clusterView, trace)
  // As after playing to the end: the page has folded the run once.
  while (cache.prepare(10_000));
  cache.at(trace.length as EventSeq)
  const random = randomStream(1, 'seeks')
  return Array.from({ length: seeks }, () => {
    const to = random.between(1, trace.length) as EventSeq
    const began = performance.now()
    cache.at(to)
    cache.at((to - 1) as EventSeq)
    return performance.now() - began
  })
}

export const seekFigures: readonly Measurement[] = [
  {
    about: 'seek',
    measure: () => {
      const trace = longTrace()
      const times = seekTimes(trace)
      return [
        {
          name: `seek: p95 in a run of ${trace.length.toLocaleString('en-GB')} events`,
          value: quantile(times, 0.95),
          unit: 'ms',
          goal: 50,
          better: 'at-most',
        },
      ]
    },
  },
]
