/**
 * What lives in the memory of a JobManager process and dies with it: the coordinator of checkpoints,
 * those of sources, what the restart strategy counts, who has said that it is finished. Flink: JobMaster.
 */
import {
  backendOf,
  type CheckpointSettings,
  type EventSeq,
  type JobGraph,
  jobIdOf,
  type JobStorage,
  type ScheduledChannel,
  type SnapshotManifest,
} from '../../model/index.ts'
import type { RunPlan } from '../../run/index.ts'
import { CheckpointCoordinator } from '../checkpoint/coordinator.ts'
import type { Inheritance } from '../checkpoint/coordinator-options.ts'
import { type FailingJob, Failover } from '../failover/failover.ts'
import type { DeployedTask } from './deployment.ts'
import { ExecutionGraph } from './execution-graph.ts'
import { type EndingJob, JobEnd } from './job-end.ts'
import { sourceCoordinators, type SourceCoordinators } from './source-coordinators.ts'
import { claimModeOf, nameOfRestored } from './restored-name.ts'
import type { JobMasterOptions } from './job-master-options.ts'

/** The job as its JobManager deals with it. */
export interface ManagedJob extends FailingJob, EndingJob {
  readonly tasks: readonly DeployedTask[]
  readonly channels: readonly ScheduledChannel[]
  end(status: 'FAILED' | 'FINISHED', reason: string, cause: EventSeq): void
}

/** What a JobManager begins with. */
export interface JobManagerStart {
  readonly restored: SnapshotManifest | null
  readonly inherited: Inheritance | null
  /** How many execution graphs of this job there were before. */
  readonly executionGraph: number
}

export class JobManager {
  readonly coordinator: CheckpointCoordinator
  readonly failover: Failover
  readonly end: JobEnd
  readonly executions: ExecutionGraph
  /** Null where no source has anything to be told. */
  readonly sources: SourceCoordinators | null

  constructor(
    job: ManagedJob,
    { sim, plan, graph, broker, program: { settings } }: JobMasterOptions,
    { executionGraph, ...from }: JobManagerStart,
  ) {
    this.executions = new ExecutionGraph(executionGraph)
    this.coordinator = new CheckpointCoordinator({
      sim,
      graph,
      settings: { ...settings.checkpoints, claimMode: claimModeOf(plan, settings.checkpoints) },
      backend: backendOf(settings),
      storage: storageOf(plan, graph, settings.checkpoints),
      tasks: () => job.tasks,
      ...from,
      failJob: (message, cause) => {
        this.failover.jobFailed(message, cause)
      },
      channels: () => job.channels,
      enumerators: () => this.sources?.states ?? null,
      stopped: (path, cause) => {
        this.end.stopsWith(path, cause)
      },
    })
    this.end = new JobEnd({
      sim,
      settings: settings.checkpoints,
      job,
      requestCheckpoint: (cause) => {
        this.coordinator.requestCheckpoint('end-of-data', cause)
      },
      failForGood: (reason, cause) => {
        this.failover.giveUp(reason, cause)
      },
    })
    this.sources = sourceCoordinators(graph, {
      ...{ sim, broker },
      tasks: () => job.tasks,
      setIsProcessingBacklog: (operator, isProcessingBacklog) => {
        this.coordinator.setIsProcessingBacklog(operator, isProcessingBacklog)
      },
      failJob: (message, cause) => {
        this.failover.jobFailed(message, cause)
      },
    })
    this.failover = new Failover({ sim, settings, job, random: sim.random('restart-strategy') })
  }

  /** The process is gone; answers what a high availability store keeps of it. */
  retire(): Inheritance {
    this.failover.retire()
    this.sources?.retire()
    this.end.retire()
    return this.coordinator.retire()
  }
}

function storageOf(
  { startAt: at, restoreFrom }: RunPlan,
  { name }: JobGraph,
  { directory, savepointDirectory }: CheckpointSettings,
): JobStorage {
  const restoredFrom = restoreFrom === null ? null : nameOfRestored(restoreFrom.manifest)
  return { jobId: jobIdOf({ name, at, restoredFrom }), directory, savepointDirectory }
}
