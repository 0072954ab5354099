/** Which checkpoints the history has, and which are gone. */
import { expect, test } from 'vitest'
import { brokenRun, checkpoint } from '../engine/testing/broken-run.ts'
import type { Command } from '../model/index.ts'
import { checkpoints, shownHistory } from './index.ts'

type Script = readonly (readonly [at: number, command: Command])[]

/** What the history has at the end, newest first, and how many were triggered. */
function historyAfter(script: Script, config: Readonly<Record<string, string>>) {
  const state = checkpoints.initial()
  for (const event of brokenRun(script, { config }).events) checkpoints.apply(state, event)
  const shown = shownHistory(state).map((row) => `${row.checkpoint} ${row.phase}`)
  return { shown, triggered: state.counts.triggered }
}

const requests = (from: number, count: number): Script =>
  Array.from({ length: count }, (_, at) => [from + 100 * at, checkpoint] as const)
const size = (entries: number) => ({ 'web.checkpoints.history': String(entries) })

test('[VIEW-5, CK-288] the newest ten, where nobody says otherwise; counts go on', () => {
  const { shown, triggered } = historyAfter(requests(100, 13), {})
  expect(shown).toHaveLength(10)
  expect([shown[0], shown.at(-1)]).toEqual(['13 completed', '4 subsumed'])
  expect(triggered).toBe(13)
})

test('[VIEW-5, CK-288] one under way has its place among them; 0 leaves only the latest', () => {
  const script = [...requests(100, 5), [3_990, checkpoint]] as const
  expect(historyAfter(script, size(2)).shown).toEqual(['6 in-progress', '5 completed'])
  expect(historyAfter(script, size(1)).shown).toEqual(['6 in-progress', '5 completed'])
  expect(historyAfter(script, size(0)).shown).toEqual(['5 completed'])
})

test('[VIEW-5, CK-288] the latest savepoint, failure and restored checkpoint stay besides', () => {
  const script = [
    [100, checkpoint],
    [300, { kind: 'trigger-savepoint', label: 'before', then: 'continue' }],
    [500, checkpoint],
    // It fails with what it was part of, and the job goes back to the one before.
    [520, { kind: 'fail-task', subtask: 'count#0' }],
    ...requests(1_000, 4),
  ] as const
  expect(historyAfter(script, size(2)).shown).toEqual([
    ...['7 completed', '6 subsumed'],
    ...['3 failed', '2 completed', '1 subsumed'],
  ])
})

test('[VIEW-5, CK-288] another JobManager begins without a history, but for what it restored', () => {
  const script = [...requests(100, 3), [500, { kind: 'kill-job-manager' }], [2_000, checkpoint]]
  expect(historyAfter(script as never, {})).toEqual({
    shown: ['4 completed', '3 subsumed'],
    triggered: 1,
  })
})
