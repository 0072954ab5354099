/** The state that the projection `clusterView` folds: the view, writable, and what only folding needs. */
import type { VirtualTime } from '../../model/index.ts'
import type { ChannelView } from '../channel-view.ts'
import type { ClusterView, JobManagerView, ShelfItem, TaskManagerView } from '../cluster-view.ts'
import type { PartitionView } from '../partition-view.ts'
import type { SubtaskView } from '../subtask-view.ts'
import { type KeyLabel, KeyLetters } from '../key-letters.ts'
import { type OwnsRows, shareRows } from '../projection.ts'
import { initialKeyTables, type KeyTablesState } from '../key-table.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** What a subtask has in hand, as far as it passes on to what it makes of it. */
export interface Hand {
  readonly label: KeyLabel | null
  readonly replayed: boolean
}

export const emptyHand: Hand = { label: null, replayed: false }

export interface ClusterState extends Writable<ClusterView>, KeyTablesState, OwnsRows {
  taskManagers: TaskManagerView[]
  subtasks: SubtaskView[]
  channels: ChannelView[]
  partitions: PartitionView[]
  shelf: ShelfItem[]
  jobManager: JobManagerView
  letters: KeyLetters
  /** By subtask: stays until the next record or timer. */
  hands: Hand[]
}

export function initialCluster(): ClusterState {
  return {
    events: 0,
    at: 0 as VirtualTime,
    graph: null,
    settings: null,
    schedule: null,
    jobManager: {
      status: null,
      reason: '',
      since: 0 as VirtualTime,
      pending: [],
      last: null,
      restart: null,
      restoring: null,
      waitsForSlots: false,
      refused: null,
    },
    taskManagers: [],
    subtasks: [],
    channels: [],
    partitions: [],
    shelf: [],
    failure: null,
    restarts: 0,
    letters: KeyLetters.empty(),
    hands: [],
    own: new Set(),
    ...initialKeyTables(),
  }
}

export function copyCluster(state: ClusterState): ClusterState {
  const copy = {
    ...state,
    taskManagers: state.taskManagers.slice(),
    subtasks: state.subtasks.slice(),
    channels: state.channels.slice(),
    partitions: state.partitions.slice(),
    shelf: state.shelf.slice(),
    tables: state.tables.slice(),
    hands: state.hands.slice(),
  }
  shareRows(state, copy)
  return copy
}

/** Pointers in a copy. */
export function weightOfCluster(state: ClusterState): number {
  return 100 + 3 * state.subtasks.length + state.channels.length + state.partitions.length
}
