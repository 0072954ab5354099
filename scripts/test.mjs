/**
 * `npm test`: every check, the unit tests, the build and the end-to-end tests, in that order, going on
 * after a failure. The last line says `N passed, N failed`; a test that is skipped without a reason fails.
 * `--only types,unit` runs parts. Results of the tools go to a temporary folder, never into the project.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runProcess, stopProcesses } from './test/process.mjs'
import { countPlaywright, countStep, countVitest } from './test/count.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const results = mkdtempSync(join(tmpdir(), 'barrier-lab-test-'))
const vitestResults = join(results, 'vitest.json')
const playwrightResults = join(results, 'playwright.json')
const minutes = 60_000

const bin = (...path) => join(root, 'node_modules', ...path)
const tsc = (project, config) => ({
  group: 'types',
  name: `types: ${project}`,
  args: [
    bin('typescript', 'bin', 'tsc'),
    '--project',
    config,
    '--incremental',
    '--tsBuildInfoFile',
    bin('.cache', 'tsc', `${project}.tsbuildinfo`),
  ],
})

/** `cores: 2` means that the tool has two workers of its own, so it runs alone; the others run in pairs. */
const steps = [
  tsc('core', 'src/tsconfig.core.json'),
  tsc('browser', 'src/tsconfig.browser.json'),
  tsc('test', 'src/tsconfig.test.json'),
  tsc('lessons', 'lessons/tsconfig.json'),
  tsc('gallery', 'gallery/tsconfig.json'),
  tsc('e2e', 'e2e/tsconfig.json'),
  {
    group: 'types',
    name: 'types: components',
    args: [
      bin('svelte-check', 'bin', 'svelte-check'),
      '--tsconfig',
      'src/tsconfig.browser.json',
      '--output',
      'human',
      '--fail-on-warnings',
    ],
  },
  {
    group: 'lint',
    name: 'lint',
    args: [bin('eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0'],
  },
  {
    group: 'lint',
    name: 'format',
    args: [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--cache', '.'],
  },
  {
    group: 'layers',
    name: 'layers',
    args: [
      bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err-long',
      'src',
    ],
  },
  { group: 'dead-code', name: 'dead code', args: [bin('knip', 'bin', 'knip.js'), '--no-progress'] },
  {
    group: 'unit',
    name: 'unit tests',
    cores: 2,
    limit: 8 * minutes,
    args: [
      bin('vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${vitestResults}`,
    ],
    count: (run) => countVitest(run, vitestResults),
  },
  {
    group: 'build',
    name: 'build',
    cores: 2,
    args: [bin('vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
  },
  {
    group: 'build',
    name: 'weight',
    cores: 2,
    needs: 'build',
    args: [join(root, 'scripts', 'weight.mjs')],
  },
  {
    group: 'e2e',
    name: 'end to end',
    cores: 2,
    // Seven on a quiet machine; the limit is for what hangs.
    limit: 12 * minutes,
    needs: 'build',
    args: [
      bin('@playwright', 'test', 'cli.js'),
      'test',
      '--config',
      'e2e/playwright.config.ts',
      '--reporter=list,json',
    ],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightResults },
    count: (run) => countPlaywright(run, playwrightResults),
  },
]

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const wanted = chosenSteps(values.only)
const finished = new Map()

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    stopProcesses()
    rmSync(results, { recursive: true, force: true })
    process.exit(130)
  })
}

const started = Date.now()
const singles = wanted.filter((step) => step.cores !== 2)
await inPairs(singles, runStep)
for (const step of wanted.filter((step) => step.cores === 2)) await runStep(step)
rmSync(results, { recursive: true, force: true })
report()

function chosenSteps(only) {
  if (only === undefined) return steps
  const groups = only.split(',')
  const unknown = groups.find((group) => !steps.some((step) => step.group === group))
  if (unknown !== undefined) {
    const known = [...new Set(steps.map((step) => step.group))].join(', ')
    console.error(`No such part: ${unknown}. Parts: ${known}.`)
    process.exit(2)
  }
  return steps.filter((step) => groups.includes(step.group))
}

async function inPairs(list, work) {
  const queue = [...list]
  const lane = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) await work(step)
  }
  await Promise.all(availableParallelism() > 1 ? [lane(), lane()] : [lane()])
}

async function runStep(step) {
  const blocked = step.needs && finished.get(step.needs)?.failed > 0
  const run = blocked
    ? { code: 1, output: `Not run, because the ${step.needs} failed.\n`, milliseconds: 0 }
    : await runProcess(step, root)
  const counted = (step.count ?? countStep)(run)
  finished.set(step.name, { ...counted, milliseconds: run.milliseconds })
  const ok = counted.failed === 0
  if (!ok) console.log(`\n──── ${step.name} ────\n${run.output.trimEnd()}\n`)
  for (const note of counted.notes) console.log(`  ${note}`)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${step.name}  ${seconds(run.milliseconds)}`)
}

function report() {
  const rows = wanted.map((step) => ({ name: step.name, ...finished.get(step.name) }))
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0)
  console.log(
    `\n${'step'.padEnd(20)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'time'.padStart(10)}`,
  )
  for (const { name, passed, failed, milliseconds } of rows) {
    const numbers = [passed, failed].map((number) => String(number).padStart(8)).join('')
    console.log(`${name.padEnd(20)}${numbers}${seconds(milliseconds).padStart(10)}`)
  }
  const skipped = sum('skipped')
  if (skipped > 0) console.log(`${skipped} skipped, each with its reason`)
  console.log(`in all ${seconds(Date.now() - started)}\n`)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  process.exitCode = sum('failed') > 0 ? 1 : 0
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
