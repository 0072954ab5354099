/** The five kinds of keyed state, as an operator on the heap backend sees them. */
import { expect, test } from 'vitest'
import type { Command, TaskManagerId } from '../../model/index.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'

const kill: Command = { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }

/** A job that asks for `state` in open and runs `body` for orders A 0, B 0, A 1, B 1, … */
function run(state: string, body: string, script: readonly (readonly [number, Command])[] = []) {
  const job = keyedJob({
    fields: 'state: any',
    open: `this.state = this.getRuntimeContext().${state}`,
    body: `const { state } = this
    const tell = (...what: any[]) => out.collect(ctx.getCurrentKey() + ' ' + what.map((x) => JSON.stringify(x)).join(' '))
    ${body}`,
  })
  return simulate(job, {
    until: 3_000,
    config: {
      'execution.checkpointing.interval': '3650 d',
      'restart-strategy.type': 'fixed-delay',
    },
    scenario: {
      topics: orders([
        ['A', 4],
        ['B', 4],
      ]),
    },
    script,
  })
}

const code = (seen: Simulated) => seen.of('task-failed')[0]?.code
const ofA = ({ rows }: Simulated) =>
  rows.filter((row) => row.startsWith('A')).map((row) => row.slice(2))

const value = "getState(new flink.ValueStateDescriptor('s', flink.Types.LONG, 7))"
const list = "getListState(new flink.ListStateDescriptor('s', flink.Types.LONG))"
const map = "getMapState(new flink.MapStateDescriptor('s', flink.Types.STRING, flink.Types.LONG))"
const sum = "getReducingState(new flink.ReducingStateDescriptor('s', (a: any, b: any) => a + b))"
const average = `getAggregatingState(new flink.AggregatingStateDescriptor('s', {
      createAccumulator: () => ({ sum: 0, count: 0 }),
      add: (value: any, acc: any) => ({ sum: acc.sum + value, count: acc.count + 1 }),
      getResult: (acc: any) => acc.sum / acc.count,
      merge: (a: any, b: any) => ({ sum: a.sum + b.sum, count: a.count + b.count }),
    }))`

test('[STA-13] a default value is answered where nothing is stored, a copy each time', () => {
  const seen = run(
    value,
    `tell(state.value()); state.update(order.n); tell(state.value())
    if (order.n === 1) state.clear()`,
  )
  expect(ofA(seen)).toEqual(['7', '0', '0', '1', '7', '2', '2', '3'])
  const lists = run(
    "getState(new flink.ValueStateDescriptor('s', flink.Types.LIST(flink.Types.LONG), [1]))",
    'state.value().push(9); tell(state.value())',
  )
  expect(ofA(lists)).toEqual(['[1]', '[1]', '[1]', '[1]'])
})

test('[STA-14, STA-15] a list keeps order and duplicates, is never null, and takes no null', () => {
  const seen = run(
    list,
    `tell([...state.get()])
    state.add(order.n)
    state.addAll([order.n, 5])
    if (order.n === 1) state.update([8, 8])
    if (order.n === 2) state.update([])`,
  )
  expect(ofA(seen)).toEqual(['[]', '[0,0,5]', '[8,8]', '[]'])
  for (const call of [
    'add(null)',
    'addAll(null)',
    'addAll([1, null])',
    'update(null)',
    'update([null])',
  ])
    expect([call, code(run(list, `state.${call}`))]).toEqual([call, 'list_state_null'])
  // Flink's heap has appended what came before the null.
  const half = run(list, 'try { state.addAll([1, null, 2]) } catch {}; tell([...state.get()])')
  expect(ofA(half)[0]).toBe('[1]')
})

test('[STA-16, STA-17] a map keeps a null apart from nothing, and is gone with its last entry', () => {
  const seen = run(
    map,
    `state.put('a', null)
    tell(state.get('a'), state.contains('a'), state.get('b'), state.contains('b'), state.isEmpty())
    state.putAll(new Map([['b', 2]]))
    state.putAll([['c', 3]])
    tell([...state.keys()], [...state.values()], [...state.entries()])
    state.remove('a'); state.remove('b'); state.remove('c'); state.remove('d')
    tell(state.isEmpty(), [...state.entries()])`,
  )
  expect(ofA(seen).slice(0, 3)).toEqual([
    'null true null false false',
    '["a","b","c"] [null,2,3] [["a",null],["b",2],["c",3]]',
    'true []',
  ])
  expect(code(run(map, 'state.putAll(null)'))).toBe('map_state_null')
})

test('[STA-18] a map is walked in the order of Java’s HashMap; iterators remove, entries write through', () => {
  const seen = run(
    map,
    `for (const key of ['b', 'aa', 'a', 'B', 'zz', 'abc']) state.put(key, 1)
    tell([...state.keys()])
    for (const entry of state.entries()) if (entry.getKey() === 'a') entry.setValue(entry.getValue() + 1)
    const iterator = state.iterator()
    while (iterator.hasNext()) if (iterator.next()[1] === 1) iterator.remove()
    tell([...state.entries()])
    state.clear()`,
  )
  expect(ofA(seen).slice(0, 2)).toEqual(['["aa","zz","a","b","B","abc"]', '[["a",2]]'])
  const fill = "for (const key of ['a', 'b', 'c']) state.put(key, 1);"
  expect(code(run(map, `${fill} for (const key of state.keys()) state.remove(key)`))).toBe(
    'state_changed_while_iterating',
  )
  expect(code(run(list, 'state.add(1); for (const n of state.get()) state.add(n + 1)'))).toBe(
    'state_changed_while_iterating',
  )
  expect(code(run(map, `${fill} state.iterator().remove()`))).toBe('iterator_remove_without_next')
  expect(code(run(list, 'state.get().iterator().next()'))).toBe('iterator_at_end')
})

test('[STA-19, STA-20] reducing and aggregating state: the first value is not reduced, null clears', () => {
  const seen = run(
    sum,
    `tell(state.get()); state.add(order.n + 1); if (order.n === 2) state.add(null)`,
  )
  expect(ofA(seen)).toEqual(['null', '1', '3', 'null'])
  const averages = run(
    average,
    `tell(state.get()); state.add(order.n); if (order.n === 2) state.add(null)`,
  )
  expect(ofA(averages)).toEqual(['null', '0', '0.5', 'null'])
})

test('[STA-21] what a reduce function throws comes out unchanged, and the value stays', () => {
  const throwing = sum.replace('a + b', "{ throw new Error('no sum') }")
  const seen = run(
    throwing,
    `try { state.add(order.n) } catch (error: any) { tell(error.message) }
    tell(state.get())`,
  )
  expect(ofA(seen)).toEqual(['0', '"no sum"', '0', '"no sum"', '0', '"no sum"', '0'])
})

test('[STA-22] all kinds come back from a checkpoint, and their facts tell kind, entry and value', () => {
  const seen = run(map, `state.put('n' + order.n, order.n); tell([...state.entries()])`, [
    [250, { kind: 'trigger-checkpoint' }],
    [350, kill],
  ])
  const last = '[["n0",0],["n1",1],["n2",2],["n3",3]]'
  expect(ofA(seen).at(-1)).toBe(last)
  expect(seen.transcript('state-registered', 'state-updated').split('\n').slice(1, 4).join('\n'))
    .toMatchInlineSnapshot(`
    "        0  count/0   map state s registered                  Map<String, Long>
          112  count/0   s[A][n0] = 0                            group 104
          113  count/0   s[B][n0] = 0                            group 17"
  `)
  const content = seen.of('snapshot-taken').flatMap(({ content: { states } }) => states)
  expect(content[1]).toMatchObject({
    state: 's',
    kind: 'map',
    entries: [
      { key: 'A', namespace: '', value: '{n0: 0, n1: 1}' },
      { key: 'B', namespace: '', value: '{n0: 0, n1: 1}' },
    ],
  })
  const lists = run(list, 'state.add(order.n); tell([...state.get()])', [
    [250, { kind: 'trigger-checkpoint' }],
    [350, kill],
  ])
  expect(ofA(lists).at(-1)).toBe('[0,1,2,3]')
  expect(lists.of('state-updated').at(-1)).toMatchObject({
    stateKind: 'list',
    value: '[0, 1, 2, 3]',
  })
})

test('[STA-23] a state that was of another kind in the snapshot is refused', () => {
  const first = run(list, 'state.add(order.n)', [
    [250, { kind: 'trigger-savepoint', label: 'lists', then: 'stop' }],
  ])
  const job = keyedJob({
    fields: 'state: any',
    open: `this.state = this.getRuntimeContext().${map}`,
    body: "this.state.put('a', 1)",
  })
  const second = simulate(job, {
    until: 2_000,
    startAt: 1_000,
    restoreFrom: { run: first, checkpoint: 1 },
    scenario: {
      topics: orders([
        ['A', 4],
        ['B', 4],
      ]),
    },
  })
  expect(second.of('task-failed')[0]).toMatchObject({ code: 'state_kind_changed' })
})
