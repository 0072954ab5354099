/** What a job master is given: the job, and the world it runs in. */
import type { LoadProgram, Program } from '../../datastream/index.ts'
import type { JobGraph } from '../../model/index.ts'
import type { RunPlan } from '../../run/index.ts'
import type { Broker } from '../connectors/broker.ts'
import type { Simulation } from '../kernel/simulation.ts'

export interface JobMasterOptions {
  readonly sim: Simulation
  readonly plan: RunPlan
  /** As the client evaluated it. */
  readonly program: Program
  /** The program's graph, with what a restored snapshot brought along. */
  readonly graph: JobGraph
  readonly load: LoadProgram
  readonly broker: Broker
}
