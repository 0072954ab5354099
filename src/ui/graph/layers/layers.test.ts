import { expect, test } from 'vitest'
import type {
  ChannelId,
  CheckpointId,
  ElementId,
  EventSeq,
  EventTime,
  SubtaskId,
  VirtualTime,
} from '../../../model/index.ts'
import { maxWatermark, minWatermark } from '../../../model/index.ts'
import type { ChannelView, ElementView } from '../../../projection/index.ts'
import { layoutInput } from '../layout/stage.ts'
import { layOut } from '../layout/layout.ts'
import { elementAt, sayElement } from '../hit.ts'
import { sceneOf } from '../picture.ts'
import { stillAt } from '../time.ts'
import { deployed, sampleAt } from '../testing/views.ts'
import { countOrders } from '../testing/jobs.ts'
import { emptyLayers, recordShapes } from '../marks.ts'
import { addPlaced } from './elements.ts'
import { eventTimeLabel } from './event-time.ts'
import { laneState } from './lanes.ts'
import { phaseBar } from './phases.ts'
import { placeElements, type Track } from './placed.ts'
import { shownItems } from './shelf.ts'

const at = (ms: number): VirtualTime => ms as VirtualTime

/** A wire of 100 px, level, into a lane of five slots: the head's middle is at x 190. */
const track: Track = {
  line: [
    { x: 0, y: 50 },
    { x: 100, y: 50 },
  ],
  lane: { x: 100, y: 40, width: 100, height: 20 },
  slots: 5,
  slotWidth: 20,
}

function record(id: number, sentAt: number, due: number | null): ElementView {
  return {
    kind: 'record',
    id: id as ElementId,
    seq: 0 as EventSeq,
    emittedAt: at(sentAt),
    sentAt: at(sentAt),
    persistedIn: null,
    due: due === null ? null : at(due),
    origin: id as ElementId,
    label: { key: 'apple', letter: 'A', color: 0 },
    value: '1',
    timestamp: null,
    replayed: false,
  }
}

function channel(elements: readonly ElementView[], change: Partial<ChannelView> = {}): ChannelView {
  return {
    id: 0 as ChannelId,
    from: 0 as SubtaskId,
    to: 1 as SubtaskId,
    edge: 0,
    input: 0,
    capacity: 5,
    elements,
    blocked: null,
    lostAt: null,
    watermark: null,
    idle: false,
    ended: false,
    ...change,
  }
}

const xs = (view: ChannelView, now: number): (number | undefined)[] =>
  placeElements({ channel: view, now: at(now), inHand: null }, track).placed.map(({ at }) => at.x)

test('a record leaves its port when it is sent, and stands in its slot when it is due', () => {
  const one = channel([record(1, 1_000, 2_000)])
  expect(xs(one, 1_000)).toEqual([0])
  expect(xs(one, 1_500)).toEqual([95])
  expect(xs(one, 2_000)).toEqual([190])
  expect(xs(one, 9_000)).toEqual([190])
})

test('records stand behind each other, the oldest at the head', () => {
  const three = channel([record(1, 0, 10), record(2, 1, 11), record(3, 2, 12)])
  expect(xs(three, 100)).toEqual([190, 170, 150])
})

test('more records than slots pile up in the last one, and are counted', () => {
  const many = channel(Array.from({ length: 9 }, (_, id) => record(id, id, id + 10)))
  const placed = placeElements({ channel: many, now: at(100), inHand: null }, track)
  expect(placed.queued).toBe(9)
  expect(Math.min(...placed.placed.map(({ at }) => at.x))).toBe(110)
})

test('when the head is taken, the others move up by one slot, and never overshoot', () => {
  const two = channel([record(2, 0, 400), record(3, 1, 401)])
  const inHand = {
    element: 1 as ElementId,
    label: null,
    value: '',
    replayed: false,
    late: false,
    channel: 0 as ChannelId,
    since: at(1_000),
    until: at(1_200),
  }
  const first = (now: number): number | undefined =>
    placeElements({ channel: two, now: at(now), inHand }, track).placed[0]?.at.x
  expect(first(1_000)).toBe(170)
  expect(first(1_100)).toBe(180)
  expect(first(1_200)).toBe(190)
})

test('time runs both ways: a position depends on nothing but the moment', () => {
  const one = channel([record(1, 0, 1_000)])
  const there = [0, 250, 500, 750, 1_000].map((now) => xs(one, now)[0])
  const back = [1_000, 750, 500, 250, 0].map((now) => xs(one, now)[0])
  expect(back.reverse()).toEqual(there)
})

test('[BAR-14] an unaligned barrier stands before the records it overtakes, which are hatched', () => {
  const waits = { ...record(1, 0, 10), persistedIn: 4 as CheckpointId }
  const { emittedAt, seq } = waits
  const overtaking = channel([
    waits,
    {
      kind: 'barrier',
      id: 2 as ElementId,
      seq,
      emittedAt,
      sentAt: at(90),
      due: at(100),
      persistedIn: null,
      checkpoint: 4 as CheckpointId,
      overtakes: true,
    },
  ])
  const { placed } = placeElements({ channel: overtaking, now: at(100), inHand: null }, track)
  expect(placed.map(({ element, at: { x } }) => [element.kind, x])).toEqual([
    ['barrier', 190],
    ['record', 170],
  ])
  expect(sayElement(waits)).toBe('apple, part of checkpoint 4: 1')
  const plain = recordShapes({ at: { x: 0, y: 0 }, r: 8, label: null, state: 'normal' })
  const hatched = recordShapes({
    at: { x: 0, y: 0 },
    r: 8,
    label: null,
    state: 'normal',
    persisted: true,
  })
  expect(hatched.length - plain.length).toBe(1)
})

test('a blocked channel shows the barrier at its head and everything else behind it', () => {
  const blocked = channel([record(1, 0, 10)], {
    blocked: { checkpoint: 4 as CheckpointId, since: at(5) },
  })
  const placed = placeElements({ channel: blocked, now: at(100), inHand: null }, track)
  expect(placed.barrier).toEqual({ checkpoint: 4, at: { x: 190, y: 50 } })
  expect(placed.placed.map(({ at }) => at.x)).toEqual([170])
  expect(laneState(blocked, placed)).toBe('blocked')
})

test('a record without credit waits at its sender, and the lane is closed', () => {
  const full = channel([...[1, 2, 3, 4, 5].map((id) => record(id, 0, 1)), record(6, 0, null)])
  const placed = placeElements({ channel: full, now: at(100), inHand: null }, track)
  expect(placed).toMatchObject({ queued: 5, waiting: 1 })
  expect(laneState(full, placed)).toBe('full')
})

test('what was in a lost channel stays where it was', () => {
  const lost = channel([record(1, 0, 1_000)], { lostAt: at(500) })
  expect(xs(lost, 900)).toEqual(xs(lost, 500))
})

test('a record behind the watermark of its receiver has an arc below it, others have none', () => {
  const arcsAt = (clock: number | null): number => {
    const layers = emptyLayers()
    const one = { ...record(1, 0, 10), timestamp: 5_000 as EventTime } as ElementView
    const placed = placeElements({ channel: channel([one]), now: at(100), inHand: null }, track)
    addPlaced(layers, placed, { track, lost: false, clock: clock as EventTime | null })
    return layers.rings.length
  }
  expect([null, 4_999, 5_000, 6_000].map(arcsAt)).toEqual([0, 0, 1, 1])
})

test('event time is short on a pennant', () => {
  const label = (ms: number): string => eventTimeLabel(ms as EventTime)
  expect([17, 799, 7_999, 12_000].map(label)).toEqual(['17', '0.7s', '7.9s', '12s'])
  expect(label(1_700_000_075_000)).toBe('14:35')
  expect([label(maxWatermark), label(minWatermark)]).toEqual(['end', '–∞'])
})

test('phases of a snapshot stay in their order and inside the bar', () => {
  const box = { x: 0, y: 0, width: 100, height: 4 }
  const snapshot = {
    checkpoint: 1 as CheckpointId,
    triggeredAt: at(0),
    startedAt: at(10),
    arrived: 2,
    expected: 2,
    alignedAt: at(60),
    lastBarrierAt: null,
    syncUntil: at(61),
    syncEndedAt: at(61),
    uploadDue: at(100),
    uploadedAt: null,
    acknowledgedAt: null,
    abortedAt: null,
    bytes: 0,
    fullBytes: 0,
    reported: null,
    content: null,
    stored: null,
  }
  for (const now of [5, 10, 40, 61, 80, 100]) {
    const parts = phaseBar(snapshot, box, at(now))
      .slice(1)
      .flatMap((shape) => (shape.shape === 'rect' ? [shape.box] : []))
    let end = 0
    for (const part of parts) {
      expect(part.x).toBeGreaterThanOrEqual(end)
      end = part.x + part.width
    }
    expect(end).toBeLessThanOrEqual(100.001)
  }
})

test('a full shelf gives up subsumed checkpoints first, and a savepoint never before a checkpoint', () => {
  const item = (checkpoint: number, phase: 'completed' | 'subsumed', snapshot = 'checkpoint') =>
    ({ checkpoint, phase, snapshot, restoreFrom: false }) as never
  const shelf = [
    item(1, 'completed', 'savepoint'),
    item(2, 'subsumed'),
    item(3, 'completed'),
    item(4, 'completed'),
  ]
  const shown = (places: number): number[] =>
    shownItems(shelf, places).map(({ checkpoint }) => checkpoint)
  expect(shown(4)).toEqual([1, 2, 3, 4])
  expect(shown(3)).toEqual([1, 3, 4])
  expect(shown(2)).toEqual([1, 4])
})

const stage = { width: 720, height: 632, level: 'auto', focus: null } as const

test('every object says what it is and how it is', () => {
  const { view, now } = sampleAt(12_400)
  const input = layoutInput(view, stage)
  if (input === null) throw new Error('nothing is deployed')
  const scene = sceneOf(view, layOut(input), stillAt(now))
  const names = scene.groups.flatMap(({ objects }) => objects.map(({ name }) => name))
  expect(scene.groups.map(({ name }) => name)).toEqual([
    'JobManager',
    'Topic orders',
    'orders, 2 subtasks',
    'count, 3 subtasks',
    'totals, 2 subtasks',
    'Checkpoint storage',
  ])
  expect(names.find((name) => name.startsWith('totals 1 of 2'))).toMatch(
    /^totals 1 of 2, aligning checkpoint \d, \d of 3 barriers, \d+ rows written/,
  )
  expect(new Set(names).size).toBe(names.length)
  const keys = scene.groups.flatMap(({ objects }) => objects.map(({ key }) => key))
  expect(new Set(keys).size).toBe(keys.length)
})

test('a pointer on a record finds it, and beside it finds nothing', () => {
  const view = {
    ...deployed(countOrders),
    channels: deployed(countOrders).channels.map((one) =>
      one.id === 0 ? { ...one, elements: [record(1, 0, 10)] } : one,
    ),
  }
  const input = layoutInput(view, stage)
  if (input === null) throw new Error('nothing is deployed')
  const layout = layOut(input)
  if (layout.kind !== 'bands') throw new Error('expected bands')
  const lane = layout.lanes[layout.laneOf.get(0 as ChannelId) ?? -1]?.box
  const head = { x: (lane?.x ?? 0) + 90, y: (lane?.y ?? 0) + 10 }
  const hit = elementAt({ view, layout, now: at(50) }, head)
  expect(hit?.element.id).toBe(1)
  expect(hit === null ? '' : sayElement(hit.element)).toBe('apple: 1')
  expect(elementAt({ view, layout, now: at(50) }, { x: 5, y: 5 })).toBeNull()
})
