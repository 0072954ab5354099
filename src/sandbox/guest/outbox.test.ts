import { expect, test } from 'vitest'
import { rows, type TraceEvent } from '../../trace/index.ts'
import { itemWindow } from '../protocol.ts'
import type { WireItem } from '../wire.ts'
import { Outbox } from './outbox.ts'

const event = (seq: number): TraceEvent =>
  ({ kind: 'task-manager-lost', taskManager: 1, seq, at: 0, cause: null }) as unknown as TraceEvent

function open(): { outbox: Outbox; posted: WireItem[] } {
  const posted: WireItem[] = []
  const outbox = new Outbox((item) => posted.push(item))
  outbox.encodeBy(rows)
  return { outbox, posted }
}

test('events leave before what is said after them', () => {
  const { outbox, posted } = open()
  outbox.recorded(event(0))
  outbox.send({ type: 'paused', pause: { why: 'reached' } })
  expect(posted.map((item) => (item as string).slice(0, 8))).toEqual(['.traced ', '.paused '])
})

test('no more than a window is underway; an answer to a ping does not wait', () => {
  const { outbox, posted } = open()
  for (let i = 0; i < itemWindow.items + 10; i++)
    outbox.send({ type: 'paused', pause: { why: 'reached' } })
  expect(posted).toHaveLength(itemWindow.items)
  expect(outbox.isFull).toBe(true)
  outbox.answer({ type: 'pong' })
  expect(posted.at(-1)).toBe('!pong ')
  outbox.taken(itemWindow.items + 1)
  expect(posted).toHaveLength(itemWindow.items + 11)
  expect(outbox.isFull).toBe(false)
})

test('bytes count as well as items', () => {
  const { outbox, posted } = open()
  const bytes = new Uint8Array(itemWindow.bytes + 4_000_000)
  outbox.send({ type: 'requested', effect: { kind: 'put-blob', blob: 'a' as never, bytes } })
  const sum = posted.reduce(
    (total, item) => total + (typeof item === 'string' ? 0 : item.byteLength),
    0,
  )
  expect(sum).toBeLessThanOrEqual(itemWindow.bytes + 1_048_576)
  expect(outbox.isFull).toBe(true)
})

test('many events are several messages, each quickly decoded', () => {
  const { outbox, posted } = open()
  for (let seq = 0; seq < 2_500; seq++) outbox.recorded(event(seq))
  outbox.flush()
  expect(posted).toHaveLength(3)
})
