import { expect, test } from 'vitest'
import type { TaskManagerId, VirtualTime } from '../model/index.ts'
import { inlineRunner, runToEnd } from '../sandbox/inline-runner.ts'
import { counting, countingJob, planOf } from '../sandbox/testing/plans.ts'
import type { Scenario } from '../scenario/index.ts'
import { decodeLink, encodeLink } from '../storage/index.ts'
import { Hunt, type HuntOptions, type HuntReport, type HuntWatch } from './hunt.ts'
import { RunAccount } from './result.ts'

const everywhere: HuntOptions = { until: null, every: 1, most: null }
const nobody: HuntWatch = { tried: () => undefined, found: () => undefined }

const fewRecords: Partial<Scenario> = {
  topics: {
    orders: {
      generator: { partitions: 2, recordsPerPartition: 4, keys: ['apple', 'pear', 'fig'] },
    },
  },
}

const fewer = { every: 4 }

const inPlainField = `this.seen = (this.seen ?? 0) + 1
    out.collect({ key: ctx.getCurrentKey(), n: this.seen })`

function hunting(
  job: string,
  options: Partial<HuntOptions> = {},
  changes: Partial<Scenario> = {},
): Hunt {
  const plan = planOf(job, { ...fewRecords, ...changes })
  return new Hunt(plan, inlineRunner(), { ...everywhere, ...options })
}

async function hunted(...given: Parameters<typeof hunting>): Promise<HuntReport> {
  return hunting(...given).run(nobody)
}

/** What a scenario comes to by itself, by the things of its result. */
function comesTo(scenario: Scenario): string[] {
  const account = new RunAccount()
  const plan = planOf(scenario.files['job.ts'] ?? '', scenario)
  for (const event of runToEnd(plan, 120_000 as VirtualTime).events) account.see(event)
  return [...account.result().values()].map(({ where, key, value }) => `${where} ${key}: ${value}`)
}

test('[HUNT-1, HUNT-3] a count in keyed state survives a kill of each TaskManager after every event', async () => {
  const { moments, of, kills, found, stopped } = await hunted(countingJob(counting))
  expect({ found, stopped }).toEqual({ found: [], stopped: null })
  expect(moments).toBe(of)
  expect(moments).toBeGreaterThan(50)
  expect(kills).toBe(2 * moments)
})

test('[HUNT-1, HUNT-3] a count in a plain field does not, and the plan of the first kill shows it', async () => {
  const { found } = await hunted(countingJob(inPlainField), fewer)
  const [first] = found
  if (first === undefined) throw new Error('nothing was found')
  expect(first.at).toBe(Math.min(...found.map(({ at }) => at)))
  const opened = await decodeLink(await encodeLink(first.scenario))
  if ('misuses' in opened) throw new Error('the link does not open')
  const { script, cursor } = opened.scenario
  const kill = { kind: 'kill-task-manager', taskManager: first.taskManager }
  expect(script).toEqual([{ at: first.at, step: first.step, command: kill }])
  expect(cursor?.at).toBe(first.at)
  const killed = comesTo(opened.scenario)
  const calm = comesTo({ ...opened.scenario, script: [] })
  const [difference] = first.differences
  const row = `${difference?.where} ${difference?.key}: there`
  expect([calm.includes(row), killed.includes(row)]).toEqual(
    difference?.found === null ? [true, false] : [false, true],
  )
})

test('[HUNT-1, SNK-5] a mail is a difference when it is sent twice; with an idempotency key it is not', async () => {
  const mailing = (key: string) =>
    countingJob(counting)
      .replace('import {', 'import { OutboxSink,')
      .replace(
        /\.sinkTo\([\s\S]*\.uid\('sink'\)/,
        `.sinkTo(new OutboxSink('mails'${key})).uid('sink')`,
      )
  const { found } = await hunted(mailing(''), { every: 10 })
  expect(found[0]?.differences[0]).toMatchObject({
    in: 'sink',
    expected: '1 time',
    found: '2 times',
  })
  const keyed = await hunted(mailing(', (mail: any) => mail.key + mail.n'), { every: 10 })
  expect(keyed.found).toEqual([])
})

test('[HUNT-1, CFG-3] without checkpointing no job is restarted: the first kill ends it', async () => {
  const job = countingJob(counting).replace('env.enableCheckpointing(1_000)\n', '')
  const { found, kills } = await hunted(job, { every: 20 })
  // All of it runs on the first TaskManager.
  expect(found).toHaveLength(kills / 2)
  expect(found[0]?.differences[0]).toEqual({
    in: 'job',
    where: 'job',
    key: 'status',
    expected: 'RUNNING',
    found: 'FAILED',
  })
})

test('[HUNT-2] kills and early ends of the scenario are left out', async () => {
  const kill = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId } as const
  const stop = { kind: 'trigger-savepoint', label: 's', then: 'stop' } as const
  const script = [
    { at: 500, command: kill },
    { at: 900, command: stop },
  ]
  const { found } = await hunted(countingJob(inPlainField), { most: 20 }, { ...fewRecords, script })
  expect(found[0]?.scenario.script).toHaveLength(1)
})

test('[HUNT-2] a job that fails by itself has no result to compare with', async () => {
  const throwing = await hunted(`${countingJob(counting)}\nthrow new Error('no')`)
  expect(throwing).toMatchObject({ kills: 0, stopped: { why: 'crashed' } })
  const refused = await hunted(
    countingJob(counting),
    {},
    { cluster: { taskManagers: 1, slotsEach: 1 } },
  )
  expect(refused.stopped).toEqual({ why: 'failed' })
})

test('[HUNT-2] a job whose timers never end does not come to rest', async () => {
  const job = countingJob(
    `ctx.timerService().registerProcessingTimeTimer(ctx.timerService().currentProcessingTime() + 20_000)
  }
  onTimer(timestamp: number, ctx: any) {
    ctx.timerService().registerProcessingTimeTimer(timestamp + 20_000)`,
  )
  expect((await hunted(job)).stopped?.why).toBe('no-rest')
})

test('[HUNT-4] a restart that is long in coming is waited for', async () => {
  const slow = `restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.delay: 50 s
restart-strategy.fixed-delay.attempts: 3
`
  const plan = planOf(countingJob(counting), fewRecords)
  const configuration = slow
    .trim()
    .split('\n')
    .map((line, at) => {
      const [key = '', value = ''] = line.split(': ')
      return { key, value, line: at + 1 }
    })
  const hunt = new Hunt({ ...plan, configuration }, inlineRunner(), {
    ...everywhere,
    most: 12,
  })
  expect((await hunt.run(nobody)).found).toEqual([])
})

test('[HUNT-3] --until, --every and --max thin the moments out', async () => {
  const job = countingJob(counting)
  const all = await hunted(job, { until: 700 as VirtualTime, every: 1_000_000 })
  const fifth = await hunted(job, { until: 700 as VirtualTime, every: 5 })
  expect(all.moments).toBe(1)
  expect(fifth.moments).toBe(Math.ceil(fifth.of / 5))
  const most = await hunted(job, { most: 9 })
  expect(most.kills).toBe(8)
  expect(most.moments).toBe(4)
})

test('a hunt can be cancelled, and tells how far it has come', async () => {
  const hunt = hunting(countingJob(inPlainField))
  const seen: number[] = []
  const report = await hunt.run({
    found: () => undefined,
    tried: (kills) => {
      seen.push(kills)
      if (kills === 5) hunt.cancel()
    },
  })
  expect(seen).toEqual([0, 1, 2, 3, 4, 5])
  expect(report).toMatchObject({ kills: 5, stopped: { why: 'cancelled' } })
})
