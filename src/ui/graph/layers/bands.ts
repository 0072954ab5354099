/** TaskManagers as bands, with the heads of the columns above them. */
import type { ClusterView, TaskManagerView } from '../../../projection/index.ts'
import type { VirtualTime } from '../../../model/index.ts'
import { cross } from '../glyphs.ts'
import type { BandPlace } from '../layout/place.ts'
import type { BandsLayout } from '../layout/layout.ts'
import { crisp, inset, type Paint, type Point, rect, type Shape, text } from '../shape.ts'
import { textWidth } from '../text.ts'
import { durations, type PictureTime, shareDrawn } from '../time.ts'

const band: Paint = { fill: 'surface-band', stroke: 'line-1' }
const lostHatch: Paint = { fill: 'hatch-failure' }
const lostEdge: Paint = { stroke: 'failure', strokeWidth: 1.5 }
const failureFill: Paint = { fill: 'failure' }

export function headShapes(layout: BandsLayout): Shape[] {
  return layout.heads.flatMap(({ x, y, name, description }) => {
    const title = text({ x, y }, name, { font: 't13b', ink: 'text-1' })
    if (description === null) return [title]
    const below = text({ x, y: description.y }, description.text, { font: 't11', ink: 'text-3' })
    return [title, below]
  })
}

export function bandShapes(view: ClusterView, place: BandPlace, time: PictureTime): Shape[] {
  const taskManager = view.taskManagers.find(({ id }) => id === place.taskManager)
  const name = `TaskManager ${place.taskManager}`
  const { x, y, width } = place.box
  if (taskManager !== undefined && taskManager.lostAt !== null)
    return lostShapes({ ...taskManager, lostAt: taskManager.lostAt }, place, time)
  const right = x + width - 12
  return [
    rect(crisp(place.box), 12, band),
    text({ x: x + 8, y: y + 20 }, name, { font: 't12b', ink: 'text-2' }),
    ...(taskManager === undefined ? [] : [stateShape(taskManager, { x: right, y: y + 20 })]),
  ]
}

/** Its slots; while its threads stand still, that. */
function stateShape({ slots, slotsTaken, stalledAt }: TaskManagerView, at: Point): Shape {
  if (stalledAt === null)
    return text(at, `${slotsTaken} of ${slots} slots`, {
      font: 't11',
      ink: 'text-3',
      anchor: 'end',
    })
  const since = `stands still since ${(stalledAt / 1000).toFixed(1)} s`
  return text(at, since, { font: 't11b', ink: 'failure-ink', anchor: 'end' })
}

type LostTaskManager = TaskManagerView & { readonly lostAt: VirtualTime }

function lostShapes(taskManager: LostTaskManager, place: BandPlace, time: PictureTime): Shape[] {
  const { x, y, width, height } = place.box
  const when = `lost ${(taskManager.lostAt / 1000).toFixed(1)} s`
  const pill = Math.ceil(textWidth(when, 't11b') / 4) * 4 + 36
  const left = x + width - 12 - pill
  const share = shareDrawn(time, taskManager.lostAt, durations.dark)
  const whole = inset(place.box, 0.75)
  const hatched = { ...whole, width: whole.width * share }
  return [
    ...(share < 1 ? [rect(crisp(place.box), 12, band)] : []),
    rect(hatched, Math.min(12, hatched.width / 2), lostHatch),
    rect(whole, 12, lostEdge),
    rect({ x, y: y + 10, width: 4, height: height - 20 }, 2, failureFill),
    text({ x: x + 12, y: y + 20 }, `TaskManager ${taskManager.id}`, {
      font: 't12b',
      ink: 'failure-ink',
    }),
    rect({ x: left, y: y + 5, width: pill, height: 20 }, 10, failureFill),
    cross({ x: left + 14, y: y + 15 }, 3.5, {
      stroke: 'surface-raised',
      strokeWidth: 2,
      round: true,
    }),
    text({ x: left + 24, y: y + 19 }, when, { font: 't11b', ink: 'surface-raised' }),
  ]
}
