/**
 * Which new subtasks read the data that was in flight when an unaligned checkpoint was taken, after
 * the parallelism of one end of an edge changed.
 * Flink: SubtaskStateMapper, RescaleMappings (CK-222 to CK-224).
 */
import { assert } from '../../base/index.ts'
import { keyGroupRange, limits, subtaskOfKeyGroup } from '../../model/index.ts'
import type { KeyGroup } from '../../model/index.ts'

/** By partitioning: hash RANGE, rebalance ROUND_ROBIN, global FIRST, custom FULL; upstream ARBITRARY. */
export type SubtaskStateMapper = 'RANGE' | 'ROUND_ROBIN' | 'ARBITRARY' | 'FIRST' | 'FULL'

export interface InFlightMapping {
  /** For each new subtask, the old ones whose data it reads. */
  readonly newToOld: readonly (readonly number[])[]
  /** Whether every old subtask's data goes to the new one of the same index, and nowhere else. */
  readonly identity: boolean
  /** Old subtasks that several new ones read: their records are filtered by key. */
  readonly ambiguousOldSubtasks: readonly number[]
}

export function mapInFlightData(
  mapper: SubtaskStateMapper,
  oldParallelism: number,
  newParallelism: number,
): InFlightMapping {
  const newToOld = Array.from({ length: newParallelism }, (_, index) =>
    oldSubtasksOf(mapper, index, { oldParallelism, newParallelism }),
  )
  const readers = (old: number): number => newToOld.filter((list) => list.includes(old)).length
  return {
    newToOld,
    identity: isIdentity(newToOld, oldParallelism),
    ambiguousOldSubtasks: upTo(oldParallelism).filter((old) => readers(old) > 1),
  }
}

function oldSubtasksOf(
  mapper: SubtaskStateMapper,
  index: number,
  rescaling: { readonly oldParallelism: number; readonly newParallelism: number },
): readonly number[] {
  const { oldParallelism, newParallelism } = rescaling
  switch (mapper) {
    case 'RANGE': {
      // The real max parallelism would cancel out, so any will do.
      const max = limits.keyGroups
      const { start, end } = keyGroupRange(index, max, newParallelism)
      const first = subtaskOfKeyGroup(start as KeyGroup, max, oldParallelism)
      const last = subtaskOfKeyGroup(end as KeyGroup, max, oldParallelism)
      return upTo(last + 1).slice(first)
    }
    case 'ROUND_ROBIN':
    case 'ARBITRARY':
      return upTo(oldParallelism).filter((old) => old % newParallelism === index)
    case 'FIRST':
      return index === 0 ? upTo(oldParallelism) : []
    case 'FULL':
      return upTo(oldParallelism)
  }
}

function isIdentity(newToOld: readonly (readonly number[])[], oldParallelism: number): boolean {
  if (newToOld.length < oldParallelism) return false
  return newToOld.every((list, index) =>
    index < oldParallelism ? list.length === 1 && list[0] === index : list.length === 0,
  )
}

function upTo(end: number): number[] {
  assert(end >= 0, 'a number of subtasks')
  return Array.from({ length: end }, (_, at) => at)
}
