import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { SubtaskId, VirtualTime } from '../../model/index.ts'
import type { ClusterView } from '../../projection/index.ts'
import { themeOf } from './ink.ts'
import { layOut } from './layout/layout.ts'
import { layoutInput, type StageChoice } from './layout/stage.ts'
import { renderSvg } from './picture.ts'
import { countOrders, type JobShape } from './testing/jobs.ts'
import { deployed, sampleAt } from './testing/views.ts'
import { stillAt } from './time.ts'

const tokens = readFileSync(new URL('../tokens.css', import.meta.url), 'utf8')
const stage: StageChoice = { width: 720, height: 632, level: 'auto', focus: null }

interface Shown {
  readonly view: ClusterView
  readonly now: VirtualTime
  readonly movingSince?: VirtualTime
}

function picture(
  { view, now, movingSince }: Shown,
  choice: Partial<StageChoice> = {},
  theme: 'light' | 'dark' = 'light',
): string {
  const input = layoutInput(view, { ...stage, ...choice })
  if (input === null) throw new Error('nothing is deployed')
  const time = movingSince === undefined ? stillAt(now) : { now, movingSince }
  return renderSvg({ view, time, layout: layOut(input), theme: themeOf(tokens, theme) })
}

/** As it is met while playing from a little before the kill. */
const playedTo = (ms: number): Shown => ({ ...sampleAt(ms), movingSince: 12_000 as VirtualTime })

const atRest = (shape: JobShape): Shown => ({
  view: deployed(shape),
  now: 0 as VirtualTime,
})

const tasks = (parallelism: number): JobShape['tasks'] => [
  { name: 'orders', parallelism: 2 },
  { name: 'count', parallelism },
  { name: 'totals', parallelism: 2 },
]

const pictures: Record<string, () => string> = {
  'before-the-first-checkpoint': () => picture(sampleAt(1_200)),
  'barriers-on-their-way': () => picture(sampleAt(8_400)),
  aligning: () => picture(sampleAt(12_400)),
  'aligning-dark': () => picture(sampleAt(12_400), {}, 'dark'),
  'task-manager-lost': () => picture(sampleAt(12_950)),
  'going-dark': () => picture(playedTo(13_050)),
  'gone-dark': () => picture(playedTo(13_450), {}, 'dark'),
  'tapes-slide-back': () => picture(playedTo(14_090)),
  'restoring-dark': () => picture(sampleAt(13_950), {}, 'dark'),
  replaying: () => picture(sampleAt(15_500)),
  phone: () => picture(sampleAt(12_400), { width: 390, focus: 3 as SubtaskId }),
  rows: () => picture(atRest({ ...countOrders, tasks: tasks(12), slotsEach: 8 })),
  cells: () => picture(atRest({ ...countOrders, tasks: tasks(200), slotsEach: 64 })),
  'two-sources-and-a-bypass': () =>
    picture(
      atRest({
        tasks: [
          { name: 'orders', parallelism: 1 },
          { name: 'payments', parallelism: 1 },
          { name: 'match', parallelism: 2 },
          { name: 'alerts', parallelism: 1 },
        ],
        edges: [
          [0, 2, 'hash'],
          [1, 2, 'hash'],
          [2, 3, 'rebalance'],
          [0, 3, 'rebalance'],
        ],
        slotsEach: 1,
        partitions: 2,
      }),
    ),
}

for (const [name, make] of Object.entries(pictures)) {
  test(`picture: ${name}`, async () => {
    await expect(make()).toMatchFileSnapshot(`pictures/${name}.svg`)
  })
}

test('the same moment is the same picture, whichever way it was reached', () => {
  const first = picture(sampleAt(12_400))
  picture(sampleAt(19_000))
  picture(sampleAt(500))
  expect(picture(sampleAt(12_400))).toBe(first)
})

test('a failure is drawn in its order, and at once where the picture stands still', () => {
  const restoreFrom = 'restore from here'
  const struck = 'text-decoration:line-through'
  const hatched = /<rect [^>]*width="([\d.]+)"[^>]*fill:url\(#hatch-failure\)/
  const told = (shown: Shown) => {
    const svg = picture(shown)
    const hatch = Number(hatched.exec(svg)?.[1] ?? 0)
    return { hatch, struck: svg.includes(struck), restore: svg.includes(restoreFrom) }
  }
  const still = told(sampleAt(12_800))
  expect(still).toEqual({ hatch: 614.5, struck: true, restore: true })

  const [begins, half, whole, ends] = [12_800, 13_100, 13_450, 13_700].map((ms) =>
    told(playedTo(ms)),
  )
  expect(begins).toEqual({ hatch: 0, struck: false, restore: false })
  expect(half).toEqual({ hatch: 307.25, struck: false, restore: false })
  expect(whole).toEqual({ hatch: 614.5, struck: false, restore: false })
  // By then there is another TaskManager 2.
  expect(ends).toEqual({ hatch: 0, struck: true, restore: true })
  expect(picture(playedTo(13_700))).toBe(picture(sampleAt(13_700)))
})

test('a ring at the JobManager fills for 360 ms after its acknowledgement', () => {
  const done = themeOf(tokens, 'light')('done')
  const filling = (shown: Shown): number =>
    picture(shown).split(new RegExp(`A6,6 0 [01] 1 [^"]*Z" style="fill:${done}`)).length - 1
  // Acknowledged at 11.635, 11.68, 11.98 and 12.055 s.
  const played = [11_630, 11_700, 12_100, 12_420].map((ms) =>
    filling({ ...sampleAt(ms), movingSince: 11_500 as VirtualTime }),
  )
  expect(played).toEqual([0, 2, 2, 0])
  expect(filling(sampleAt(11_700))).toBe(0)
})

test('what a learner names a thing cannot become part of the drawing', () => {
  const tasks = [{ name: '<script>&"', parallelism: 1 }, ...countOrders.tasks.slice(1)]
  const svg = picture(atRest({ ...countOrders, tasks }))
  expect(svg).not.toContain('<script>')
  expect(svg).toContain('&lt;scri')
})
