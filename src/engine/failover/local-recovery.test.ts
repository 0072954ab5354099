/** Copies of keyed state on the disks of TaskManagers, and who reads them after a failure. */
import { expect, test } from 'vitest'
import type { Command, TaskManagerId } from '../../model/index.ts'
import { keyedJob, orders, type Simulated, simulate } from '../testing/simulate.ts'

const kill = (taskManager: number): Command => ({
  kind: 'kill-task-manager',
  taskManager: taskManager as TaskManagerId,
})

const local = { 'execution.state-recovery.from-local': 'true' }

function run(
  config: Readonly<Record<string, string>>,
  script: readonly (readonly [number, Command])[],
  cluster = { taskManagers: 2, slotsEach: 1 },
): Simulated {
  return simulate(keyedJob({ sources: 2, parallelism: 2 }), {
    until: 8_000,
    config: {
      'execution.checkpointing.interval': '1 s',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '3',
      'restart-strategy.fixed-delay.delay': '1 s',
      ...config,
    },
    script: script.map(([at, command]) => [at, command]),
    scenario: {
      cluster,
      topics: orders([
        ['A', 40],
        ['B', 40],
      ]),
    },
  })
}

const read = ({ of }: Simulated) =>
  of('state-read-started').map(({ subtask, bytes, local: own, due, at }) => ({
    subtask,
    remote: bytes > 0,
    own: own > 0,
    takes: due - at,
  }))

test('[LOC-1] a restarted task reads its keyed state from its TaskManager’s disk; operator state, and what was on a lost machine, from storage', () => {
  const kept = run(local, [[2_050, kill(2)]])
  expect(
    kept.transcript('task-manager-lost', 'restore-started', 'state-read-started', 'state-restored'),
  ).toMatchInlineSnapshot(`
    "     2050  TaskManager 2 lost
         3050  restore from chk-2
         3050  orders/0  reads 104 B of chk-2                    due 3100
         3050  orders/1  reads 104 B of chk-2                    due 3100
         3050  count/0   reads 243 B of chk-2 from its TaskManager’s disk  due 3050
         3050  count/1   reads 244 B of chk-2                    due 3100
         3050  count/0   state of chk-2 restored                 1 value, 243 B
         3100  orders/0  state of chk-2 restored                 1 value, 104 B
         3100  orders/1  state of chk-2 restored                 1 value, 104 B
         3100  count/1   state of chk-2 restored                 1 value, 244 B"
  `)
  const far = run({}, [[2_050, kill(2)]])
  expect(read(far).some(({ own }) => own)).toBe(false)
  expect([...kept.rows].sort()).toEqual([...far.rows].sort())
})

test('[LOC-1] a copy serves although checkpoint storage has lost the file', () => {
  const broken = [
    [2_050, { kind: 'damage-snapshot', snapshot: 'chk-2', fault: 'lost' }],
    [2_060, { kind: 'fail-task', subtask: 'count#0' }],
  ] as const
  const failures = (config: Readonly<Record<string, string>>) =>
    run(config, broken)
      .of('task-failed')
      .map(({ code }) => code)
  expect(failures({})).toContain('state-not-readable')
  expect(failures(local)).not.toContain('state-not-readable')
})

test('[LOC-2] copies that are kept and not looked for change nothing; none of a savepoint, none after another JobManager', () => {
  const backup = { 'execution.checkpointing.local-backup.enabled': 'true' }
  const kept = run(backup, [[2_050, kill(2)]])
  expect(read(kept).some(({ own }) => own)).toBe(false)
  const led = run({ ...local, 'high-availability.type': 'ZOOKEEPER' }, [
    [2_050, { kind: 'kill-job-manager' }],
  ])
  expect(read(led)).toHaveLength(4)
  expect(read(led).some(({ own }) => own)).toBe(false)
})

test('[LOC-3] subtasks get back the slots they had where their TaskManager lives, so that they find their copies', () => {
  const places = (config: Readonly<Record<string, string>>) => {
    const soon = { ...config, 'restart-strategy.fixed-delay.delay': '100 ms' }
    const ran = run(soon, [[2_050, kill(1)]], { taskManagers: 3, slotsEach: 1 })
    return ran.of('tasks-scheduled').map(({ schedule }) => {
      const counts = schedule.subtasks.filter(({ vertex }) => vertex === 1)
      return counts.map(({ taskManager }) => `TaskManager ${taskManager}`)
    })
  }
  expect(places({})).toEqual([
    ['TaskManager 1', 'TaskManager 2'],
    ['TaskManager 2', 'TaskManager 3'],
  ])
  expect(places(local)).toEqual([
    ['TaskManager 1', 'TaskManager 2'],
    ['TaskManager 3', 'TaskManager 2'],
  ])
})
