/** Ticks while the interval changes, as it does when a source enters or leaves backlog. */
import { expect, test } from 'vitest'
import type { Seed, VirtualTime } from '../../model/index.ts'
import { Simulation } from '../kernel/simulation.ts'
import { newAmbient } from '../world.ts'
import { PeriodicTimer } from './periodic-timer.ts'

/** A timer whose first tick is drawn as late as it can be, and what has been heard of it. */
function timed(interval: number, minPause = 0) {
  const world = {
    ...({ record: 'everything', sink: () => undefined, request: () => undefined } as const),
    ...{ locate: () => null, ambient: newAmbient() },
  }
  const start = { seed: 1 as Seed, at: 0 as VirtualTime, costs: {} as never }
  const sim = new Simulation(world, start)
  const ticks: number[] = []
  const latest = { between: (_least: number, most: number) => most } as never
  const tick = () => {
    ticks.push(sim.now)
  }
  const timer = new PeriodicTimer({ sim, random: latest, interval, minPause, tick })
  const until = (time: number) => {
    while ((sim.agenda.nextAt ?? Infinity) <= time) {
      sim.moveTo(sim.agenda.nextAt as VirtualTime)
      sim.agenda.take()?.happen()
    }
    sim.moveTo(time as VirtualTime)
    return ticks
  }
  return { timer, until }
}

test('[CHK-27, CK-15] a tick that is due stays when the interval grows; the one after it comes later', () => {
  const { timer, until } = timed(100)
  timer.start()
  until(150)
  timer.setInterval(1_000)
  expect(until(1_300)).toEqual([100, 200, 1_200])
})

test('[CHK-27, CK-15] when the interval shrinks, the next tick is moved to one interval from now, if that is earlier', () => {
  const { timer, until } = timed(100)
  timer.start()
  timer.setInterval(1_000)
  until(150)
  timer.resetInterval()
  expect(until(400)).toEqual([100, 250, 350])
  timer.setInterval(1_000)
  until(1_420)
  timer.resetInterval()
  expect(until(1_500)).toEqual([100, 250, 350, 450, 1_450])
})

test('[CHK-27, CK-15] without an interval a tick that is due still comes, and none after it until there is one', () => {
  const { timer, until } = timed(100)
  timer.start()
  timer.setInterval(null)
  expect(until(5_000)).toEqual([100])
  timer.resetInterval()
  expect(until(5_250)).toEqual([100, 5_100, 5_200])
})

test('[CHK-27, CK-15] the first delay is drawn from the interval of times without backlog, also during backlog', () => {
  const { timer, until } = timed(100)
  timer.setInterval(1_000)
  expect(until(500)).toEqual([])
  timer.start()
  expect(until(1_700)).toEqual([600, 1_600])
  timer.stop()
  timer.resetInterval()
  expect(until(9_000)).toEqual([600, 1_600])
})

test('[CHK-27, CK-15] min-pause raises the interval, and so the first delay, but not the interval of backlogs', () => {
  const { timer, until } = timed(100, 300)
  timer.setInterval(200)
  timer.start()
  expect(until(700)).toEqual([300, 500, 700])
})
