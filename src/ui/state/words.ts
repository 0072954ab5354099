/** How the State panel says times and modes. */
import { type EventSeq, maxWatermark, type SubtaskId } from '../../model/index.ts'
import type { ClusterView, OperatorStateMode } from '../../projection/index.ts'
import { subtaskName } from '../names.ts'

/** Event time as the learner's records carry it: ms, or the end of it. */
export function eventTime(time: number | null): string {
  if (time === null) return 'none yet'
  return time === maxWatermark ? 'the end' : String(time)
}

/** What the events of a run are asked of. */
interface TellsEvents {
  readonly now: number
  readonly events: { at(seq: EventSeq): { readonly at: number } | null }
}

/** Virtual ms at which an event happened. */
export function whenOf(lab: TellsEvents, seq: EventSeq): number {
  return lab.events.at(seq)?.at ?? lab.now
}

/** What a restore does with an operator state: Flink's word, and what it means. */
export const modes: Readonly<Record<OperatorStateMode, { name: string; does: string }>> = {
  SPLIT_DISTRIBUTE: { name: 'even split', does: 'a restore deals its elements out' },
  UNION: { name: 'union', does: 'a restore gives all elements to every subtask' },
  BROADCAST: { name: 'broadcast', does: 'every subtask keeps the same entries' },
}

/** An operator of a chain by its name; the task's, where the job is not known yet. */
export function operatorName(view: ClusterView, subtask: SubtaskId, operator: number): string {
  const vertex = view.graph?.vertices[view.subtasks[subtask]?.vertex ?? -1]
  return vertex?.operators[operator]?.name ?? subtaskName(view, subtask)
}
