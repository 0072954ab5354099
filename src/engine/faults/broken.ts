/** What faults are done to. */
import type { Command, EventSeq } from '../../model/index.ts'
import type { JobMaster } from '../cluster/job-master.ts'
import type { Simulation } from '../kernel/simulation.ts'

/** What the faults are done to. */
export interface Broken {
  readonly sim: Simulation
  readonly job: JobMaster
  /** Takes a command as if it were asked for now. */
  readonly take: (command: Command, cause: EventSeq) => void
}
