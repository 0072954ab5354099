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

const tokens = readFileSync(new URL('../tokens.css', import.meta.url), 'utf8')
const stage: StageChoice = { width: 720, height: 632, level: 'auto', focus: null }

function picture(
  { view, now }: { view: ClusterView; now: VirtualTime },
  choice: Partial<StageChoice> = {},
  theme: 'light' | 'dark' = 'light',
): string {
  const input = layoutInput(view, { ...stage, ...choice })
  if (input === null) throw new Error('nothing is deployed')
  return renderSvg({ view, now, layout: layOut(input), theme: themeOf(tokens, theme) })
}

const atRest = (shape: JobShape): { view: ClusterView; now: VirtualTime } => ({
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

test('what a learner names a thing cannot become part of the drawing', () => {
  const tasks = [{ name: '<script>&"', parallelism: 1 }, ...countOrders.tasks.slice(1)]
  const svg = picture(atRest({ ...countOrders, tasks }))
  expect(svg).not.toContain('<script>')
  expect(svg).toContain('&lt;scri')
})
