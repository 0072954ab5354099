/**
 * Which subtask finds a copy of its keyed state on the machine it starts on, so that it need not be read
 * from checkpoint storage; and which slots subtasks get back for that.
 * Flink: TaskLocalStateStore, PreviousAllocationSlotSelectionStrategy (execution.state-recovery.from-local).
 */
import type {
  CheckpointId,
  JobSettings,
  ScheduledSubtask,
  SnapshotManifest,
  StateHandle,
  SubtaskId,
  TaskManagerId,
} from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import type { TaskManager } from './task-manager.ts'

interface Copy {
  readonly checkpoint: CheckpointId
  /** The process whose disk it is on; null: none. */
  readonly taskManager: TaskManager | null
}

export class LocalRecovery {
  readonly #restores: boolean
  readonly #registered: (id: TaskManagerId) => TaskManager | undefined
  readonly #copies = new Map<SubtaskId, Copy>()
  readonly #ranOn = new Map<SubtaskId, TaskManager>()

  /** `registered`: the TaskManagers as they are at the time of asking. */
  constructor(
    sim: Simulation,
    { checkpoints }: JobSettings,
    registered: (id: TaskManagerId) => TaskManager | undefined,
  ) {
    this.#restores = checkpoints.fromLocal
    this.#registered = registered
    if (checkpoints.localBackup) sim.blobs.keepCopies()
  }

  /** The places that `starting` subtasks should have again: where they ran, as long as that process lives. */
  preferred(starting: readonly ScheduledSubtask[]): readonly ScheduledSubtask[] {
    if (!this.#restores) return []
    return starting.filter(({ id }) => this.#isAlive(this.#ranOn.get(id)))
  }

  /** Subtasks are about to be deployed, from a snapshot or from nothing. */
  deploys(subtasks: readonly ScheduledSubtask[], from: SnapshotManifest | null): void {
    for (const { id, taskManager } of subtasks) {
      const known = this.#copies.get(id)
      // What has completed since the subtask was deployed was written where it ran.
      if (from?.kind !== 'checkpoint') this.#copies.delete(id)
      else if (known?.checkpoint !== from.checkpoint)
        this.#copies.set(id, {
          checkpoint: from.checkpoint,
          taskManager: this.#ranOn.get(id) ?? null,
        })
      const now = this.#registered(taskManager)
      if (now !== undefined) this.#ranOn.set(id, now)
    }
  }

  /** Whether a subtask finds that file of a snapshot where it starts: its own, of keyed state alone. */
  has({ id, index, taskManager }: ScheduledSubtask, handle: StateHandle): boolean {
    if (!this.#restores || handle.keyGroups === null || handle.inFlight !== undefined) return false
    if (handle.subtask !== index || (handle.operatorState ?? 'none') !== 'none') return false
    const copy = this.#copies.get(id)?.taskManager
    return copy?.id === taskManager && this.#isAlive(copy)
  }

  /** A TaskManager is given up: its slots are freed, and what is on its disk for them goes. */
  forget(id: TaskManagerId): void {
    for (const [subtask, copy] of this.#copies)
      if (copy.taskManager?.id === id) this.#copies.set(subtask, { ...copy, taskManager: null })
    for (const [subtask, taskManager] of this.#ranOn)
      if (taskManager.id === id) this.#ranOn.delete(subtask)
  }

  #isAlive(taskManager: TaskManager | null | undefined): boolean {
    if (taskManager === null || taskManager === undefined) return false
    return this.#registered(taskManager.id) === taskManager
  }
}
