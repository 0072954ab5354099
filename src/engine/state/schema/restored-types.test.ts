/** What a learner sees who changed a type between a savepoint and its restore. */
import { expect, test } from 'vitest'
import {
  keyedJob,
  type KeyedJob,
  orders,
  type Simulated,
  simulate,
} from '../../testing/simulate.ts'

const config = { 'execution.checkpointing.interval': '3650 d', 'restart-strategy.type': 'none' }
const scenario = { topics: orders([['A', 8]]) }

const state = (type: string): KeyedJob => ({
  fields: 'declare kept: any',
  open: `this.kept = this.getRuntimeContext().getState(new flink.ValueStateDescriptor('kept', ${type}))`,
})

/** Some records under one program, a savepoint, the others under another. */
function changed(
  before: KeyedJob,
  after: KeyedJob,
  key?: [before: string, after: string],
): Simulated {
  const job = (program: KeyedJob, selector: string | undefined) =>
    selector === undefined ? keyedJob(program) : keyedJob(program).replace('order.key)', selector)
  const first = simulate(job(before, key?.[0]), {
    until: 1_000,
    config,
    scenario,
    script: [[350, { kind: 'trigger-savepoint', label: 'a', then: 'stop' }]],
  })
  return simulate(job(after, key?.[1]), {
    until: 3_000,
    startAt: 1_000,
    config,
    scenario,
    restoreFrom: { run: first, checkpoint: 1 },
  })
}

function failureOf(seen: Simulated) {
  const { code, message } = seen.of('task-failed')[0] ?? expect.unreachable()
  return { code, message }
}

test('[SCH-2] the failure names operator, state and both types', () => {
  const list = (element: string) => state(`flink.Types.LIST(flink.Types.${element})`)
  const body = 'this.kept.update([1])'
  const seen = changed({ ...list('INT'), body }, { ...list('STRING'), body })
  expect(failureOf(seen)).toEqual({
    code: 'state_type_changed',
    message:
      'The state kept of count was written as List<Integer> and is declared as List<String> now: For heap backends, the new state serializer (org.apache.flink.api.common.typeutils.base.ListSerializer) must not be incompatible with the old state serializer (org.apache.flink.api.common.typeutils.base.ListSerializer).',
  })
})

test('[SCH-3] a field that is new is there when the value is read', () => {
  const before = state(
    "flink.Types.POJO('Total', { n: flink.Types.LONG, gone: flink.Types.STRING })",
  )
  const after = state("flink.Types.POJO('Total', { n: flink.Types.LONG, max: flink.Types.LONG })")
  const seen = changed(
    { ...before, body: "this.kept.update({ n: order.n, gone: 'x' })" },
    { ...after, body: 'out.collect(this.kept.value())' },
  )
  expect(seen.rows[0]).toBe('{"n":2,"max":0}')
})

test('[SCH-5] a constant that went fails the job, and reordering is harmless', () => {
  const fruit = (...names: string[]) => state(`flink.Types.ENUM(${JSON.stringify(names)}, 'Fruit')`)
  const before = { ...fruit('FIG', 'DATE'), body: "this.kept.update('DATE')" }
  const after = { body: 'out.collect(this.kept.value())' }
  expect(failureOf(changed(before, { ...fruit('FIG'), ...after }))).toEqual({
    code: 'enum_constant_removed',
    message:
      'The state kept of count knows the constant DATE of Fruit, which is no more: Could not create a restore serializer for enum class Fruit. Probably because an enum value was removed.',
  })
  expect(changed(before, { ...fruit('KIWI', 'DATE', 'FIG'), ...after }).rows[0]).toBe('DATE')
})

test('[SCH-1, SCH-6] state is compared when it is asked for, also by a later record', () => {
  const body = 'this.kept.update(1)'
  const late = {
    fields: 'declare kept: any',
    body: `if (order.n === 5) ${state('flink.Types.STRING').open ?? ''}
    out.collect(order.n)`,
  }
  const seen = changed({ ...state('flink.Types.LONG'), body }, late)
  expect(seen.rows).toEqual(['3', '4'])
  expect(failureOf(seen).code).toBe('state_type_changed')
})

test('[SCH-7] keys of a declared type fail the restore, with timers alone, too', () => {
  const timer: KeyedJob = { body: 'ctx.timerService().registerEventTimeTimer(1e9)' }
  const [before, after] = ['order.key, flink.Types.STRING)', 'order.n, flink.Types.LONG)']
  const seen = changed(timer, timer, [before, after])
  expect(failureOf(seen)).toEqual({
    code: 'key_type_changed',
    message:
      'The keys of count were String when the snapshot was taken and are Long now: The new key serializer (org.apache.flink.api.common.typeutils.base.LongSerializer) must be compatible with the previous key serializer (org.apache.flink.api.common.typeutils.base.StringSerializer).',
  })
  expect(seen.of('state-registered')).toEqual([])
})

test('[SCH-7] undeclared keys are compared when the first of them arrives', () => {
  const same = changed({}, {}, ['order.key)', 'order.key, flink.Types.STRING)'])
  expect(same.rows.at(-1)).toBe('A#7 -> count 8')
  const other = changed({}, {}, ['order.key)', 'order.n)'])
  expect(failureOf(other).code).toBe('key_type_changed')
  const numbers = changed({}, {}, ['order.n)', 'order.n / 2)'])
  expect(numbers.of('task-failed')).toEqual([])
  const object = changed({}, {}, ['order.n)', '({ n: order.n }))'])
  expect(failureOf(object).code).toBe('key_type_changed')
})

/** A map with operator state in the source's chain: it emits what it has when a record comes. */
const operatorState = (initialize: string, map: string): string =>
  `.map(new (class extends flink.RichMapFunction<any, any> {
    declare kept: any
    initializeState(ctx: any) { this.kept = ctx.getOperatorStateStore().${initialize} }
    snapshotState() {}
    override map(order: any) { ${map}; return order }
  })()).uid('kept').name('kept')`

test('[SCH-8] operator state fails the restore where its elements, keys or values have another type', () => {
  const list = (type: string) => ({
    before: operatorState(
      `getListState(new flink.ListStateDescriptor('kept', flink.Types.${type}))`,
      'this.kept.add(1)',
    ),
  })
  expect(failureOf(changed(list('INT'), list('LONG')))).toEqual({
    code: 'operator_state_type_changed',
    message:
      'The operator state kept of kept was written as List<Integer> and is declared as List<Long> now: The new state typeSerializer for operator state must not be incompatible.',
  })
  const broadcast = (key: string, value: string) => ({
    before: operatorState(
      `getBroadcastState(new flink.MapStateDescriptor('kept', flink.Types.${key}, flink.Types.${value}))`,
      'this.kept.put(1, 1)',
    ),
  })
  const messageOf = (key: string, value: string) =>
    failureOf(changed(broadcast('INT', 'INT'), broadcast(key, value))).message
  expect(messageOf('LONG', 'LONG')).toMatch(
    /The new key typeSerializer for broadcast state must not be incompatible\.$/,
  )
  expect(messageOf('INT', 'LONG')).toMatch(
    /Map<Integer, Integer> .* Map<Integer, Long> now: The new value typeSerializer for broadcast state/,
  )
})

test('[SCH-8] operator state of a POJO migrates when it is asked for', () => {
  const list = (fields: string, map: string) => ({
    before: operatorState(
      `getListState(new flink.ListStateDescriptor('kept', flink.Types.POJO('Total', ${fields})))`,
      map,
    ),
  })
  const seen = changed(
    list('{ n: flink.Types.LONG }', 'this.kept.update([{ n: 1 }])'),
    list(
      '{ n: flink.Types.LONG, max: flink.Types.LONG }',
      'console.log(JSON.stringify([...this.kept.get()]))',
    ),
  )
  expect(seen.of('logged')[0]?.text).toBe('[{"n":1,"max":0}]')
})
