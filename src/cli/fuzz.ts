/**
 * `npm run fuzz`: random plans under what must always hold. `-- --from N --count M` for other seeds;
 * `--pieces` plays each also in pieces and repeats it; `--lsm` has 100,000
 * random operations on an LSM store instead, a seed. A seed that fails is printed with what does
 * not hold, and belongs into the list of found seeds in src/engine/fuzz.test.ts.
 */
import { parseArgs } from 'node:util'
import { examineStore } from '../engine/state/lsm/testing/store-model.ts'
import { examine, type Examination } from '../engine/testing/examine.ts'
import { repeats, repeatsOverBadStorage } from '../engine/testing/replay.ts'
import { findingsOfSweep } from '../engine/testing/swept.ts'
import { runPlan, startPlan } from './fuzz-runner.ts'

interface Tally {
  readonly failed: number[]
  caughtUp: number
  restarts: number
  events: number
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string', default: '1' },
      count: { type: 'string', default: '1000' },
      pieces: { type: 'boolean', default: false },
      lsm: { type: 'boolean', default: false },
    },
  })
  const from = Number(values.from)
  const count = Number(values.count)
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(count) || count < 1) {
    console.error('Write --from and --count as whole numbers.')
    return 2
  }
  if (values.lsm) return fuzzStores(from, count)
  const tally: Tally = { failed: [], caughtUp: 0, restarts: 0, events: 0 }
  for (let seed = from; seed < from + count; seed++) {
    const findings = await findingsOf(seed, values.pieces || seed % 10 === 0, tally)
    for (const finding of findings) console.log(`seed ${seed}: ${finding}`)
    if (findings.length > 0) tally.failed.push(seed)
    if ((seed - from) % 100 === 99) console.error(`… ${seed - from + 1} of ${count}`)
  }
  report(tally, count)
  return tally.failed.length > 0 ? 1 : 0
}

function fuzzStores(from: number, count: number): number {
  let failed = 0
  for (let seed = from; seed < from + count; seed++) {
    try {
      const { statistics, deepest } = examineStore(seed, 100_000)
      const { flushes, compactions } = statistics
      console.log(`seed ${seed}: ${flushes} flushes, ${compactions} compactions, level ${deepest}`)
    } catch (error) {
      failed++
      console.log(error instanceof Error ? error.message : String(error))
    }
  }
  console.log(`${count - failed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

async function findingsOf(
  seed: number,
  inPieces: boolean,
  tally: Tally,
): Promise<readonly string[]> {
  try {
    const examination: Examination = examine(seed, runPlan)
    tally.caughtUp += Number(examination.caughtUp)
    tally.restarts += examination.restarts
    tally.events += examination.events
    const repeated = inPieces
      ? [
          await repeats(seed, startPlan, runPlan),
          await repeatsOverBadStorage(seed, startPlan, runPlan),
        ]
      : []
    const swept = await findingsOfSweep(seed, startPlan)
    const different = repeated.filter((finding) => finding !== null)
    return [
      ...examination.findings,
      ...swept.map((why) => `swept: ${why}`),
      ...different.map((why) => `repeated, it differs: ${why}`),
    ]
  } catch (error) {
    return [`thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
  }
}

function report({ failed, caughtUp, restarts, events }: Tally, count: number): void {
  if (failed.length > 0) console.log(`found: ${failed.join(', ')}`)
  console.log(
    `${events} events, ${restarts} restarts; ${caughtUp} of ${count} jobs read everything and were compared`,
  )
  console.log(`${count - failed.length} passed, ${failed.length} failed`)
}

process.exitCode = await main(process.argv.slice(2))
