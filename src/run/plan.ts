/** Everything that decides a run. Same plan, same trace, in every browser. */
import type {
  ConfigEntry,
  RestoreSettings,
  Seed,
  SnapshotManifest,
  TimedCommand,
  VirtualTime,
} from '../model/index.ts'
export type { ConfigEntry } from '../model/index.ts'
import type { Scenario } from '../scenario/index.ts'

/** A snapshot to start from. Flink: `flink run -s`, SavepointRestoreSettings. */
export interface RestoreRequest extends RestoreSettings {
  readonly manifest: SnapshotManifest
  /** Whose blobs: the run that wrote them; the manifest's blob ids are relative to it. */
  readonly run: string
}

export interface RunPlan {
  readonly scenario: Scenario
  readonly seed: Seed
  /** The learner's own commands, after the scenario's script. Appending one at a cursor is a fork. */
  readonly commands: readonly TimedCommand[]
  readonly restoreFrom: RestoreRequest | null
  /** The cluster's clock when the job is submitted: a job restored later starts later. */
  readonly startAt: VirtualTime
}

/** One of the learner's files, compiled to a script with the same lines. */
export interface CompiledModule {
  readonly file: string
  /** CommonJS body: `exports` and `require` are in scope. */
  readonly code: string
}

/** A plan whose code is compiled and whose configuration is parsed: what a runner is given. */
export interface ExecutablePlan {
  readonly plan: RunPlan
  readonly modules: readonly CompiledModule[]
  readonly configuration: readonly ConfigEntry[]
}
