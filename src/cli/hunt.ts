/** `barrier-lab hunt`: whether a kill at any moment changes what a job comes to, and the first that does. */
import { Hunt, type HuntReport, type HuntWatch, type KillingMoment } from '../hunt/index.ts'
import type { VirtualTime } from '../model/index.ts'
import { inlineRunner } from '../sandbox/inline-runner.ts'
import { encodeLink } from '../storage/index.ts'
import { virtualMs, wholeNumber } from './duration.ts'
import { executableOf } from './executable.ts'
import { JsonLines } from './json-lines.ts'
import { only, wordsOf } from './options.ts'
import { Refused } from './refused.ts'
import { crashed, planOf } from './run.ts'
import { readScenario } from './scenario-files.ts'

const options = {
  until: { type: 'string' },
  seed: { type: 'string' },
  every: { type: 'string', default: '1' },
  max: { type: 'string' },
  print: { type: 'string', default: 'summary' },
} as const

/** Differences that a line shows; how many more there are, it says. */
const shown = 5

export async function huntCommand(args: readonly string[]): Promise<0 | 1> {
  const { values, positionals } = wordsOf(args, options)
  const { print } = values
  if (print !== 'summary' && print !== 'moments')
    throw new Refused(`--print: ${print} is none of summary, moments`)
  const scenario = readScenario(only(positionals, 'scenario'))
  const seed = values.seed === undefined ? scenario.seed : wholeNumber(values.seed, '--seed')
  const hunt = new Hunt(executableOf(planOf(scenario, seed)), inlineRunner(), {
    until: values.until === undefined ? null : (virtualMs(values.until, '--until') as VirtualTime),
    every: atLeastOne(values.every, '--every'),
    most: values.max === undefined ? null : atLeastOne(values.max, '--max'),
  })
  const report = await hunt.run(progress())
  refuseWithoutCalm(report)
  const lines = new JsonLines()
  if (print === 'moments') for (const moment of report.found) await lines.write(rowOf(moment))
  await lines.write(await summaryOf(report))
  await lines.flush()
  return report.found.length > 0 ? 1 : 0
}

function atLeastOne(text: string, option: string): number {
  const number = wholeNumber(text, option)
  if (number < 1) throw new Refused(`${option}: it is 1 at least`)
  return number
}

async function summaryOf({ moments, of, kills, found }: HuntReport) {
  const [first] = found
  return {
    moments,
    of,
    kills,
    changed: found.length,
    first: first === undefined ? null : rowOf(first),
    link: first === undefined ? null : await encodeLink(first.scenario),
  }
}

function rowOf({ taskManager, at, after, says, differences }: KillingMoment) {
  return {
    taskManager,
    at,
    after: { event: after, says },
    differences: differences.slice(0, shown),
    more: Math.max(0, differences.length - shown),
  }
}

/** For a person who waits; a pipe hears nothing. */
function progress(): HuntWatch {
  const { stderr } = process
  let changed = 0
  return {
    found: () => {
      changed++
    },
    tried: (kills, of) => {
      if (!stderr.isTTY) return
      const end = kills === of ? '\n' : ''
      stderr.write(`\r${kills} of ${of} kills tried, ${changed} changed the result${end}`)
    },
  }
}

/** Throws {@link Refused} where the run without failures gives nothing to compare with. */
function refuseWithoutCalm({ stopped }: HuntReport): void {
  switch (stopped?.why) {
    case 'crashed':
      crashed(stopped.crash)
      throw new Refused('The run is ended without a kill, so there is nothing to compare with.')
    case 'failed':
      throw new Refused('The job fails without a kill, so there is nothing to compare with.')
    case 'no-rest':
      throw new Refused(
        `After ${stopped.at / 60_000} min of virtual time the job still reads, or its timers still fire: there is no result to compare. Let its input end.`,
      )
    default:
  }
}
