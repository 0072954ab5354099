/**
 * Executions that are scheduled and wait for slots. Flink: SlotSharingExecutionSlotAllocator,
 * PhysicalSlotRequestBulkCheckerImpl.
 */
import type { EventSeq, SubtaskId } from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import type { TaskManagers } from './task-managers.ts'

export interface SlotRequestsOptions {
  readonly sim: Simulation
  readonly machines: TaskManagers
  /** Virtual ms until a request for slots has failed. Flink: slot.request.timeout. */
  readonly timeout: number
  readonly attemptOf: (subtask: SubtaskId) => number
  /** There were no slots in time for these subtasks; they are cancelled by whoever hears of it. */
  readonly late: (subtasks: readonly SubtaskId[], cause: EventSeq) => void
}

interface SlotRequest {
  readonly subtasks: Set<SubtaskId>
  readonly granted: (subtasks: readonly SubtaskId[]) => void
}

export class SlotRequests {
  readonly #options: SlotRequestsOptions
  readonly #waiting = new Set<SlotRequest>()

  constructor(options: SlotRequestsOptions) {
    this.#options = options
  }

  /** Calls `granted` once the cluster offers enough slots, now or later. */
  request(
    subtasks: readonly SubtaskId[],
    granted: (subtasks: readonly SubtaskId[]) => void,
    cause: EventSeq,
  ): void {
    const { sim, machines, timeout, late } = this.#options
    if (machines.hasSlots) {
      granted(subtasks)
      return
    }
    const request = { subtasks: new Set(subtasks), granted }
    this.#waiting.add(request)
    for (const subtask of subtasks) this.#tell(subtask, 'SCHEDULED', cause)
    sim.after(timeout, {
      happen: () => {
        if (!this.#waiting.has(request)) return
        const { needed, offered } = machines
        const slots = offered.reduce((sum, one) => sum + one.slots, 0)
        const fact = { kind: 'slot-request-timed-out', needed, offered: slots } as const
        late([...request.subtasks], sim.record(fact, null))
      },
    })
  }

  /** A TaskManager has registered. */
  slotsCame(): void {
    for (const request of [...this.#waiting])
      if (this.#options.machines.hasSlots && this.#waiting.delete(request))
        request.granted([...request.subtasks])
  }

  /** These subtasks want no slots any more. Flink: DefaultScheduler.cancelTasksAsync. */
  cancel(subtasks: readonly SubtaskId[], cause: EventSeq): void {
    for (const request of [...this.#waiting]) {
      for (const subtask of subtasks)
        if (request.subtasks.delete(subtask)) this.#tell(subtask, 'CANCELED', cause)
      if (request.subtasks.size === 0) this.#waiting.delete(request)
    }
  }

  /** Who asked for them is gone. */
  forget(): void {
    this.#waiting.clear()
  }

  #tell(subtask: SubtaskId, status: 'SCHEDULED' | 'CANCELED', cause: EventSeq): void {
    const { sim, attemptOf } = this.#options
    const attempt = attemptOf(subtask)
    sim.record({ kind: 'task-status-changed', subtask, status, attempt }, cause)
  }
}
