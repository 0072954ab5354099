/** Wires between subtasks: whole, or broken to dots when one of their ends does not run. */
import type { ClusterView } from '../../../projection/index.ts'
import type { BandsLayout, StationPlace } from '../layout/layout.ts'
import { type Paint, path, type Shape } from '../shape.ts'
import { isDark, isLost } from './activity.ts'
import { ports } from './boxes.ts'

const whole: Paint = { stroke: 'line-3', strokeWidth: 1.5 }
const cancelled: Paint = { stroke: 'line-3', strokeWidth: 1, dash: [2, 4] }
const lost: Paint = { stroke: 'failure-line', strokeWidth: 1.5, dash: [2, 4] }
const bundlePaints = new Map<number, Paint>()

export function wireShapes(view: ClusterView, layout: BandsLayout): Shape[] {
  const shapes = layout.wires.map((wire) => path(wire.d, paintOf(view, layout, wire)))
  return [...bundles(view, layout), ...shapes]
}

type WireAt = BandsLayout['wires'][number]

function paintOf(view: ClusterView, layout: BandsLayout, wire: WireAt): Paint {
  const from = layout.stations[wire.from]?.subtasks ?? []
  const to = layout.stations[layout.lanes[wire.lane]?.station ?? -1]?.subtasks ?? []
  const activities = [...from, ...to].flatMap(({ id }) => view.subtasks[id]?.activity ?? [])
  if (activities.some(isLost)) return lost
  return activities.some(isDark) ? cancelled : whole
}

/** The shared upright part of bundled wires, 2 to 20 px wide by what travels on it. */
function bundles(view: ClusterView, layout: BandsLayout): Shape[] {
  const spans = new Map<number, { x: number; top: number; low: number; load: number }>()
  for (const wire of layout.wires) {
    const [, from, to] = wire.line
    if (!wire.bundled || from === undefined || to === undefined) continue
    const load = wire.channels.reduce(
      (sum, channel) => sum + (view.channels[channel]?.elements.length ?? 0),
      0,
    )
    const known = spans.get(wire.edge)
    const top = Math.min(from.y, to.y, known?.top ?? Infinity)
    const low = Math.max(from.y, to.y, known?.low ?? -Infinity)
    spans.set(wire.edge, { x: from.x, top, low, load: load + (known?.load ?? 0) })
  }
  return [...spans.values()].map(({ x, top, low, load }) =>
    path(`M${x},${top}V${low}`, bundlePaint(Math.min(20, 2 + Math.floor(load / 4)))),
  )
}

function bundlePaint(width: number): Paint {
  const known = bundlePaints.get(width)
  if (known !== undefined) return known
  const paint: Paint = { stroke: 'line-2', strokeWidth: width, round: true }
  bundlePaints.set(width, paint)
  return paint
}

/** Where the wires of a station leave it: over the edge of its box. */
export function portShapes(layout: BandsLayout, station: StationPlace): Shape[] {
  const heights = new Set(station.wires.map((wire) => layout.wires[wire]?.line[0]?.y ?? 0))
  return ports(heights, station.box.x + station.box.width)
}
