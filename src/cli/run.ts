/** `barrier-lab run`: a scenario in, JSON lines out. */
import type { Misuse, Seed, VirtualTime } from '../model/index.ts'
import type { Crash, RunPlan } from '../run/index.ts'
import { runToEnd } from '../sandbox/inline-runner.ts'
import type { Scenario } from '../scenario/index.ts'
import { TraceLog, type TraceEvent } from '../trace/index.ts'
import { virtualMs, wholeNumber } from './duration.ts'
import { executableOf } from './executable.ts'
import { JsonLines } from './json-lines.ts'
import { misuseText } from './misuse-text.ts'
import { only, wordsOf } from './options.ts'
import { printers } from './print/printers.ts'
import { Refused } from './refused.ts'
import { readScenario } from './scenario-files.ts'

const options = {
  until: { type: 'string', default: '60s' },
  seed: { type: 'string' },
  print: { type: 'string' },
  fast: { type: 'boolean', default: false },
} as const

export async function runCommand(args: readonly string[]): Promise<0 | 1> {
  const { values, positionals } = wordsOf(args, options)
  const print = printers[values.print ?? 'output']
  if (print === undefined)
    throw new Refused(`--print: ${values.print} is none of ${Object.keys(printers).join(', ')}`)
  if (values.fast && values.print !== undefined)
    throw new Refused('--fast records nothing, so there is nothing to --print; leave one out')
  const scenario = readScenario(only(positionals, 'scenario'))
  const seed = values.seed === undefined ? scenario.seed : wholeNumber(values.seed, '--seed')
  const plan = planOf(scenario, seed)
  const until = virtualMs(values.until, '--until') as VirtualTime
  if (values.fast) return runFast(plan, until)

  const { events, crash } = runToEnd(executableOf(plan, told), until)
  const trace = new TraceLog()
  trace.append(events)
  await new JsonLines().writeAll(print(trace, until))
  if (crash !== null) return crashed(crash)
  return jobFailed(events) ? 1 : 0
}

/** What the configuration says that is worth a word. */
function told(misuse: Misuse): void {
  process.stderr.write(`${misuseText(misuse)}\n`)
}

/** A plan without commands but the scenario's script. */
export function planOf(scenario: Scenario, seed: number): RunPlan {
  return {
    scenario: { ...scenario, seed },
    seed: seed as Seed,
    commands: [],
    restoreFrom: null,
    startAt: 0 as VirtualTime,
  }
}

/** Nothing is recorded, so all that can be said is how much there was to read and how long it took. */
async function runFast(plan: RunPlan, until: VirtualTime): Promise<0 | 1> {
  const executable = executableOf(plan)
  const cpu = process.cpuUsage()
  const began = performance.now()
  const { pause, crash } = runToEnd(executable, until, { record: 'nothing' })
  const wallMs = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  if (crash !== null) return crashed(crash)
  const records = recordsBy(plan.scenario, until)
  await new JsonLines().writeAll([
    {
      records,
      finished: pause?.why === 'job-finished',
      wallMs: Math.round(wallMs),
      cpuMs: Math.round((user + system) / 1_000),
      recordsPerSecond: Math.round((records * 1_000) / wallMs),
    },
  ])
  return 0
}

/** How many records of the scenario's topics were there to read by `until`. */
function recordsBy(scenario: Scenario, until: VirtualTime): number {
  const counts = Object.values(scenario.topics).flatMap(({ partitions, generator, spacing }) => {
    const lengths =
      partitions?.map(({ length }) => length) ??
      Array.from({ length: generator?.partitions ?? 0 }, () => generator?.recordsPerPartition ?? 0)
    const step = spacing ?? 100
    return lengths.map((length) =>
      step === 0 ? length : Math.min(length, Math.floor(until / step)),
    )
  })
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Says why a run is over before its time. The learner's program not starting is wrong input. */
export function crashed(crash: Crash): 1 {
  switch (crash.in) {
    case 'program':
      throw new Refused(misuseText(crash.misuse))
    case 'user-code': {
      const { during } = crash
      const where =
        during === null ? '' : ` in ${during.operator} ${during.subtask + 1}, at ${during.record}`
      process.stderr.write(`The run was ended (${crash.code})${where}: ${crash.message}\n`)
      return 1
    }
    case 'engine':
      process.stderr.write(`A bug of Barrier Lab: ${crash.invariant}\n`)
      return 1
    case 'wall':
      process.stderr.write(`The run was ended: ${crash.reason}\n`)
      return 1
  }
}

/** Whether the job came to a bad end; the reason goes to standard error. */
function jobFailed(events: readonly TraceEvent[]): boolean {
  for (const event of events) {
    if (event.kind === 'task-failed') process.stderr.write(`${event.at} ms: ${failure(event)}\n`)
    if (event.kind === 'job-refused') {
      process.stderr.write(`The job was refused: ${event.message} [${event.code}]\n`)
      return true
    }
  }
  const last = events.findLast(({ kind }) => kind === 'job-status-changed')
  if (last?.kind !== 'job-status-changed' || last.status !== 'FAILED') return false
  process.stderr.write(`The job FAILED: ${last.reason}\n`)
  return true
}

function failure(event: Extract<TraceEvent, { kind: 'task-failed' }>): string {
  const { place, message, code } = event
  return place === null
    ? `${message} [${code}]`
    : `${place.file}:${place.line}:${place.column ?? 1}: ${message} [${code}]`
}
