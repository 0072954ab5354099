import { expect, test } from 'vitest'
import type { VirtualTime } from '../model/index.ts'
import { runToEnd } from './inline-runner.ts'
import { countingJob, planOf } from './testing/plans.ts'

/** The codes tasks fail with when the counting operator runs `body`. */
function failures(body: string, change: (job: string) => string = (job) => job): Set<string> {
  const { events, crash } = runToEnd(planOf(change(countingJob(body))), 2_000 as VirtualTime)
  expect(crash).toBeNull()
  const codes = events.flatMap((event) => ('code' in event ? [String(event.code)] : []))
  return new Set(codes)
}

test('state and timers without a key fail the task with the reason', () => {
  const plain = (job: string) =>
    job
      .replace('class Count extends KeyedProcessFunction', 'class Count extends ProcessFunction')
      .replace('KeyedProcessFunction,', 'ProcessFunction,')
      .replace(/\.keyBy\(.*\)\n/, '\n')
  expect(failures('', plain)).toContain('keyed_state_without_key')
  const timers = (job: string) => plain(job).replace(/open\(\) \{.*\}/, 'open() {}')
  expect(failures('ctx.timerService().registerEventTimeTimer(1)', timers)).toContain(
    'timers_without_key',
  )
})

test('[KS-4] state in open() has no key', () => {
  const early = (job: string) => job.replace('Types.LONG)) }', 'Types.LONG)); this.total.value() }')
  expect(failures('', early)).toContain('no_key_set')
})

test('one name for two states is refused', () => {
  const body =
    "this.getRuntimeContext().getListState(new ListStateDescriptor('total', Types.STRING))"
  expect(failures(body)).toContain('state_registered_twice')
})

test('timers take whole milliseconds', () => {
  expect(failures('ctx.timerService().registerEventTimeTimer(0.5)')).toContain('timer_timestamp')
})

test('what an operator emits or keeps must be data', () => {
  expect(failures('out.collect({ when: new Date(0) })')).toContain('value_date')
  expect(failures('this.total.update(1.5)')).toContain('value_not_of_type')
})

test('a mistake in what a function answers, or a key is, names the line of the call', () => {
  const placeOf = (call: string) => {
    const job = `import * as flink from 'flink'
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
env.fromData(1)
  .map((n: number) => n)
  ${call}
  .print()
env.execute('job')`
    const { events } = runToEnd(planOf(job), 2_000 as VirtualTime)
    const failed = events.find(({ kind }) => kind === 'task-failed')
    return failed !== undefined && 'place' in failed ? [failed.code, failed.place?.line] : null
  }
  expect(placeOf('.map((n: number) => ({ n, when: new Date(0) }))')).toEqual(['value_date', 5])
  expect(placeOf('.map((n: number) => NaN)')).toEqual(['value_not_finite', 5])
  expect(placeOf('.keyBy(() => null).reduce((a: any) => a)')).toEqual(['key_is_null', 5])
  expect(placeOf('.keyBy(() => [1]).reduce((a: any) => a)')).toEqual(['key_is_array', 5])
  expect(placeOf('.keyBy(() => 1.5, flink.Types.LONG).reduce((a: any) => a)')).toEqual([
    'key_not_of_type',
    5,
  ])
})

test('what is a browser’s, or Node’s, is not there, and the message says what is instead', () => {
  for (const code of ['setTimeout(() => 0, 5)', "fetch('https://example.org')", 'localStorage.a'])
    expect(failures(code), code).toEqual(new Set(['browser_global']))
  // A name of the learner's own that is missing is an exception like another.
  expect(failures('nowhere()')).toEqual(new Set(['user-code-exception']))
})

test('a broadcast record has no key, and so no timers', () => {
  const job = (kind: string, side: string, keyed: string) => `import * as flink from 'flink'
const rules = new flink.MapStateDescriptor('rules', flink.Types.STRING, flink.Types.STRING)
const env = flink.StreamExecutionEnvironment.getExecutionEnvironment()
class Apply extends flink.${kind}<any, any, any, any> {
  override processElement(n: any, ctx: any) { ${side === 'records' ? 'ctx.timerService()' : ''} }
  override processBroadcastElement(n: any, ctx: any) { ${side === 'rules' ? 'ctx.timerService()' : ''} }
}
env.fromData(1)${keyed}.connect(env.fromData('a').broadcast(rules)).process(new Apply() as any).print()
env.execute('job')`
  const codes = (text: string) => failures('', () => text)
  const byKey = '.keyBy((n: number) => n)'
  const timers = new Set(['timers_without_key'])
  expect(codes(job('KeyedBroadcastProcessFunction', 'rules', byKey))).toEqual(timers)
  expect(codes(job('BroadcastProcessFunction', 'rules', ''))).toEqual(timers)
  expect(codes(job('BroadcastProcessFunction', 'records', ''))).toEqual(timers)
  expect(codes(job('KeyedBroadcastProcessFunction', 'records', byKey))).toEqual(new Set())
})
