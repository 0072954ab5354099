/** How long the script of one frame takes with many elements in flight: the figure of `npm run bench`. */
import type { ChannelId, ElementId, EventSeq, VirtualTime } from '../../../model/index.ts'
import type { ChannelView, ClusterView, ElementView } from '../../../projection/index.ts'
import { drawLayers, type Brush } from '../canvas.ts'
import { pageTheme } from '../ink.ts'
import { layOut } from '../layout/layout.ts'
import { layoutInput } from '../layout/stage.ts'
import { layerList } from '../marks.ts'
import { marksOf, sceneOf } from '../picture.ts'
import { svgOf } from '../svg.ts'
import { stillAt } from '../time.ts'
import { countOrders } from './jobs.ts'
import { deployed } from './views.ts'

/** Milliseconds of script in a frame, half of the frames below and 95 % below. */
export interface FrameCost {
  readonly elements: number
  readonly p50: number
  readonly p95: number
  /** Without the still part, which is only written where it has changed. */
  readonly marksP50: number
}

/** Draws `frames` frames with `elements` elements on the wires of a job of 8 × 8 subtasks. */
export function benchFrame(elements = 2_000, frames = 120): FrameCost {
  const view = crowded(elements)
  const input = layoutInput(view, { width: 880, height: 732, level: 'auto', focus: null })
  if (input === null) throw new Error('the job of the bench is deployed')
  const layout = layOut(input)
  const all: number[] = []
  const marks: number[] = []
  for (let frame = 0; frame < frames; frame++) {
    const time = stillAt(((frame * 1_000) / frames) as VirtualTime)
    const start = performance.now()
    drawLayers(idleBrush, layerList(marksOf(view, layout, time)), pageTheme, families)
    const drawn = performance.now()
    const scene = sceneOf(view, layout, time)
    for (const group of scene.groups)
      for (const object of group.objects) svgOf(object.shapes, pageTheme)
    svgOf(scene.ground, pageTheme)
    all.push(performance.now() - start)
    marks.push(drawn - start)
  }
  return {
    elements,
    p50: quantile(all, 0.5),
    p95: quantile(all, 0.95),
    marksP50: quantile(marks, 0.5),
  }
}

/** A deployed job with that many records, barriers and watermarks under way at any time up to 1 s. */
export function crowded(elements: number): ClusterView {
  const view = deployed({
    ...countOrders,
    tasks: [
      { name: 'orders', parallelism: 4 },
      { name: 'count', parallelism: 4 },
      { name: 'totals', parallelism: 4 },
    ],
    slotsEach: 4,
    partitions: 4,
  })
  const each = Math.ceil(elements / view.channels.length)
  return { ...view, channels: view.channels.map((channel) => fill(channel, each)) }
}

function fill(channel: ChannelView, count: number): ChannelView {
  const elements = Array.from({ length: count }, (_, nth) => element(channel.id, nth, count))
  return { ...channel, elements }
}

function element(channel: ChannelId, nth: number, count: number): ElementView {
  const sentAt = (-1_000 * (1 - nth / count)) as VirtualTime
  const base = {
    id: (channel * 100_000 + nth) as ElementId,
    seq: 0 as EventSeq,
    emittedAt: sentAt,
    sentAt,
    due: (sentAt + 2_000) as VirtualTime,
    persistedIn: null,
  }
  if (nth % 50 === 49)
    return { ...base, kind: 'barrier', checkpoint: 1, overtakes: false } as ElementView
  if (nth % 25 === 24) return { ...base, kind: 'watermark', watermark: nth } as ElementView
  const color = nth % 8
  const label = { key: `key ${color}`, letter: 'ABCDEFGH'.charAt(color), color }
  const record = { kind: 'record', origin: base.id, label, value: '{}', timestamp: null } as const
  return { ...base, ...record, replayed: nth % 3 === 0 }
}

const families = { text: 'sans-serif', mono: 'monospace' }

function nothing(): void {
  // What a canvas does with a call is not our script.
}

const idleBrush = {
  arc: nothing,
  beginPath: nothing,
  fill: nothing,
  fillStyle: '',
  fillText: nothing,
  font: '',
  lineCap: 'butt',
  lineWidth: 1,
  moveTo: nothing,
  lineTo: nothing,
  rect: nothing,
  roundRect: nothing,
  setLineDash: nothing,
  stroke: nothing,
  strokeStyle: '',
  textAlign: 'start',
} as unknown as Brush

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
