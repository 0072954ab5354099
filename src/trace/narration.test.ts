import { expect, test } from 'vitest'
import type {
  ChannelId,
  CheckpointId,
  ElementId,
  EventSeq,
  SubtaskId,
  VirtualTime,
} from '../model/index.ts'
import { sampleTrace } from '../projection/testing/sample-run.ts'
import {
  longestNarration,
  narrate,
  type TraceEvent,
  TraceNames,
  transcriptLine,
  transcriptOf,
} from './index.ts'

const trace = sampleTrace()
const events = [...trace.slice(0 as EventSeq, trace.length as EventSeq)]

test('every sentence fits beside the transport and ends like one', () => {
  const names = new TraceNames()
  for (const event of events) {
    names.learn(event)
    const { text } = narrate(event, names)
    expect(text.length).toBeLessThanOrEqual(longestNarration)
    expect(text).toMatch(/^[^*\n]+$/)
  }
})

test('a blocked channel is told with the subtask that is still missing', () => {
  const names = new TraceNames()
  const blocked = events.find((event) => {
    names.learn(event)
    return event.kind === 'channel-blocked' && names.receiver(event.channel) === 3
  }) as TraceEvent
  const { text, parts, glyph, step } = narrate(blocked, names)
  expect(text).toBe(
    'count 2/3 stops reading orders 1/2: barrier 1 is here, but not yet from orders 2/2.',
  )
  expect(parts.filter(({ strong }) => strong).map((part) => part.text)).toEqual([
    'count 2/3',
    'orders 1/2',
    'orders 2/2',
  ])
  expect({ glyph, step }).toEqual({ glyph: 'barrier', step: 'barrier' })
})

test('a sentence with a long message is cut at 96 characters', () => {
  const failed: TraceEvent = {
    kind: 'task-failed',
    subtask: 3 as SubtaskId,
    code: 'user-code',
    message: 'x'.repeat(200),
    place: null,
    operator: 0,
    element: null,
    value: null,
    seq: 0 as EventSeq,
    at: 0 as VirtualTime,
    cause: null,
  }
  const { text } = narrate(failed, new TraceNames())
  expect(text).toHaveLength(longestNarration)
  expect(text.endsWith('…')).toBe(true)
})

test('a transcript tells an alignment in columns', () => {
  const shown = transcriptOf(
    events,
    (e) =>
      'checkpoint' in e &&
      e.checkpoint === 2 &&
      (e.kind === 'checkpoint-triggered' ||
        e.kind === 'checkpoint-failed' ||
        ('subtask' in e && e.subtask === 3 && !e.kind.startsWith('checkpoint'))),
  )
  expect(`\n${shown.join('\n')}\n`).toMatchInlineSnapshot(`
    "
         5440  checkpoint 2 triggered                  timer
         5745  count/1   barrier 2 from orders/0                 1 of 2
         6545  count/1   barrier 2 from orders/1                 2 of 2
         6545  count/1   aligned for 2 after 800 ms
         6545  count/1   snapshot 2 started                      until 6605
         6605  count/1   snapshot 2 taken, 366 B                 due 6855
         6855  count/1   snapshot 2 uploaded                     366 B
    "
  `)
})

test('a record is called by its key from its reading to the end of its processing', () => {
  const names = new TraceNames()
  const element = 7 as ElementId
  const told = { seq: 0 as EventSeq, at: 0 as VirtualTime, cause: null }
  names.learn({
    ...told,
    kind: 'record-emitted',
    channel: 0 as ChannelId,
    element,
    parent: null,
    origin: element,
    key: 'apple',
    value: '1',
    timestamp: null,
    due: null,
  })
  const processed: TraceEvent = {
    ...told,
    kind: 'record-processed',
    subtask: 0 as SubtaskId,
    element,
  }
  names.learn(processed)
  expect(transcriptLine(processed, names)).toContain('processed apple')
  names.learn(processed)
  const later = names.copy()
  later.learn(processed)
  expect(later.record(element)).toBe('a record')
})

test('snapshots are called by number, savepoints by label', () => {
  const names = new TraceNames()
  for (const event of events) names.learn(event)
  expect([2, 3, 4].map((n) => names.snapshot(n as CheckpointId))).toEqual([
    'chk-2',
    'savepoint-1',
    'chk-4',
  ])
})
