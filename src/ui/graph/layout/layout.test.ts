import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SubtaskId, TaskManagerId } from '../../../model/index.ts'
import { type Box, fonts, overlap } from '../shape.ts'
import { textWidth } from '../text.ts'
import { countOrders, type JobShape, layoutInput } from '../testing/jobs.ts'
import { type BandsLayout, layOut } from './layout.ts'
import { fitScale } from '../view-port.ts'
import { lengthOf, pointAlong, roundedPath } from './geometry.ts'

const bands = (shape: JobShape, stage?: { width: number; height: number }): BandsLayout => {
  const layout = layOut(layoutInput(shape, stage))
  if (layout.kind !== 'bands') throw new Error('expected bands')
  return layout
}

/** Subtasks placed as in the design: slot 2 of TaskManager 1 has count 2/3. */
function pictured(stage?: { width: number; height: number }): BandsLayout {
  const input = layoutInput(countOrders, stage)
  const second = new Set<number>([1, 4, 6])
  const subtasks = input.schedule.subtasks.map((subtask) => ({
    ...subtask,
    taskManager: (second.has(subtask.id) ? 2 : 1) as TaskManagerId,
  }))
  const layout = layOut({ ...input, schedule: { ...input.schedule, subtasks } })
  if (layout.kind !== 'bands') throw new Error('expected bands')
  return layout
}

test('the job of the design stands where the design draws it', () => {
  const layout = pictured()
  const box = (subtask: number): Box | undefined =>
    layout.stations[layout.stationOf.get(subtask as SubtaskId) ?? -1]?.box
  expect(layout).toMatchObject({ width: 720, height: 632 })
  expect(layout.bands.map(({ box }) => box)).toEqual([
    { x: 88, y: 116, width: 616, height: 248 },
    { x: 88, y: 372, width: 616, height: 176 },
  ])
  expect(box(0)).toEqual({ x: 96, y: 200, width: 92, height: 96 })
  expect(box(2)).toEqual({ x: 336, y: 148, width: 128, height: 96 })
  expect(box(3)).toEqual({ x: 336, y: 256, width: 128, height: 96 })
  expect(box(4)).toEqual({ x: 336, y: 420, width: 128, height: 96 })
  expect(box(5)).toEqual({ x: 584, y: 184, width: 108, height: 132 })
  expect(box(6)).toEqual({ x: 584, y: 404, width: 108, height: 132 })
  expect(layout.lanes.map(({ box }) => box.y)).toEqual([
    164, 208, 272, 316, 436, 480, 196, 240, 284, 416, 460, 504,
  ])
  expect(layout.shelf.box).toEqual({ x: 16, y: 560, width: 688, height: 60 })
  expect(layout.tapes.map(({ anchor }) => anchor)).toEqual([248, 468])
})

test('a wire leaves level, runs upright in a track of its own and arrives level', () => {
  const layout = pictured()
  const tracks = layout.wires.map(({ line }) => line[1]?.x)
  expect(new Set(tracks).size).toBe(layout.wires.length)
  for (const { line } of layout.wires) {
    for (let at = 1; at < line.length; at++) {
      const [from, to] = [line[at - 1], line[at]]
      expect(from?.x === to?.x || from?.y === to?.y).toBe(true)
    }
  }
})

const shapes: fc.Arbitrary<JobShape> = fc
  .record({
    parallelisms: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 }),
    slotsEach: fc.integer({ min: 1, max: 4 }),
    partitions: fc.integer({ min: 1, max: 6 }),
    skips: fc.boolean(),
    forward: fc.boolean(),
    join: fc.boolean(),
  })
  .map(({ parallelisms, slotsEach, partitions, skips, forward, join }) => {
    const tasks = parallelisms.map((parallelism, at) => ({ name: `task${at}`, parallelism }))
    const edges: [number, number, 'hash' | 'forward'][] = tasks.slice(1).map((task, at) => {
      const same = task.parallelism === tasks[at]?.parallelism
      return [at, at + 1, forward && same ? 'forward' : 'hash']
    })
    if (skips && tasks.length > 2) edges.push([0, tasks.length - 1, 'hash'])
    if (join && tasks.length > 2) {
      // A second source that goes into the third task.
      edges.push([tasks.length, 2, 'hash'])
      tasks.push({ name: 'payments', parallelism: 2 })
      return { ...sorted(tasks, edges), slotsEach, partitions }
    }
    return { tasks, edges, slotsEach, partitions }
  })

/** Puts the last task first, so that sources come first. */
function sorted(
  tasks: { name: string; parallelism: number }[],
  edges: [number, number, 'hash' | 'forward'][],
): Pick<JobShape, 'tasks' | 'edges'> {
  const last = tasks.length - 1
  const moved = (at: number): number => (at === last ? 0 : at + 1)
  return {
    tasks: [...tasks.slice(last), ...tasks.slice(0, last)],
    edges: edges.map(([from, to, how]) => [moved(from), moved(to), how]),
  }
}

const stages = fc.constantFrom(
  { width: 720, height: 632 },
  { width: 880, height: 732 },
  { width: 600, height: 480 },
  { width: 592, height: 572 },
)

test('nothing overlaps, whatever the job', () => {
  fc.assert(
    fc.property(shapes, stages, (shape, stage) => {
      const layout = layOut(layoutInput(shape, stage))
      if (layout.kind !== 'bands') return
      const solid: Box[] = [
        ...layout.stations.map(({ box }) => box),
        ...layout.lanes.map(({ box }) => box),
        layout.jobManager.box,
        layout.shelf.box,
        ...layout.tapes.map(({ anchor, above, below }) => ({
          x: 44,
          y: anchor - above * 20 - 26,
          width: 24,
          height: (above + below + 1) * 20 + 16,
        })),
      ]
      for (const [at, a] of solid.entries())
        for (const b of solid.slice(at + 1))
          expect(overlap(a, b), JSON.stringify([a, b])).toBe(false)
    }),
    { numRuns: 60 },
  )
})

test('boxes stay in the band of their TaskManager, and no band touches another', () => {
  fc.assert(
    fc.property(shapes, stages, (shape, stage) => {
      const layout = layOut(layoutInput(shape, stage))
      if (layout.kind !== 'bands') return
      for (const station of layout.stations) {
        const band = layout.bands.find((one) => one.taskManager === station.taskManager)?.box
        expect(band).toBeDefined()
        if (band === undefined) continue
        expect(station.box.x).toBeGreaterThan(band.x)
        expect(station.box.x + station.box.width).toBeLessThan(band.x + band.width)
        expect(station.box.y).toBeGreaterThanOrEqual(band.y + 24)
        expect(station.box.y + station.box.height).toBeLessThan(band.y + band.height)
      }
      for (const [at, { box }] of layout.bands.entries())
        for (const other of layout.bands.slice(at + 1)) expect(overlap(box, other.box)).toBe(false)
    }),
    { numRuns: 40 },
  )
})

test('no wire runs through a box, and no two wires share a track', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const layout = layOut(layoutInput(shape))
      if (layout.kind !== 'bands') return
      const uprights = layout.wires.flatMap(({ line, bundled }, wire) =>
        line.slice(1).flatMap((to, at) => {
          const from = line[at]
          return from !== undefined && from.x === to.x && from.y !== to.y
            ? [
                {
                  wire: bundled ? -1 : wire,
                  x: to.x,
                  top: Math.min(from.y, to.y),
                  low: Math.max(from.y, to.y),
                },
              ]
            : []
        }),
      )
      for (const { x, top, low } of uprights)
        for (const { box } of layout.stations)
          expect(overlap({ x, y: top, width: 0.5, height: low - top }, box)).toBe(false)
      for (const [at, a] of uprights.entries())
        for (const b of uprights.slice(at + 1))
          if (a.x === b.x && a.wire !== b.wire) expect(a.low <= b.top || b.low <= a.top).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('labels have the room they need', () => {
  fc.assert(
    fc.property(shapes, stages, (shape, stage) => {
      const layout = layOut(layoutInput(shape, stage))
      if (layout.kind !== 'bands') return
      for (const [at, head] of layout.heads.entries()) {
        const next = layout.heads[at + 1]
        if (next === undefined) continue
        expect(head.x + textWidth(head.name, 't13b')).toBeLessThan(next.x)
        const description = head.description?.text ?? ''
        expect(head.x + textWidth(description, 't11')).toBeLessThan(next.x)
      }
      for (const [at, group] of layout.jobManager.groups.entries()) {
        const next = layout.jobManager.groups[at + 1]
        if (next === undefined) continue
        expect(group.label.x + textWidth(group.name, 't11')).toBeLessThan(next.label.x)
      }
    }),
    { numRuns: 40 },
  )
})

/** The stage at widths of the screen from 1024 to 1440, beside whatever is open there, by its least height. */
const supported = [
  { screen: '1440 × 900', width: 720, height: 632, levels: [1] },
  { screen: '1366 × 768', width: 646, height: 572, levels: [1] },
  { screen: '1300 × 800', width: 612, height: 604, levels: [1] },
  { screen: '1280 × 768', width: 592, height: 572, levels: [1] },
  { screen: '1280 × 720', width: 592, height: 524, levels: [1, 2] },
  { screen: '1100 × 800', width: 704, height: 604, levels: [1] },
  { screen: '1024 × 768', width: 628, height: 572, levels: [1] },
] as const

test.each(supported)('on $screen the job of the design is seen whole, text in its size', (one) => {
  const layout = pictured(one)
  // The room right of the boxes and below the shelf may lie beyond the stage.
  expect(layout.width).toBeLessThanOrEqual(one.width + 16)
  expect(layout.height).toBeLessThanOrEqual(one.height + 8)
  expect(fitScale(layout, one)).toBe(1)
  expect([...new Set(layout.stations.map(({ level }) => level))].sort()).toEqual(one.levels)
})

test('whatever the job and the stage, text is never drawn below its 11 px', () => {
  fc.assert(
    fc.property(shapes, stages, (shape, stage) => {
      expect(fitScale(layOut(layoutInput(shape, stage)), stage)).toBeGreaterThanOrEqual(1)
    }),
    { numRuns: 40 },
  )
  expect(Math.min(...Object.values(fonts).map(({ size }) => size))).toBe(11)
})

test('two hundred subtasks become cells, and sixteen rows', () => {
  const job = (parallelism: number): JobShape => ({
    ...countOrders,
    tasks: [
      { name: 'orders', parallelism: 2 },
      { name: 'count', parallelism },
      { name: 'totals', parallelism: 2 },
    ],
    slotsEach: 16,
  })
  const levels = (layout: BandsLayout): number[] => [
    ...new Set(layout.stations.map((station) => station.level)),
  ]
  expect(levels(bands({ ...job(16), slotsEach: 8 }))).toEqual([1, 2])
  const many = layOut({ ...layoutInput(job(200)), level: 3 })
  expect(many.kind).toBe('bands')
  const auto = layOut(layoutInput(job(200)))
  expect(auto.height).toBeLessThan(632 * 4)
})

test('a narrow stage shows cards, with the subtask in focus below them', () => {
  const input = layoutInput(countOrders, { width: 390, height: 540 })
  const layout = layOut({ ...input, focus: 3 as SubtaskId })
  expect(layout.kind).toBe('operators')
  if (layout.kind !== 'operators') return
  expect(layout.width).toBe(390)
  expect(layout.cards.map(({ cells }) => cells.length)).toEqual([2, 3, 2])
  expect(layout.focus?.lanes).toHaveLength(2)
})

test('a place on a line is found by its distance from the start', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 20 },
  ]
  expect(lengthOf(line)).toBe(30)
  expect(pointAlong(line, 5)).toMatchObject({ x: 5, y: 0, upright: false })
  expect(pointAlong(line, 20)).toMatchObject({ x: 10, y: 10, upright: true })
  expect(pointAlong(line, 99)).toMatchObject({ x: 10, y: 20 })
  expect(roundedPath(line, 4)).toBe('M0,0L6,0Q10,0 10,4L10,20')
})
