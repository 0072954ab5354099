/** What lives outside managed state: fields of functions, static fields, module variables. */
import { expect, test } from 'vitest'
import type { TaskManagerId } from '../../model/index.ts'
import { golden } from '../testing/golden.ts'
import { keyedJob, orders, simulate, type SimulateOptions } from '../testing/simulate.ts'

/** Flink's `transient` has no counterpart: a field that is assigned in open() is one. */
const job = keyedJob({
  fields: `inst = 0
  instList: number[] = []
  static shared = 0
  constructor(public fromConstructor = 7) { super() }`,
  open: `console.log('open: ' + this.fieldsNow())`,
  setup: 'let failed = false',
  body: `if (order.n === 5 && !failed) { failed = true; throw new Error('once') }
    this.inst++; this.instList.push(order.n); this.fromConstructor++; Count.shared++
    this.count.update((this.count.value() ?? 0) + 1)
    out.collect('record ' + order.n + ': ' + this.fieldsNow() + ' managed=' + this.count.value())`,
  onTimer: `}
  fieldsNow() {
    return 'inst=' + this.inst + ' instList=[' + this.instList.join(', ') + '] fromConstructor=' +
      this.fromConstructor + ' static=' + Count.shared`,
})

function log(options: Pick<SimulateOptions, 'script'> = {}): readonly string[] {
  const run = simulate(job, {
    until: 5_000,
    config: {
      'execution.checkpointing.interval': '3650 d',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '3',
    },
    script: [[350, { kind: 'trigger-checkpoint' }], ...(options.script ?? [])],
    scenario: { topics: orders([['A', 8]]) },
  })
  return run.events.flatMap((event) => {
    if (event.kind === 'logged') return [event.text]
    return event.kind === 'sink-written' ? [event.value] : []
  })
}

test('[STA-8, STA-9] fields go back to what was submitted, static fields live on, managed state goes back to the checkpoint, as on Flink', () => {
  const expected = golden<{ readonly log: readonly string[] }>('b-unmanaged-fields').log.map(
    (line) => line.replace(/open #\d/, 'open').replace(/ transientInit=\d+ setInOpen=\d+/, ''),
  )
  expect(log()).toEqual(expected)
})

test('[STA-9] static fields and module variables die with their TaskManager', () => {
  const lines = log({
    script: [[2_500, { kind: 'kill-task-manager', taskManager: 1 as TaskManagerId }]],
  })
  const statics = lines.flatMap((line) => /^open.*static=(\d+)$/.exec(line)?.[1] ?? [])
  // The new process has not failed either: it fails once, too.
  expect(statics).toEqual(['0', '5', '0', '2'])
})
