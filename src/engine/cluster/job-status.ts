/** The status of the job, and the only place that changes it. Flink: JobStatus. */
import { assert } from '../../base/index.ts'
import type { EventSeq } from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'

export type JobStatus =
  | 'CREATED'
  | 'RUNNING'
  | 'RESTARTING'
  | 'FAILING'
  | 'FAILED'
  | 'CANCELLING'
  | 'CANCELED'
  | 'FINISHED'
  /** Its JobManager is gone; with high availability another one takes it over. */
  | 'SUSPENDED'

const final: readonly JobStatus[] = ['FAILED', 'CANCELED', 'FINISHED']

export class JobStatusTracker {
  readonly #sim: Simulation
  #status: JobStatus = 'CREATED'

  constructor(sim: Simulation) {
    this.#sim = sim
  }

  get current(): JobStatus {
    return this.#status
  }

  get isFinal(): boolean {
    return final.includes(this.#status)
  }

  become(status: JobStatus, reason: string, cause: EventSeq | null): EventSeq {
    assert(!this.isFinal, 'a job that has ended stays as it is')
    this.#status = status
    return this.#sim.record({ kind: 'job-status-changed', status, reason }, cause)
  }
}
