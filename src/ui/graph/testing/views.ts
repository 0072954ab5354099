/** Views of the cluster for tests: the sample run at any time, and jobs that have just been deployed. */
import type { JobSettings, TaskManagerId, VirtualTime } from '../../../model/index.ts'
import { type ClusterView, clusterView, ProjectionCache } from '../../../projection/index.ts'
import { sampleTrace } from '../../../projection/testing/sample-run.ts'
import { type TraceEvent, TraceLog, type TraceFact } from '../../../trace/index.ts'
import { type JobShape, layoutInput } from './jobs.ts'

const trace = sampleTrace()
const cache = new ProjectionCache(clusterView, trace)

/** The run of the design's pictures at a virtual time, in ms. */
export function sampleAt(ms: number): { view: ClusterView; now: VirtualTime } {
  const now = ms as VirtualTime
  return { view: cache.at(trace.seqAfter(now)), now }
}

const settings: JobSettings = {
  checkpoints: {
    interval: 3000,
    mode: 'EXACTLY_ONCE',
    timeout: 600_000,
    minPause: 0,
    maxConcurrent: 1,
    tolerableFailures: 0,
    afterTasksFinish: true,
    unaligned: false,
    alignedTimeout: 0,
    numRetained: 1,
    retention: 'RETAIN_ON_CANCELLATION',
    directory: null,
    savepointDirectory: null,
    localBackup: false,
    fromLocal: false,
  },
  restart: { kind: 'none' },
  backend: 'hashmap',
  autoWatermarkInterval: 200,
  allowUnalignedSourceSplits: false,
  loadBalance: 'SLOTS',
  cluster: {
    failoverStrategy: 'region',
    highAvailability: false,
    heartbeatTimeout: 50_000,
    slotRequestTimeout: 300_000,
    checkpointHistory: 10,
    exceptionHistory: 16,
    debloat: null,
  },
}

/** A job of this shape, deployed and running, with nothing processed yet; further facts follow. */
export function deployed(shape: JobShape, facts: readonly TraceFact[] = []): ClusterView {
  const { graph, schedule, taskManagers, partitions } = layoutInput(shape)
  const log = new TraceLog()
  const all: TraceFact[] = [
    ...taskManagers.map((taskManager): TraceFact => started(taskManager, shape.slotsEach)),
    { kind: 'job-submitted', graph, settings, restoredFrom: null },
    { kind: 'job-status-changed', status: 'RUNNING', reason: '' },
    { kind: 'tasks-scheduled', schedule, deployed: schedule.subtasks.map(({ id }) => id) },
    ...partitions.map(({ topic, partition, reader }): TraceFact => ({
      kind: 'partition-assigned',
      subtask: reader,
      topic,
      partition,
      offset: 0,
    })),
    ...schedule.subtasks.map(({ id }): TraceFact => ({
      kind: 'task-status-changed',
      subtask: id,
      status: 'RUNNING',
      attempt: 0,
    })),
    ...facts,
  ]
  log.append(all.map((fact, seq) => ({ ...fact, seq, at: 0, cause: null }) as TraceEvent))
  return new ProjectionCache(clusterView, log).at(log.length as TraceEvent['seq'])
}

function started(taskManager: TaskManagerId, slots: number): TraceFact {
  return { kind: 'task-manager-started', taskManager, slots }
}
