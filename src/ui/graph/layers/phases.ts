/** The bar of a subtask's snapshot: start delay, alignment, sync, async, always in this order. */
import type { SubtaskSnapshot } from '../../../projection/index.ts'
import type { VirtualTime } from '../../../model/index.ts'
import { type Box, inset, type Paint, rect, type Shape } from '../shape.ts'

const track: Paint = { fill: 'surface-sunken' }
const delay: Paint = { fill: 'surface-raised', stroke: 'phase-delay' }
const phases: readonly Paint[] = [
  delay,
  { fill: 'hatch-phase' },
  { fill: 'phase-sync' },
  { fill: 'phase-async' },
]

/** While a snapshot is under way its end is not known; what has passed fills this share of the bar. */
const shareOfUnfinished = 0.64

export function emptyBar(box: Box): Shape[] {
  return [rect(box, box.height / 2, track)]
}

export function phaseBar(snapshot: SubtaskSnapshot, box: Box, now: VirtualTime): Shape[] {
  const lengths = phaseLengths(snapshot, now)
  const passed = lengths.reduce((sum, length) => sum + length, 0)
  if (passed <= 0) return emptyBar(box)
  const due = snapshot.uploadedAt ?? snapshot.uploadDue
  const whole =
    due === null ? passed / shareOfUnfinished : Math.max(passed, due - snapshot.triggeredAt)
  const shown = lengths.filter((length) => length > 0).length
  const room = box.width - Math.max(0, shown - 1)
  const shapes = emptyBar(box)
  let x = box.x
  for (const [at, length] of lengths.entries()) {
    const paint = phases[at]
    if (length <= 0 || paint === undefined) continue
    // A phase too short to be seen is still a phase.
    const width = Math.min(Math.max(2, (length / whole) * room), box.x + box.width - x)
    if (width <= 0) break
    const part = { x, y: box.y, width, height: box.height }
    shapes.push(rect(paint === delay ? inset(part, 0.5) : part, 1.5, paint))
    x += width + 1
  }
  return shapes
}

/** Virtual ms of start delay, alignment, sync and async part so far. */
function phaseLengths(snapshot: SubtaskSnapshot, now: VirtualTime): readonly number[] {
  const end = snapshot.abortedAt ?? now
  const until = (time: number | null): number => Math.min(time ?? end, end)
  const started = until(snapshot.startedAt)
  const aligned = Math.max(started, until(snapshot.alignedAt))
  const copied = Math.max(aligned, until(snapshot.syncEndedAt))
  const stored = Math.max(copied, until(snapshot.uploadedAt))
  return [started - snapshot.triggeredAt, aligned - started, copied - aligned, stored - copied]
}
