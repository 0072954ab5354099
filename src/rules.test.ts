/** Every rule of Flink's state and time is in docs/rules: here with its test, simplified or absent with the reason. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = `${root}docs/rules/`

/** How many rules each area of the reference has: keyed state, operator state, key groups, … */
const areas = {
  ...{ KS: 48, OS: 21, KG: 26, TTL: 33, TI: 24, WM: 35, WI: 14, WO: 41, SE: 23, PT: 21, RB: 25 },
  ...{ HB: 11, FB: 10, CS: 14 },
} as const

/** Of checkpoints the sections that say what happens, first and last rule. */
const checkpointSections = [
  [1, 10],
  [11, 39],
  [40, 51],
  [108, 138],
  [52, 107],
  [139, 221],
  [222, 226],
  [227, 237],
  [238, 256],
  [257, 281],
  [282, 286],
  [287, 294],
  [295, 305],
  [306, 315],
] as const

const wanted = [
  ...Object.entries(areas).flatMap(([area, count]) =>
    Array.from({ length: count }, (_, at) => `${area}-${at + 1}`),
  ),
  ...checkpointSections.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, at) => `CK-${first + at}`),
  ),
]

interface Row {
  readonly file: string
  readonly rule: string
  readonly state: string
  readonly reason: string
}

const rows: readonly Row[] = readdirSync(folder).flatMap((file) =>
  readFileSync(folder + file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const cells = /^\| ([A-Z]+-\d+) +\| ([a-z]+) +\|(.*)\|$/.exec(line.trim())
      const [, rule = '', state = '', reason = ''] = cells ?? []
      return rule === '' ? [] : [{ file, rule, state, reason }]
    }),
)

test('every rule has one row', () => {
  const told = rows.map(({ rule }) => rule).filter((rule) => wanted.includes(rule))
  expect(wanted.filter((rule) => !told.includes(rule))).toEqual([])
  expect(told.filter((rule, at) => told.indexOf(rule) !== at)).toEqual([])
})

test('what is here names a test that exists; what is not says why', () => {
  const wrong = rows.filter(({ state, reason }) => {
    if (state !== 'here') return !['simplified', 'absent'].includes(state) || reason.length < 10
    const files = reason.match(/[\w./-]+\.(test|spec)\.ts/g) ?? []
    return files.length === 0 || files.some((file) => !existsSync(root + file))
  })
  expect(wrong).toEqual([])
})
