/** Which interval the coordinator goes by while sources say that they are in backlog. */
import { expect, test } from 'vitest'
import { resolveSettings } from '../../datastream/index.ts'
import type { OperatorId, Seed, VirtualTime } from '../../model/index.ts'
import type { TraceFact } from '../../trace/index.ts'
import { Simulation } from '../kernel/simulation.ts'
import { newAmbient } from '../world.ts'
import { CheckpointCoordinator } from './coordinator.ts'

const one = 'one' as OperatorId
const other = 'other' as OperatorId

/** A coordinator without tasks: each of its ticks is a request, whatever becomes of it. */
function coordinated(config: Readonly<Record<string, string>>) {
  const ticks: number[] = []
  const world = {
    record: 'everything',
    sink: ({ kind }: TraceFact) => {
      if (kind === 'checkpoint-triggered' || kind === 'checkpoint-request-rejected')
        ticks.push(sim.now)
    },
    request: () => undefined,
    locate: () => null,
    ambient: newAmbient(),
  } as const
  const start = { seed: 1 as Seed, at: 0 as VirtualTime, costs: {} as never }
  const sim: Simulation = new Simulation(world, start)
  const entries = Object.entries(config).map(([key, value], line) => ({ key, value, line }))
  const settings = { ...resolveSettings(new Map(), entries).checkpoints, maxConcurrent: 100 }
  const coordinator = new CheckpointCoordinator({
    ...{ sim, settings, graph: { vertices: [], edges: [] } as never, storage: {} as never },
    ...{ tasks: () => [], channels: () => [], restored: null, inherited: null },
    ...{
      failJob: () => undefined,
      stopped: () => undefined,
      enumerators: () => null,
      backend: 'HASHMAP',
    },
  })
  coordinator.jobRuns()
  const until = (time: number) => {
    while ((sim.agenda.nextAt ?? Infinity) <= time) {
      sim.moveTo(sim.agenda.nextAt as VirtualTime)
      sim.agenda.take()?.happen()
    }
    sim.moveTo(time as VirtualTime)
    return ticks.splice(0)
  }
  return { coordinator, until }
}

const apart = (ticks: readonly number[]) => ticks.slice(1).map((at, i) => at - (ticks[i] ?? 0))
const interval = { 'execution.checkpointing.interval': '1 s' }
const during = 'execution.checkpointing.interval-during-backlog'

test('[CHK-27, CK-15] while any source is in backlog its interval counts; behind the last, the ordinary one', () => {
  const { coordinator, until } = coordinated({ ...interval, [during]: '5 s' })
  coordinator.setIsProcessingBacklog(one, true)
  coordinator.setIsProcessingBacklog(other, true)
  coordinator.setIsProcessingBacklog(one, false)
  expect(apart(until(17_000))).toEqual([5_000, 5_000, 5_000])
  coordinator.setIsProcessingBacklog(other, false)
  expect(until(19_500)).toEqual([18_000, 19_000])
})

test('[CHK-27, CK-15] 0: the tick that is due comes, then none until the backlog is read', () => {
  const { coordinator, until } = coordinated({ ...interval, [during]: '0' })
  coordinator.setIsProcessingBacklog(one, true)
  expect(until(60_000)).toHaveLength(1)
  coordinator.setIsProcessingBacklog(one, false)
  expect(until(62_500)).toEqual([61_000, 62_000])
})

test('[CHK-27, CK-15] unless it is set, backlog changes nothing', () => {
  const { coordinator, until } = coordinated(interval)
  coordinator.setIsProcessingBacklog(one, true)
  expect(apart(until(3_999))).toEqual([1_000, 1_000, 1_000])
})
