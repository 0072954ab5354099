import { expect, test } from 'vitest'
import { parseScenario } from '../../scenario/index.ts'
import { deployed } from '../graph/testing/views.ts'
import { commandOf, emptyForm, type FaultName, faultNames, targetsOf } from './form.ts'

const view = deployed({
  tasks: [
    { name: 'orders', parallelism: 2 },
    { name: 'count', parallelism: 2 },
  ],
  edges: [[0, 1, 'hash']],
  slotsEach: 1,
  partitions: 2,
})
const targets = targetsOf(view)

test('targets are named as a scenario names them', () => {
  expect(targets.subtasks).toEqual(['orders#0', 'orders#1', 'count#0', 'count#1'])
  expect(targets.channels).toContain('orders#1 -> count#0')
})

test('every fault of the form is a command a scenario may hold, now and at the next event', () => {
  for (const fault of Object.keys(faultNames) as FaultName[])
    for (const event of ['', 'barrier-received'] as const) {
      const form = { ...emptyForm(targets), fault, event, text: 'poison', snapshot: 'chk-1' }
      const command = commandOf(form)
      const script = [{ at: 1, command }]
      const parsed = parseScenario({ version: 1, files: { 'job.ts': '' }, script })
      expect(parsed).toMatchObject({ scenario: { script }, notices: [] })
    }
})
