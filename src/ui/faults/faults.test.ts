import { expect, test } from 'vitest'
import { occurrences } from '../../model/index.ts'
import { faultGroups } from './kinds.ts'
import { atOnce, commandAt, happenings } from './moment.ts'

const kinds = faultGroups.flatMap((group) => group.kinds)
const kindOf = (id: string) => kinds.find((kind) => kind.id === id)

test('everything one can wait for has words, and nothing else has', () => {
  expect(Object.keys(happenings).sort()).toEqual([...occurrences].sort())
})

test('each kind of fault gives its command from what stands in the form', () => {
  const values = {
    ...{
      taskManager: '2',
      replaced: 'no',
      duration: '3000',
      subtask: 'count#1',
      operator: 'count',
    },
    ...{ record: '5', contains: 'fig', link: 'orders#0 count#2', delay: '700', trouble: 'full' },
    ...{ snapshot: 'chk-3', fault: 'lost', fate: 'late' },
  }
  expect(kinds.map((kind) => kind.command(values))).toMatchInlineSnapshot(`
    [
      {
        "kind": "kill-task-manager",
        "replaced": false,
        "taskManager": 2,
      },
      {
        "duration": 3000,
        "kind": "stall-task-manager",
        "taskManager": 2,
      },
      {
        "kind": "start-task-manager",
        "taskManager": 2,
      },
      {
        "kind": "kill-job-manager",
      },
      {
        "kind": "fail-task",
        "subtask": "count#1",
      },
      {
        "contains": null,
        "kind": "poison-operator",
        "operator": "count",
        "record": 5,
      },
      {
        "contains": "fig",
        "kind": "poison-operator",
        "operator": "count",
        "record": null,
      },
      {
        "delay": 700,
        "duration": 3000,
        "from": "orders#0",
        "kind": "slow-link",
        "to": "count#2",
      },
      {
        "from": "orders#0",
        "kind": "cut-link",
        "to": "count#2",
      },
      {
        "delay": 0,
        "duration": 3000,
        "kind": "storage-trouble",
        "trouble": "full",
      },
      {
        "fault": "lost",
        "kind": "damage-snapshot",
        "snapshot": "chk-3",
      },
      {
        "delay": 700,
        "kind": "delay-notification",
        "subtask": "count#1",
      },
      {
        "kind": "cancel-job",
      },
    ]
  `)
})

test('a machine that is replaced, a notification that is lost for all, storage that is slow', () => {
  expect(kindOf('kill-task-manager')?.command({ taskManager: '1', replaced: 'yes' })).toEqual({
    kind: 'kill-task-manager',
    taskManager: 1,
  })
  expect(kindOf('delay-notification')?.command({ subtask: '', fate: 'lost', delay: '9' })).toEqual({
    kind: 'delay-notification',
    subtask: null,
    delay: null,
  })
  const slow = { trouble: 'slow', delay: '9', duration: '10' }
  expect(kindOf('storage-trouble')?.command(slow)).toMatchObject({ trouble: 'slow', delay: 9 })
})

test('a fault strikes at once, or waits for the third acknowledgement of checkpoint 4', () => {
  const command = { kind: 'kill-job-manager' } as const
  expect(commandAt(atOnce, command)).toBe(command)
  const moment = {
    fact: 'checkpoint-acknowledged',
    count: 3,
    checkpoint: '4',
    subtask: '',
  } as const
  expect(commandAt(moment, command)).toEqual({
    kind: 'at-next',
    event: { fact: 'checkpoint-acknowledged', checkpoint: 4, subtask: null, count: 3 },
    command,
  })
})
