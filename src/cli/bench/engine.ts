/** How fast the engine runs a learner's keyed count: recording everything, and recording nothing. */
import type { VirtualTime } from '../../model/index.ts'
import { runToEnd } from '../../sandbox/inline-runner.ts'
import { executableOf } from '../executable.ts'
import type { Figure, Measurement } from './figure.ts'
import { keyedCount, mapOfTenThousand, windowedCount } from './jobs.ts'

const runs = 5
/** Virtual ms: everything is read long before. */
const until = 20_000 as VirtualTime

/** Per second by the wall clock, and per second of processor time. */
interface Speed {
  readonly wall: number
  readonly cpu: number
}

/** The best of several: what else the machine does only slows a run down. `work` answers how much it did. */
function fastest(work: () => number): Speed {
  const speeds = Array.from({ length: runs }, (): Speed => {
    const cpuBefore = process.cpuUsage()
    const began = performance.now()
    const done = work()
    const seconds = (performance.now() - began) / 1_000
    const { user, system } = process.cpuUsage(cpuBefore)
    return { wall: done / seconds, cpu: (done * 1_000_000) / (user + system) }
  })
  return {
    wall: Math.max(...speeds.map(({ wall }) => wall)),
    cpu: Math.max(...speeds.map(({ cpu }) => cpu)),
  }
}

function tracing(): Figure[] {
  const executable = executableOf(keyedCount(6_000, 1_000))
  const { wall, cpu } = fastest(() => runToEnd(executable, until).events.length)
  return [
    {
      name: 'engine: events per second, full trace, learner’s code',
      value: wall,
      unit: 'events/s',
      goal: 200_000,
      better: 'at-least',
    },
    {
      name: 'engine: events per CPU second, full trace',
      value: cpu,
      unit: 'events/s',
      goal: null,
      better: 'at-least',
    },
  ]
}

/** Records read and counted per second of processor time: the form in which real Flink is measured. */
function fast(): Figure[] {
  const recordsPerPartition = 50_000
  const executable = executableOf(keyedCount(recordsPerPartition, 1_000))
  const { cpu } = fastest(() => {
    runToEnd(executable, until, { record: 'nothing' })
    return 4 * recordsPerPartition
  })
  return [
    {
      name: 'engine: records per CPU second, nothing recorded',
      value: cpu,
      unit: 'records/s',
      goal: null,
      better: 'at-least',
    },
  ]
}

const windowJobs = {
  'tumbling window count of 1,000 keys':
    '.window(flink.TumblingEventTimeWindows.of(flink.Duration.ofSeconds(5)))',
  'session windows of 1,000 keys':
    '.window(flink.EventTimeSessionWindows.withGap(flink.Duration.ofSeconds(2)))',
} as const

/** Records through windows per second of processor time, with the full trace and with none. */
function windows(): Figure[] {
  return Object.entries(windowJobs).flatMap(([name, job]) =>
    (['everything', 'nothing'] as const).map((record): Figure => {
      const recordsPerPartition = record === 'nothing' ? 10_000 : 2_000
      const executable = executableOf(windowedCount(job, recordsPerPartition, 1_000))
      const { cpu } = fastest(() => {
        runToEnd(executable, until, { record })
        return 4 * recordsPerPartition
      })
      return {
        name: `engine: ${name}, ${record === 'nothing' ? 'nothing recorded' : 'full trace'}`,
        value: cpu,
        unit: 'records/s',
        goal: null,
        better: 'at-least',
      }
    }),
  )
}

/** Records per second of processor time through a MapState with 10,000 user keys. */
function maps(): Figure[] {
  const figure = (name: string, recordsPerPartition: number, record: 'everything' | 'nothing') => {
    const executable = executableOf(mapOfTenThousand(recordsPerPartition))
    const { cpu } = fastest(() => {
      runToEnd(executable, until, { record })
      return 4 * recordsPerPartition
    })
    return { name, value: cpu, unit: 'records/s', goal: null, better: 'at-least' as const }
  }
  return [
    figure('engine: MapState with 10,000 keys, nothing recorded', 50_000, 'nothing'),
    figure('engine: MapState with 10,000 keys, full trace', 6_000, 'everything'),
  ]
}

export const engineFigures: readonly Measurement[] = [
  { about: 'engine with the full trace', measure: tracing },
  { about: 'engine with nothing recorded', measure: fast },
  { about: 'engine with windows', measure: windows },
  { about: 'engine with map state', measure: maps },
]
