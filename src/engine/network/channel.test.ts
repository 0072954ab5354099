import { expect, test } from 'vitest'
import type {
  ChannelId,
  CheckpointId,
  ElementId,
  EventTime,
  KeyGroup,
  VirtualTime,
} from '../../model/index.ts'
import type {
  BarrierAlignment,
  BarrierElement,
  RecordElement,
  WatermarkElement,
} from '../../model/index.ts'
import { Channel, senderAllowance } from './channel.ts'
import { InputGate } from './gate.ts'

const record = (id: number): RecordElement => ({
  kind: 'record',
  id: id as ElementId,
  origin: id as ElementId,
  value: id,
  timestamp: null,
  key: null,
  keyGroup: 0 as KeyGroup,
})
const watermark: WatermarkElement = {
  kind: 'watermark',
  id: 99 as ElementId,
  watermark: 5 as EventTime,
}
const barrier = (checkpoint: number, alignment: BarrierAlignment): BarrierElement => ({
  kind: 'barrier',
  id: (1000 + checkpoint) as ElementId,
  checkpoint: checkpoint as CheckpointId,
  triggeredAt: 0 as VirtualTime,
  savepoint: false,
  alignment,
})
const channelOf = (capacity: number, id = 0) => new Channel(id as ChannelId, capacity)

/** Everything that may leave does, and arrives at once. */
function flush(channel: Channel): void {
  while (channel.sendable() !== undefined) channel.deliver(channel.send())
}

test('a slow receiver back-pressures its sender', () => {
  const channel = channelOf(2)
  for (let id = 0; id < 2 + senderAllowance; id++) {
    expect(channel.writable).toBe(true)
    channel.push(record(id))
    flush(channel)
  }
  expect(channel.credit).toBe(0)
  expect(channel.writable).toBe(false)
  expect(channel.poll()).toEqual(record(0))
  expect(channel.credit).toBe(1)
  flush(channel)
  expect(channel.writable).toBe(true)
})

test('data in transit uses credit before it arrives', () => {
  const channel = channelOf(1)
  channel.push(record(1))
  channel.push(record(2))
  const first = channel.send()
  expect(channel.inTransit).toBe(1)
  expect(channel.sendable()).toBeUndefined()
  channel.deliver(first)
  expect(channel.sendable()).toBeUndefined()
  channel.poll()
  expect(channel.sendable()).toEqual(record(2))
})

test('watermarks travel in buffers, barriers do not', () => {
  const channel = channelOf(1)
  channel.push(record(1))
  flush(channel)
  channel.push(barrier(1, 'at-least-once'))
  flush(channel)
  expect(channel.receiverLength).toBe(2)
  channel.push(watermark)
  flush(channel)
  expect(channel.receiverLength).toBe(2)
})

test('[CK-58] after an aligned barrier the sender stops until it is told to resume', () => {
  const channel = channelOf(5)
  for (const element of [barrier(1, 'aligned'), record(1)]) channel.push(element)
  flush(channel)
  expect(channel.stopped).toBe(true)
  expect(channel.receiverLength).toBe(1)
  channel.resume()
  flush(channel)
  expect(channel.receiverLength).toBe(2)
})

test('[CK-75] at-least-once barriers stop nobody', () => {
  const channel = channelOf(5)
  for (const element of [barrier(1, 'at-least-once'), record(1)]) channel.push(element)
  flush(channel)
  expect(channel.receiverLength).toBe(2)
})

test('[CK-78] an unaligned barrier overtakes what waits at the sender and at the receiver', () => {
  const channel = channelOf(1)
  for (const id of [1, 2, 3]) channel.push(record(id))
  flush(channel)
  expect(channel.senderData()).toEqual([record(2), record(3)])
  channel.push(barrier(1, 'unaligned'))
  flush(channel)
  expect(channel.receiverHasPriority).toBe(true)
  expect(channel.poll()).toEqual(barrier(1, 'unaligned'))
  expect(channel.poll()).toEqual(record(1))
})

test('[CK-80] what the barrier overtakes is persisted, and what arrives until it does', () => {
  const [early, late] = [channelOf(9, 0), channelOf(9, 1)]
  const gate = new InputGate([early, late])
  const send = (channel: number, element: RecordElement | BarrierElement) => {
    const from = gate.channels[channel] as Channel
    from.push(element)
    gate.deliver(channel, from.send())
  }
  send(0, record(1))
  send(1, record(2))
  send(0, barrier(1, 'unaligned'))
  send(0, record(3))
  expect([gate.poll(), gate.element.kind]).toEqual([0, 'barrier'])
  gate.startPersisting(1 as CheckpointId)
  send(1, record(4))
  send(1, barrier(1, 'unaligned'))
  send(1, record(5))
  gate.stopPersisting(1 as CheckpointId)
  expect(early.takePersisted(1 as CheckpointId)).toEqual([record(1)])
  expect(late.takePersisted(1 as CheckpointId)).toEqual([record(2), record(4)])
  expect(late.takePersisted(1 as CheckpointId)).toEqual([])
})

test('[CK-327] channels with data take turns', () => {
  const channels = [channelOf(9, 0), channelOf(9, 1), channelOf(9, 2)]
  const gate = new InputGate(channels)
  for (const at of [2, 2, 0, 1, 2]) {
    channels[at]?.push(record(at))
    gate.deliver(at, (channels[at] as Channel).send())
  }
  expect([0, 1, 2, 3, 4].map(() => gate.poll())).toEqual([2, 0, 1, 2, 2])
  expect(gate.poll()).toBe(-1)
})

test('[CK-95, CK-97] an announced barrier can be moved in front of the data', () => {
  const channel = channelOf(9)
  const gate = new InputGate([channel])
  for (const element of [record(1), barrier(1, 'timeoutable')]) {
    channel.push(element)
    gate.deliver(0, channel.send())
  }
  expect(gate.hasPriority).toBe(true)
  gate.poll()
  expect(gate.element.kind).toBe('announcement')
  expect(gate.hasPriority).toBe(false)
  gate.prioritise(0, 1 as CheckpointId)
  gate.poll()
  expect(gate.element).toEqual(barrier(1, 'timeoutable'))
})
