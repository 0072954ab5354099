/** The life of a function: when it is initialised, asked for its state, and told of checkpoints. */
import { expect, test } from 'vitest'
import type { Command } from '../../model/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, type KeyedJob, orders, simulate } from '../testing/simulate.ts'

const checkpoint: Command = { kind: 'trigger-checkpoint' }
const savepoint: Command = { kind: 'trigger-savepoint', label: 'one', then: 'continue' }

/** A map in the source's chain that tells on the console what is asked of it. */
const telling = (inSnapshot = '') =>
  `.map(new (class extends flink.RichMapFunction<any, any> {
    initializeState(ctx: any) { console.log('initializeState', ctx.isRestored(), ctx.getRestoredCheckpointId()) }
    override open() { console.log('open') }
    override map(order: any) { return order }
    snapshotState(ctx: any) { console.log('snapshotState', ctx.getCheckpointId(), ctx.getCheckpointTimestamp()); ${inSnapshot} }
    notifyCheckpointComplete(id: number) { console.log('complete', id) }
    notifyCheckpointAborted(id: number) { console.log('aborted', id) }
    override close() { console.log('close') }
  })()).uid('teller')`

const logged = (run: ReturnType<typeof simulate>) =>
  run.of('logged').map(({ at, text }) => `${at} ${text}`)

const restarting = {
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '1',
  'restart-strategy.fixed-delay.delay': '100 ms',
}

test('[OPS-1, OPS-2, OPS-7] initialised and opened at every start, asked at each snapshot, told of its end', () => {
  const run = simulate(keyedJob({ before: telling() }), {
    until: 2_500,
    config: restarting,
    scenario: { topics: orders([['A', 20]]) },
    script: [
      [500, checkpoint],
      [1_000, { kind: 'kill-task-manager', taskManager: 1 as never }],
    ],
  })
  expect(logged(run)).toMatchInlineSnapshot(`
    [
      "0 initializeState false null",
      "0 open",
      "507 snapshotState 1 500",
      "587 complete 1",
      "1150 initializeState true 1",
      "1150 open",
    ]
  `)
})

test('[OPS-8] what snapshotState throws fails the task, whatever is tolerated, as on Flink', () => {
  interface Seen {
    readonly steps: readonly { readonly trigger: string; readonly jobStatus: string }[]
    readonly stats: { readonly history: readonly { readonly failureMessage?: string }[] }
    readonly finalStatus: string
  }
  const throwing = `if (ctx.getCheckpointId() === 1) throw new Error('injected failure in snapshotState')`
  const seen = (command: Command, config: Readonly<Record<string, string>>) => {
    const run = simulate(keyedJob({ before: telling(throwing) }), {
      until: 3_000,
      config: { ...config, 'execution.checkpointing.tolerable-failed-checkpoints': '5' },
      scenario: { topics: orders([['A', 20]]) },
      script: [
        [500, command],
        [1_500, checkpoint],
      ],
    })
    const [failed] = run.of('task-failed')
    expect(failed?.message).toContain('injected failure in snapshotState')
    return {
      reasons: run.of('checkpoint-failed').map(({ reason }) => reason),
      completed: run.of('checkpoint-completed').map(({ checkpoint: id }) => id),
      status: run.of('job-status-changed').at(-1)?.status,
    }
  }
  const none = { 'restart-strategy.type': 'none' }
  for (const [name, command, config, completed] of [
    ['h-snapshotState-throws-restart', checkpoint, restarting, [2]],
    ['h-snapshotState-throws-tolerable-5', checkpoint, none, []],
    ['h-snapshotState-throws-savepoint', savepoint, none, []],
  ] as const) {
    const expected = golden<Seen>(name)
    const { reasons, ...rest } = seen(command, config)
    expect({ name, ...rest }).toEqual({ name, completed, status: expected.finalStatus })
    // Flink's words for it: "Checkpoint Coordinator is suspending."
    expect(reasons).toEqual(['CHECKPOINT_COORDINATOR_SUSPEND'])
    expect(expected.stats.history[0]?.failureMessage).toBe('Checkpoint Coordinator is suspending.')
  }
})

/** A bounded job of one key, with more methods of its function; what failed, and what it did. */
const ofMethods = (methods: string, more: KeyedJob = {}) => {
  const job = keyedJob({ fields: methods, ...more }).replace(
    '.setStartingOffsets',
    '.setBounded(OffsetsInitializer.latest()).setStartingOffsets',
  )
  const config = { 'restart-strategy.type': 'none' }
  const topics = orders([['A', 3]], 0)
  return simulate(job, { until: 3_000, config, scenario: { topics } })
}

test('[STA-1] close() and snapshotState() touch the state of the last key, as in Flink; without any record there is none', () => {
  const closed = ofMethods('close() { console.log(this.count.value()); this.count.update(99) }')
  expect(closed.of('task-failed')).toEqual([])
  expect(closed.of('logged').map(({ text }) => text)).toEqual(['3'])
  expect(closed.of('job-status-changed').at(-1)?.status).toBe('FINISHED')
  const checkpointing = { setup: 'env.enableCheckpointing(200)' }
  const snapshots = ofMethods(
    'initializeState() {} snapshotState() { this.count.update(50) }',
    checkpointing,
  )
  expect(snapshots.of('task-failed')).toEqual([])
  const kept = snapshots.of('snapshot-taken').flatMap(({ content }) => content.states)
  expect(kept.flatMap(({ entries }) => entries.map(({ value }) => value))).toContain('50')
  const none = simulate(keyedJob({ fields: 'snapshotState() { this.count.update(5) }' }), {
    until: 3_000,
    config: { 'restart-strategy.type': 'none' },
    scenario: { topics: orders([['A', 0]], 0) },
    script: [[100, checkpoint]],
  })
  expect(none.of('task-failed')[0]?.code).toBe('no_key_set')
})

test('what open(), close() and notifyCheckpointComplete() throw fails the task, at its line', () => {
  const boom = "throw new Error('boom')"
  for (const seen of [
    ofMethods('', { open: boom }),
    ofMethods(`close() { ${boom} }`),
    ofMethods(`notifyCheckpointComplete() { ${boom} }`, { setup: 'env.enableCheckpointing(200)' }),
  ]) {
    const [failed] = seen.of('task-failed')
    expect(failed).toMatchObject({ code: 'user-code-exception', message: 'Error: boom' })
    expect(failed?.place?.file).toBe('job.ts')
    expect(seen.of('job-status-changed').at(-1)?.status).toBe('FAILED')
  }
})

test('what is no metric is refused where it is registered', () => {
  const codeOf = (call: string) =>
    ofMethods('', { open: `this.getRuntimeContext().getMetricGroup().${call}` }).of(
      'task-failed',
    )[0]?.code
  for (const call of ["counter('x', 7)", "gauge('x', 7)", "meter('x', {})", "histogram('x', null)"])
    expect([call, codeOf(call)]).toEqual([call, 'metric_expected'])
  expect(codeOf("counter('')")).toBe('text_expected')
})

test('context, metrics and state as field initialisers are refused: they are there from open() on', () => {
  const refused = (fields: string) => () => ofMethods(fields)
  for (const field of [
    "seen = this.getRuntimeContext().getMetricGroup().counter('seen')",
    "seen = this.getRuntimeContext().getState(new flink.ValueStateDescriptor('seen'))",
    'index = this.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask()',
    'constructor() { super(); this.getRuntimeContext() }',
  ])
    expect(refused(field)).toThrow(/runtime_context_missing.*"file":"job.ts","line":4/)
})

test('fields that Flink could not serialize are refused, at the line that uses the function', () => {
  const env = 'const env0 = flink.StreamExecutionEnvironment.getExecutionEnvironment()'
  const refused = (field: string, what: string) => {
    const job = keyedJob({ fields: field }).replace('class Count', `${env}\nclass Count`)
    expect(() => simulate(job, { until: 1 })).toThrow(what)
    expect(() => simulate(job, { until: 1 })).toThrow(/"file":"job.ts","line":\d+/)
  }
  refused('handler = (n: number) => this.count.update(n)', 'arrow_function_field')
  refused('answer = Promise.resolve(1)', '"what":"Promise"')
  refused('seen = new WeakMap()', '"what":"WeakMap"')
  refused('env = env0', '"what":"StreamExecutionEnvironment"')
  refused('stream = env0.fromData(1)', '"what":"DataStream"')
})
