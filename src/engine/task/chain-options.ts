/** What a chain is made of, and of what its task lets it have. */
import type { KeyedBy, Program, RelativeClock } from '../../datastream/index.ts'
import type { JobSettings, JobVertex, ScheduledSubtask } from '../../model/index.ts'
import type { SourceSurroundings } from '../connectors/source-operator.ts'
import type { SinkSurroundings } from '../connectors/sinks.ts'
import type { Simulation } from '../kernel/simulation.ts'
import type { StoreMemory } from '../state/lsm/store-memory.ts'
import type { Execution } from './execution.ts'
import type { OperatorSite } from './operator.ts'
import type { EdgeOutput } from './output.ts'

export interface ChainOptions {
  readonly sim: Simulation
  readonly vertex: JobVertex
  readonly subtask: ScheduledSubtask
  readonly execution: Execution
  readonly program: Program
  /** By input of the head: how its hash edge finds the key; null where the input is not keyed. */
  readonly keyedBy: readonly (KeyedBy | null)[]
  /** By position of the operator whose output they carry. */
  readonly outputs: ReadonlyMap<number, readonly EdgeOutput[]>
  readonly around: SourceSurroundings & SinkSurroundings
  /** The task's thread calls back at that time, between two records. */
  readonly wakeAt: OperatorSite['wakeAt']
  readonly storeMemory: StoreMemory | null
  /** Another thread of the process does it, after so many virtual ms. */
  readonly beside: NonNullable<OperatorSite['beside']>
  readonly elsewhere: NonNullable<OperatorSite['elsewhere']>
  /** The task's thread does it next, before the next record. */
  readonly mail: (run: () => void) => void
  /** Stands still while the task is back-pressured. */
  readonly inputActivityClock: RelativeClock
  readonly settings: JobSettings
}
