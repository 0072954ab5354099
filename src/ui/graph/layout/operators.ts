/**
 * Level 4: one card for each task, one below the other, a bundle for each exchange between them; and, where
 * there is no room for more, one subtask with its channels at level 1 below them.
 */
import type {
  ChannelId,
  JobVertex,
  Schedule,
  ScheduledSubtask,
  SubtaskId,
} from '../../../model/index.ts'
import type { Box, Point } from '../shape.ts'
import { type LanePlace } from './lanes.ts'
import { measures } from './measures.ts'
import { type TaskKind, taskKind } from './names.ts'

export interface OperatorCard {
  readonly vertex: JobVertex
  readonly kind: TaskKind
  readonly box: Box
  readonly subtasks: readonly SubtaskId[]
  /** One for each subtask, or none where the number has no room; then the bar sums them up. */
  readonly cells: readonly { readonly subtask: SubtaskId; readonly box: Box }[]
  readonly bar: Box
}

/** All channels between a card and the one below it. */
export interface Bundle {
  readonly box: Box
  readonly channels: readonly ChannelId[]
}

/** One subtask at level 1, with a lane for each of its channels. */
export interface FocusPlace {
  readonly frame: Box
  readonly subtask: SubtaskId
  readonly box: Box
  readonly lanes: readonly (LanePlace & { readonly channel: ChannelId; readonly label: Point })[]
}

export interface OperatorsLayout {
  readonly kind: 'operators'
  readonly width: number
  readonly height: number
  readonly jobManager: { readonly box: Box; readonly bar: Box }
  readonly cards: readonly OperatorCard[]
  readonly bundles: readonly Bundle[]
  readonly focus: FocusPlace | null
  readonly shelf: { readonly box: Box } | null
}

const card = { height: 72, gap: 48, cell: 24, pitch: 28, padding: 16 }
const focusLanes = 4

export interface OperatorsInput {
  readonly vertices: readonly JobVertex[]
  readonly schedule: Schedule
  readonly stage: { readonly width: number; readonly height: number }
  readonly focus: SubtaskId | null
}

export function layOutOperators(input: OperatorsInput): OperatorsLayout {
  const { stage, schedule } = input
  const { margin } = measures
  const width = Math.max(320, stage.width)
  const inner = width - 2 * margin
  const jobManager = { x: margin, y: 12, width: inner, height: 48 }
  const first = jobManager.y + jobManager.height + 12
  const cards = input.vertices.map((vertex, at) => {
    const y = first + at * (card.height + card.gap)
    return placeCard(vertex, { x: margin, y, width: inner, height: card.height }, schedule)
  })
  const bundles = cards.slice(1).map((below, at) => bundleBetween(schedule, cards[at], below))
  const bottom = first + cards.length * (card.height + card.gap) - card.gap
  const shelf = { x: margin, y: bottom + 12, width: inner, height: 44 }
  const chosen = schedule.subtasks.find((subtask) => subtask.id === input.focus)
  const focus =
    chosen === undefined
      ? null
      : placeFocus(chosen, schedule, { x: margin, y: shelf.y + shelf.height + 12, width: inner })
  const end = focus?.frame ?? shelf
  return {
    kind: 'operators',
    width,
    height: end.y + end.height + 12,
    jobManager: {
      box: jobManager,
      bar: { x: width - margin - card.padding - 80, y: jobManager.y + 28, width: 80, height: 6 },
    },
    cards,
    bundles,
    focus,
    shelf: { box: shelf },
  }
}

function placeCard(vertex: JobVertex, box: Box, schedule: Schedule): OperatorCard {
  const subtasks = schedule.subtasks
    .filter((subtask) => subtask.vertex === vertex.id)
    .map((subtask) => subtask.id)
  const right = box.x + box.width - card.padding
  const room = box.width / 2
  const fits = subtasks.length * card.pitch <= room
  const left = right - (subtasks.length * card.pitch - (card.pitch - card.cell))
  const cells = subtasks.map((subtask, at) => ({
    subtask,
    box: { x: left + at * card.pitch, y: box.y + 12, width: card.cell, height: card.cell },
  }))
  const bar = { x: right - 136, y: box.y + 20, width: 136, height: 6 }
  return { vertex, kind: taskKind(vertex), box, subtasks, cells: fits ? cells : [], bar }
}

function bundleBetween(
  schedule: Schedule,
  above: OperatorCard | undefined,
  below: OperatorCard,
): Bundle {
  const senders = new Set(above?.subtasks)
  const receivers = new Set(below.subtasks)
  const channels = schedule.channels
    .filter((channel) => receivers.has(channel.to) && senders.has(channel.from))
    .map((channel) => channel.id)
  const x = Math.round(below.box.x + below.box.width / 2) - 10
  return { channels, box: { x, y: below.box.y - card.gap, width: 20, height: card.gap } }
}

function placeFocus(
  subtask: ScheduledSubtask,
  schedule: Schedule,
  at: { readonly x: number; readonly y: number; readonly width: number },
): FocusPlace {
  const channels = schedule.channels
    .filter((channel) => channel.to === subtask.id)
    .sort((a, b) => a.input - b.input)
    .slice(0, focusLanes)
  const pitch = 56
  const inside = Math.max(100, channels.length * pitch - 12)
  const frame = { x: at.x, y: at.y, width: at.width, height: inside + 32 }
  const box = {
    x: frame.x + frame.width - 16 - 128,
    y: frame.y + 16,
    width: 128,
    height: inside,
  }
  const high = (channels.length - 1) * pitch + 20
  const top = Math.round(box.y + (box.height - high) / 2)
  const lanes = channels.map((channel, nth) => {
    const y = top + nth * pitch
    return {
      channel: channel.id,
      box: { x: box.x - 100, y, width: 100, height: 20 },
      slots: 5,
      label: { x: frame.x + 12, y: y + 14 },
    }
  })
  return { frame, subtask: subtask.id, box, lanes }
}
