/** Checkpoint storage: what has been written, and what the job goes back to. */
import type { ClusterView, ShelfItem } from '../../../projection/index.ts'
import type { VirtualTime } from '../../../model/index.ts'
import { bytes, duration, snapshotName } from '../../format.ts'
import { cross, diamond, halfDisc, subsumedRing, tickDisc } from '../glyphs.ts'
import type { ShelfPlace } from '../layout/shelf.ts'
import { type Box, crisp, inset, type Paint, type Point, rect, type Shape, text } from '../shape.ts'
import { fitText } from '../text.ts'

const frame: Paint = { fill: 'surface-raised', stroke: 'line-2', shadow: true }
const noItem: Paint = { stroke: 'line-2', dash: [4, 3] }
const itemPaints: Readonly<Record<ShelfItem['phase'] | 'savepoint' | 'restore', Paint>> = {
  completed: { fill: 'surface-band', stroke: 'line-1' },
  savepoint: { fill: 'savepoint-soft' },
  restore: { fill: 'accent-soft', stroke: 'accent', strokeWidth: 2 },
  'in-progress': { stroke: 'barrier-ink', dash: [4, 3] },
  failed: { stroke: 'line-3', dash: [3, 3] },
  subsumed: { stroke: 'line-2', dash: [3, 3] },
}

/** The items that have a place: the oldest that may go goes first, a savepoint never before a checkpoint. */
export function shownItems(shelf: readonly ShelfItem[], places: number): readonly ShelfItem[] {
  const items = [...shelf]
  const mayGo: readonly ((item: ShelfItem) => boolean)[] = [
    (item) => item.phase === 'subsumed',
    (item) => item.phase === 'failed',
    (item) => item.snapshot === 'checkpoint' && !item.restoreFrom && item.phase === 'completed',
    () => true,
  ]
  for (const may of mayGo)
    while (items.length > places) {
      const oldest = items.findIndex(may)
      if (oldest < 0) break
      items.splice(oldest, 1)
    }
  return items
}

/** The frame of the shelf, and what it says while it is empty. */
export function shelfFrame(view: ClusterView, place: ShelfPlace, now: VirtualTime): Shape[] {
  const { box } = place
  const name = { font: 't12b', ink: 'text-1' } as const
  const shapes: Shape[] = [
    rect(crisp(box), 8, frame),
    text({ x: box.x + 16, y: box.y + 26 }, 'Checkpoint', name),
    text({ x: box.x + 16, y: box.y + 42 }, 'storage', name),
  ]
  const [first] = place.items
  if (view.shelf.length > 0 || first === undefined) return shapes
  const empty = { ...first, width: box.x + box.width - 8 - first.x }
  const words = fitText([emptyWords(view, now), 'No checkpoint yet.'], empty.width - 32, 't12')
  return [
    ...shapes,
    rect(crisp(empty), 6, noItem),
    text({ x: first.x + 16, y: first.y + 26 }, words, { font: 't12', ink: 'text-2' }),
  ]
}

function emptyWords(view: ClusterView, now: VirtualTime): string {
  const interval = view.settings?.checkpoints.interval
  if (interval === undefined) return 'No checkpoint yet.'
  if (interval === null) return 'No checkpoint yet. Checkpointing is off.'
  const wait = view.jobManager.since + interval - now
  if (view.jobManager.status !== 'RUNNING' || wait <= 0) return 'No checkpoint yet.'
  return `No checkpoint yet. The first one starts in ${duration(wait)}.`
}

export function itemShapes(item: ShelfItem, box: Box): Shape[] {
  const kept = item.snapshot !== 'checkpoint' && item.phase === 'completed'
  const paint = itemPaints[item.restoreFrom ? 'restore' : kept ? 'savepoint' : item.phase]
  const half = (paint.strokeWidth ?? 1) / 2
  const words = { x: box.x + 30, room: box.width - 32 }
  const name = fitText([snapshotName(item)], words.room, 't12b')
  const gone = item.phase === 'failed'
  const style = gone
    ? ({ font: 't12b', ink: 'text-2', struck: true } as const)
    : ({ font: 't12b', ink: item.phase === 'subsumed' ? 'text-2' : 'text-1' } as const)
  const line = fitText(itemWords(item), words.room, 't11')
  return [
    rect(inset(box, half), 6, paint),
    ...itemGlyph(item, { x: box.x + 16, y: box.y + 22 }),
    text({ x: words.x, y: box.y + 19 }, name, style),
    text({ x: words.x, y: box.y + 34 }, line, {
      font: 't11',
      ink: item.restoreFrom ? 'accent-ink' : 'text-3',
    }),
  ]
}

/** The sign of a snapshot. */
export function itemGlyph(item: ShelfItem, at: Point): readonly Shape[] {
  if (item.phase === 'failed')
    return [cross(at, 4, { stroke: 'text-2', strokeWidth: 1.75, round: true })]
  if (item.phase === 'subsumed') return subsumedRing(at, 6)
  if (item.phase === 'in-progress') {
    return halfDisc(at, 6, item.snapshot === 'checkpoint' ? 'barrier' : 'savepoint')
  }
  return item.snapshot === 'checkpoint' ? tickDisc(at, 7) : diamond(at, 7)
}

/** What is said of a snapshot, in full and shorter. */
function itemWords(item: ShelfItem): readonly string[] {
  const count = `${item.acknowledged} of ${item.expected}`
  if (item.restoreFrom) return ['restore from here']
  switch (item.phase) {
    case 'in-progress':
      return [`${count} stored`]
    case 'failed':
      return [`abandoned, ${count}`, 'abandoned']
    case 'subsumed':
      return ['subsumed']
    case 'completed':
      return item.snapshot === 'checkpoint'
        ? [`${count}, ${bytes(item.bytes)}`, bytes(item.bytes)]
        : [`kept by you, ${bytes(item.bytes)}`, 'kept by you']
  }
}
