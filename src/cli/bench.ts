/**
 * `npm run bench`: what the product is held to, measured. A table, or with `-- --json` one line of
 * JSON a figure: {name, value, unit, goal, met}; goal and met are null where there is nothing to
 * hold a figure to. `--only storage` measures what has that word in its name. Machines differ and
 * are busy: engine figures are the best of several runs, ratios compare within one run.
 */
import { parseArgs } from 'node:util'
import { browserFigures } from './bench/browser.ts'
import { engineFigures } from './bench/engine.ts'
import { meets, type Figure, type Measurement } from './bench/figure.ts'
import { lsmFigures } from './bench/lsm.ts'
import { seekFigures } from './bench/seek.ts'
import { weightFigures } from './bench/weight.ts'

const measurements: readonly Measurement[] = [
  ...engineFigures,
  ...lsmFigures,
  ...seekFigures,
  ...weightFigures,
  ...browserFigures,
]

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
  })
  const wanted = measurements.filter(({ about }) => about.includes(values.only))
  if (wanted.length === 0) {
    console.error(
      `Nothing is called ${values.only}: ${measurements.map((m) => m.about).join(', ')}`,
    )
    return 2
  }
  let missed = 0
  for (const { about, measure } of wanted) {
    if (!values.json) process.stderr.write(`measuring ${about} …\n`)
    for (const figure of await measure()) {
      const met = meets(figure)
      if (met === false) missed++
      console.log(values.json ? line(figure, met) : row(figure, met))
    }
  }
  return missed > 0 ? 1 : 0
}

function line({ name, value, unit, goal }: Figure, met: boolean | null): string {
  return JSON.stringify({ name, value, unit, goal, met })
}

const bound = { 'at-least': '≥', 'at-most': '≤' } as const

function row({ name, value, unit, goal, better }: Figure, met: boolean | null): string {
  const verdict = met === null ? '' : met ? 'met' : 'MISSED'
  const held = goal === null ? '' : `${bound[better]} ${shown(goal)}`
  return [name.padEnd(58), shown(value).padStart(12), unit.padEnd(14), held.padEnd(12), verdict]
    .join(' ')
    .trimEnd()
}

function shown(value: number): string {
  const digits = value >= 100 ? 0 : value >= 1 ? 1 : 2
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits })
}

process.exitCode = await main(process.argv.slice(2))
