import { expect, test } from 'vitest'
import type { ChannelId, CheckpointId, EventSeq, SubtaskId } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import {
  barOf,
  checkpoints,
  clusterView,
  effectsOf,
  jobManagerLine,
  ledger,
  logAround,
  metrics,
  output,
  phasesOf,
  ProjectionCache,
  rowInSnapshot,
  rowOf,
  rowsOf,
  slowestSubtask,
  stateTable,
  tableOf,
  timelineMarks,
  traceNames,
  whyOf,
} from './index.ts'
import { sampleTrace } from './testing/sample-run.ts'

const trace = sampleTrace()
const events = [...trace.slice(0 as EventSeq, trace.length as EventSeq)]
const cluster = new ProjectionCache(clusterView, trace)
const end = trace.length as EventSeq
const count2 = 3 as SubtaskId
/** Into `count 2/3`: from `orders 1/2`, and the slow one from `orders 2/2`. */
const [fast, slow] = cluster
  .at(end)
  .channels.filter(({ to }) => to === count2)
  .map(({ id }) => id) as [ChannelId, ChannelId]

/** The place behind the first event for which `holds`. */
function behind(holds: (event: TraceEvent) => boolean): EventSeq {
  const found = events.find(holds)
  expect(found).toBeDefined()
  return ((found as TraceEvent).seq + 1) as EventSeq
}

const blocked = behind((e) => e.kind === 'channel-blocked' && e.channel === fast)
const lost = behind((e) => e.kind === 'task-manager-lost')
const restarting = behind((e) => e.kind === 'restart-scheduled')
const restored = behind((e) => e.kind === 'state-restored' && e.subtask === count2)
const replayed = behind((e) => e.kind === 'record-read' && e.replayed)

test('a subtask that has one of two barriers is aligning, and does not read the channel it came by', () => {
  const view = cluster.at(blocked)
  expect(view.subtasks[count2]?.activity).toMatchObject({
    kind: 'aligning',
    arrived: 1,
    expected: 2,
  })
  expect(view.channels[fast]?.blocked).toMatchObject({ checkpoint: 1, since: view.at })
  expect(view.channels[slow]?.blocked).toBeNull()
  const others = view.channels[slow]?.elements ?? []
  expect(others.some((e) => e.kind === 'barrier' && e.checkpoint === 1)).toBe(true)
  const pending = view.jobManager.pending[0]
  expect(pending).toMatchObject({ checkpoint: 1, expected: 7 })
  expect(jobManagerLine(view.jobManager, view.at)).toMatchObject({ tone: 'in-progress' })
})

test('an element is on the wire until it is due, in the order it was sent', () => {
  for (const seq of [200, 700, 1_200, 1_900]) {
    const { channels, at } = cluster.at(seq as EventSeq)
    for (const { elements, capacity } of channels) {
      const dues = elements.flatMap(({ due }) => due ?? [])
      expect(dues).toEqual([...dues].sort((a, b) => a - b))
      expect(elements.findIndex((e) => e.due === null)).toBeOneOf([-1, dues.length])
      expect(dues.length).toBeLessThanOrEqual(capacity + 2)
      for (const { sentAt, emittedAt } of elements) {
        expect(sentAt).toBeGreaterThanOrEqual(emittedAt)
        expect(sentAt).toBeLessThanOrEqual(at)
      }
    }
  }
})

test('keys are in the boxes with letter, group and value, and the letter travels with the record', () => {
  const view = cluster.at(lost)
  const counts = view.subtasks.filter(({ vertex }) => vertex === 1)
  const keys = counts.flatMap((subtask) => subtask.keys)
  expect(
    keys
      .map(({ label }) => label.letter)
      .sort()
      .join(''),
  ).toBe('ABCDEFGH')
  expect(keys.every(({ key, label }) => key.startsWith(label.letter.toLowerCase()))).toBe(true)
  expect(counts.reduce((sum, { keyCount }) => sum + keyCount, 0)).toBe(8)
  const inSinkLanes = view.channels.filter(({ edge }) => edge === 1).flatMap((c) => c.elements)
  for (const element of inSinkLanes)
    if (element.kind === 'record') expect(element.value).toContain(element.label?.key ?? 'never')
})

test('a lost TaskManager: its subtasks are lost, what was in its channels are ghosts, a checkpoint is outlined', () => {
  const before = cluster.at((lost - 1) as EventSeq)
  const view = cluster.at(restarting)
  expect(view.taskManagers.map(({ lostAt }) => lostAt)).toEqual([null, 12_800])
  expect(view.failure).toMatchObject({
    at: 12_800,
    taskManagers: [2],
    exception: null,
    abandoned: [5],
  })
  const gone = view.subtasks.filter(({ taskManager }) => taskManager === 2)
  expect(gone.length).toBeGreaterThan(0)
  expect(gone.every(({ activity }) => activity.kind === 'lost')).toBe(true)
  for (const subtask of view.failure?.subtasks ?? [])
    expect(subtask.keys).toEqual(before.subtasks[subtask.id]?.keys)
  const into = view.channels.filter(({ to }) => gone.some(({ id }) => id === to))
  expect(into.every(({ lostAt }) => lostAt === 12_800)).toBe(true)
  expect(into.flatMap(({ elements }) => elements)).toEqual(
    into.flatMap(({ id }) => before.channels[id]?.elements ?? []),
  )
  expect(view.shelf.find(({ restoreFrom }) => restoreFrom)).toMatchObject({
    checkpoint: 4,
    phase: 'completed',
    snapshot: 'checkpoint',
  })
  expect(view.shelf.at(-1)).toMatchObject({ checkpoint: 5, phase: 'failed' })
  expect(jobManagerLine(view.jobManager, view.at)).toMatchObject({
    text: 'Checkpoint 5 abandoned',
    tone: 'failure',
  })
})

test('a restored subtask has the state of its snapshot, to the value', () => {
  const table = new ProjectionCache(stateTable, trace)
  const now = table.at(restored)
  const rows = rowsOf(tableOf(now, count2), 0, 10)
  expect(rows.length).toBeGreaterThan(0)
  const content = events.find(
    (e) => e.kind === 'snapshot-taken' && e.checkpoint === 4 && e.subtask === count2,
  )
  const written = content?.kind === 'snapshot-taken' ? content.content.states[0]?.entries : []
  const told = Object.fromEntries((written ?? []).map(({ key, value }) => [key, value]))
  expect(Object.fromEntries(rows.map(({ key, values }) => [key, values[0]?.value]))).toEqual(told)
  for (const { key } of rows) {
    const place = { subtask: count2, key }
    expect(rowInSnapshot(now, 4 as CheckpointId, place)).toEqual(rowOf(tableOf(now, count2), key))
  }
  expect(cluster.at(restored).subtasks[count2]?.keys.map(({ value }) => value)).toEqual(
    rows.map(({ values }) => values[0]?.value),
  )
})

test('what is read again is hollow, with all that is made of it', () => {
  const { subtasks, partitions } = cluster.at(replayed)
  const reader = subtasks.find(({ processing }) => processing?.replayed)
  expect(reader?.splits[0]?.next).toBeLessThanOrEqual(partitions[0]?.reached ?? 0)
  const later = cluster.at((replayed + 60) as EventSeq)
  const records = later.channels.flatMap(({ elements }) =>
    elements.filter((e) => e.kind === 'record'),
  )
  expect(records.length).toBeGreaterThan(0)
  expect(records.every((e) => e.kind === 'record' && e.replayed)).toBe(true)
  const { failure, restarts, jobManager, shelf } = later
  expect({ failure, restarts, restoring: jobManager.restoring }).toEqual({
    failure: null,
    restarts: 1,
    restoring: null,
  })
  expect(shelf.every(({ restoreFrom }) => !restoreFrom)).toBe(true)
})

test('a partition is a tape: what was read, where snapshots cut it, where the source goes on', () => {
  const { partitions } = cluster.at(restarting)
  for (const partition of partitions) {
    const { marks, next, reached, records, end: last } = partition
    expect(next).toBe(reached)
    expect(last).toBeGreaterThanOrEqual(reached)
    expect(records.at(reached - 1)?.value).toContain('key')
    const offsets = marks.map(({ offset }) => offset)
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
  }
  const went = cluster.at(behind((e) => e.kind === 'partition-assigned' && e.offset > 0))
  const back = went.partitions.find(({ next, reached }) => (next ?? 0) < reached)
  expect(back?.marks.find(({ checkpoint }) => checkpoint === 4)?.offset).toBe(back?.next)
})

test('the history of checkpoints has phases that add up to each subtask’s time', () => {
  const { history, counts } = new ProjectionCache(checkpoints, trace).at(end)
  expect(counts).toMatchObject({ failed: 1, restored: 1 })
  expect(counts.triggered).toBe(counts.completed + counts.failed + counts.inProgress)
  const savepoint = history.find(({ label }) => label === 'savepoint-1')
  expect(savepoint).toMatchObject({ snapshot: 'savepoint', phase: 'completed', by: 'command' })
  const completed = history.filter(({ phase }) => phase === 'completed' || phase === 'subsumed')
  for (const row of completed)
    for (const [subtask, snapshot] of row.subtasks.entries()) {
      const told = events.find(
        (e) =>
          e.kind === 'checkpoint-acknowledged' &&
          e.checkpoint === row.checkpoint &&
          e.subtask === subtask,
      ) as TraceEvent & { kind: 'checkpoint-acknowledged' }
      const { startDelay, alignment, sync, async } = told
      expect(phasesOf(snapshot, row.endedAt ?? told.at)).toEqual({
        startDelay,
        alignment,
        sync,
        async,
      })
    }
  const first = completed[0]
  expect(first === undefined ? null : slowestSubtask(first)).not.toBeNull()
})

test('the timeline has a bar for every snapshot, the failure, the restart, and the lag', () => {
  const { snapshots, marks, lag } = new ProjectionCache(timelineMarks, trace).at(end)
  expect(marks.map(({ kind, at }) => [kind, at])).toEqual([
    ['failure', 12_800],
    ['restart', 13_800],
  ])
  for (const row of snapshots.history) {
    const { phases, from, until } = barOf(row, trace.endsAt)
    const total = phases.startDelay + phases.alignment + phases.sync + phases.async
    expect(total).toBeLessThanOrEqual(until - from)
    expect(total).toBeGreaterThan(0)
  }
  expect(lag.length).toBeGreaterThan(100)
})

test('exactly once in state, at least once outside: the ledger tells both', () => {
  const { totals, rows } = new ProjectionCache(ledger, trace).at(end)
  const again = [...rows].filter(({ read }) => read > 1)
  expect(again.length).toBeGreaterThan(0)
  expect(totals.read).toBe(events.filter((e) => e.kind === 'record-read').length)
  expect(totals.visible).toBe(events.filter((e) => e.kind === 'sink-written').length)
  const table = new ProjectionCache(stateTable, trace).at(end)
  const counted = [2, 3, 4]
    .flatMap((id) => rowsOf(tableOf(table, id as SubtaskId), 0, 100))
    .reduce((sum, { values }) => sum + Number(values[0]?.value ?? 0), 0)
  // Each record once, however often it was processed; those still on their way not yet.
  const processed = [...rows].filter((row) => row.processed > 0).length
  expect(counted).toBeLessThanOrEqual([...rows].length)
  expect(counted).toBeGreaterThan(processed - 20)
  expect(totals.processed).toBeGreaterThan(processed)
})

test('the output lists rows in order and marks those a reader has seen before', () => {
  const { sinks } = new ProjectionCache(output, trace).at(end)
  const written = events.filter((e) => e.kind === 'sink-written')
  expect(sinks).toHaveLength(1)
  expect(sinks[0]?.rows.slice(0).map(({ seq }) => seq)).toEqual(written.map(({ seq }) => seq))
  expect(sinks[0]?.duplicates).toBe(
    written.filter((e) => e.kind === 'sink-written' && e.again).length,
  )
  expect(sinks[0]?.duplicates).toBeGreaterThan(0)
  const duplicate = sinks[0]?.rows.slice(0).find((row) => row.duplicate)
  expect(duplicate).toMatchObject({ replayed: true })
})

test('records in and out of every subtask are counted, over the restart too', () => {
  const { subtasks, restarts } = new ProjectionCache(metrics, trace).at(end)
  const read = events.filter((e) => e.kind === 'record-read').length
  expect((subtasks[0]?.recordsIn ?? 0) + (subtasks[1]?.recordsIn ?? 0)).toBe(read)
  expect(restarts).toBe(1)
  const { channels } = cluster.at(end)
  for (const [id, { queued }] of subtasks.entries()) {
    const records = channels.filter(({ to }) => to === id).flatMap((c) => c.elements)
    expect(queued).toBe(records.filter(({ kind }) => kind === 'record').length)
  }
})

test('why? leads from the restored state back to what a person asked for', () => {
  const chain = whyOf(trace, (restored - 1) as EventSeq)
  expect(chain.map(({ kind }) => kind)).toContain('task-manager-lost')
  expect(chain.at(-1)).toMatchObject({ kind: 'command-submitted', cause: null })
  const lostEvent = chain.find(({ kind }) => kind === 'task-manager-lost') as TraceEvent
  expect(effectsOf(trace, lostEvent.seq, 100).map(({ kind }) => kind)).toContain(
    'job-status-changed',
  )
})

test('the log shows lines around the cursor, with names as they were', () => {
  const names = new ProjectionCache(traceNames, trace)
  const show = ({ kind }: TraceEvent) =>
    kind.startsWith('checkpoint-') || kind.startsWith('task-manager')
  const window = { before: 3, after: 3, show }
  const rows = logAround(trace, lost, window, (seq) => names.at(seq).names)
  expect(rows).toHaveLength(6)
  expect(rows.map(({ isPast }) => isPast)).toEqual([true, true, true, false, false, false])
  expect(rows[2]?.line).toContain('TaskManager 2 lost')
})
