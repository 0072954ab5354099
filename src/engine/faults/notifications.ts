/** Words of completed checkpoints that come late, or never. */
import type { CheckpointId, SubtaskId } from '../../model/index.ts'
import type { JobMaster } from '../cluster/job-master.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { subtaskNamed } from './subtask-name.ts'

interface Delay {
  /** Null: of every subtask. */
  readonly subtask: SubtaskId | null
  readonly delay: number | null
  /** The checkpoint it turned out to be about. */
  checkpoint: CheckpointId | null
}

export class Notifications {
  readonly #job: JobMaster
  readonly #delays: Delay[] = []

  constructor(sim: Simulation, job: JobMaster) {
    this.#job = job
    sim.trouble.notificationDelay = (checkpoint, subtask) => this.#delayOf(checkpoint, subtask)
  }

  /** Answers why there is nothing to delay; null: there is. */
  delayNext(name: string | null, delay: number | null): string | null {
    const task = name === null ? null : subtaskNamed(this.#job.tasks, name)
    if (name !== null && task === null) return `there is no subtask ${name}`
    this.#delays.push({ subtask: task?.subtask.id ?? null, delay, checkpoint: null })
    return null
  }

  #delayOf(checkpoint: CheckpointId, subtask: SubtaskId): number | null {
    const found = this.#delays.find(
      (one) =>
        (one.subtask === null || one.subtask === subtask) &&
        (one.checkpoint === null || one.checkpoint === checkpoint),
    )
    if (found === undefined) return 0
    found.checkpoint = checkpoint
    return found.delay
  }
}
