/** Managed keyed state, as an operator and a snapshot see it. */
import { expect, test } from 'vitest'
import { decodeUtf8 } from '../../base/index.ts'
import type { Command, TaskManagerId } from '../../model/index.ts'
import {
  keyedJob,
  type KeyedJob,
  orders,
  type Simulated,
  simulate,
  type SimulateOptions,
} from '../testing/simulate.ts'

const manual = {
  'execution.checkpointing.interval': '3650 d',
  'restart-strategy.type': 'fixed-delay',
}
const kill: Command = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }

function run(job: KeyedJob, options: Partial<SimulateOptions> = {}): Simulated {
  return simulate(keyedJob(job), {
    until: 3_000,
    config: manual,
    scenario: {
      topics: orders([
        ['A', 4],
        ['B', 4],
      ]),
    },
    ...options,
  })
}

test('[STA-1, STA-2] state belongs to the current key, and is null before it was written', () => {
  const { rows } = run({
    body: `out.collect(ctx.getCurrentKey() + ' ' + this.count.value())
    this.count.update(order.n)`,
  })
  expect(rows).toEqual(['A null', 'B null', 'A 0', 'B 0', 'A 1', 'B 1', 'A 2', 'B 2'])
})

test('[STA-3] update(null) clears; an entry that is cleared is in no snapshot', () => {
  const { rows, manifests, blobs } = run(
    {
      body: `if (order.n === 2) this.count.update(null)
    else if (ctx.getCurrentKey() === 'A') this.count.update(order.n)
    out.collect(ctx.getCurrentKey() + ' ' + this.count.value())`,
    },
    { script: [[350, { kind: 'trigger-checkpoint' }]] },
  )
  expect(rows.slice(0, 6)).toEqual(['A 0', 'B null', 'A 1', 'B null', 'A null', 'B null'])
  const piece = manifests[0]?.handles.find(({ keyGroups }) => keyGroups !== null)
  const text = decodeUtf8(blobs.get(piece?.blob as never) as Uint8Array)
  expect(JSON.parse(text)).toMatchObject({ keyed: [{ state: 'count', entries: [] }] })
})

const lists: KeyedJob = {
  fields: 'list: any',
  open: `this.list = this.getRuntimeContext().getState(new flink.ValueStateDescriptor('list', flink.Types.LIST(flink.Types.LONG)))`,
}

test('[STA-4] on the heap a value is the very object: a change without update() is seen, and snapshotted', () => {
  const seen = run(
    {
      ...lists,
      body: `const list = this.list.value() ?? []
    if (list.length === 0) this.list.update(list)
    list.push(order.n)
    out.collect(ctx.getCurrentKey() + ' ' + this.list.value().join(','))`,
    },
    {
      script: [
        [250, { kind: 'trigger-checkpoint' }],
        [350, kill],
      ],
    },
  )
  const ofA = seen.rows.filter((row) => row.startsWith('A'))
  expect(ofA).toEqual(['A 0', 'A 0,1', 'A 0,1,2', 'A 0,1,2', 'A 0,1,2,3'])
})

test('[STA-5] what happens after the synchronous part is not in the snapshot', () => {
  const seen = run(
    {
      ...lists,
      body: `const list = this.list.value() ?? []
    list.push(order.n)
    this.list.update(list)
    out.collect(ctx.getCurrentKey() + ' ' + list.join(','))`,
    },
    {
      script: [
        [250, { kind: 'trigger-checkpoint' }],
        [1_000, kill],
      ],
      scenario: { topics: orders([['A', 4]]), uploadCosts: { count: 300 } },
    },
  )
  expect(seen.rows).toEqual(['A 0', 'A 0,1', 'A 0,1,2', 'A 0,1,2,3', 'A 0,1,2', 'A 0,1,2,3'])
})

test('[STA-6] state outside the keyed context, or asked for by one name as two kinds, fails the task', () => {
  const failed = (job: KeyedJob) => run(job).of('task-failed')[0]?.code
  expect(failed({ open: 'this.count.value()' })).toBe('no_key_set')
  const twice = (descriptor: string) =>
    `this.count = this.getRuntimeContext().getState(new flink.ValueStateDescriptor('count', flink.Types.LONG))
    this.getRuntimeContext().${descriptor}`
  expect(failed({ open: twice("getListState(new flink.ListStateDescriptor('count'))") })).toBe(
    'state_registered_twice',
  )
  // Flink answers with the first object, whatever type the second descriptor names (KS-36).
  const other = twice("getState(new flink.ValueStateDescriptor('count', flink.Types.STRING))")
  expect(failed({ open: other })).toBeUndefined()
})

test('[STA-7] restored state that the code no longer asks for is carried along', () => {
  const first = run(
    { ...lists, body: `this.list.update([order.n])` },
    { script: [[350, { kind: 'trigger-savepoint', label: 'both', then: 'stop' }]] },
  )
  const second = run(
    {},
    {
      startAt: 1_000,
      restoreFrom: { run: first, checkpoint: 1 },
      script: [[2_000, { kind: 'trigger-savepoint', label: 'again', then: 'stop' }]],
    },
  )
  const content = second.of('snapshot-taken').flatMap(({ content: { states } }) => states)
  expect(content.map(({ state, total }) => [state, total])).toEqual([
    ['count', 2],
    ['list', 2],
  ])
})

test('[STA-10] between operators a record is copied: who changes it changes nobody else’s', () => {
  const { rows } = run({
    before: `.map((order: any) => { kept.push(order); return order })
  .map((order: any) => { order.n += 100; return order })
  .map((order: any) => ({ ...order, first: kept[kept.length - 1].n }))`,
    setup: 'const kept: any[] = []',
    body: `out.collect(order.first + ' ' + order.n)`,
  })
  expect(rows.slice(0, 2)).toEqual(['0 100', '0 100'])
})

test('[STA-11] an operator without state acknowledges with nothing', () => {
  const seen = run({}, { script: [[350, { kind: 'trigger-checkpoint' }]] })
  const operators = seen.manifests[0]?.handles.map(({ operator }) => operator) ?? []
  expect(seen.manifests[0]?.operators).toHaveLength(3)
  expect(new Set(operators).size).toBe(2)
})

test('[STA-12] a rich map behind keyBy has keyed state', () => {
  const job = keyedJob().replace(
    /\.process\(new Count\(\)\)/,
    `.map(new (class extends flink.RichMapFunction<any, any> {
    declare count: any
    open() {
      this.count = this.getRuntimeContext().getState(
        new flink.ValueStateDescriptor('count', flink.Types.LONG))
    }
    map(order: any) {
      this.count.update((this.count.value() ?? 0) + 1)
      return order.key + ' ' + this.count.value()
    }
  })())`,
  )
  const { rows } = simulate(job, {
    until: 1_000,
    scenario: {
      topics: orders([
        ['A', 2],
        ['B', 2],
      ]),
    },
  })
  expect(rows).toEqual(['A 1', 'B 1', 'A 2', 'B 2'])
})
