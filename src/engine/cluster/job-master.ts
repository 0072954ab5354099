/**
 * One job's life: deployed, running, failing over, ending. Flink: JobMaster with DefaultScheduler
 * and ExecutionFailureHandler (CK-238 ff.).
 */
import { assert } from '../../base/index.ts'
import {
  backendOf,
  type EventSeq,
  type ScheduledChannel,
  type ScheduledSubtask,
  type SnapshotManifest,
  type SubtaskId,
  type TaskManagerId,
} from '../../model/index.ts'
import type { CheckpointCoordinator } from '../checkpoint/coordinator.ts'
import type { Inheritance } from '../checkpoint/coordinator-options.ts'
import { Lineage, OutsideWorld } from '../connectors/lineage.ts'
import { TaskException, type TaskFailure } from '../task/failure.ts'
import type { Subtask, TaskStatus } from '../task/subtask.ts'
import {
  assemble,
  buildLinks,
  buildTasks,
  connectLinks,
  type DeployedTask,
  type DeploymentContext,
  type PlacedLink,
} from './deployment.ts'
import type { JobMasterOptions } from './job-master-options.ts'
import { ManagedMemory } from '../state/rocksdb/managed-memory.ts'
import { JobManager, type ManagedJob } from './job-manager.ts'
import { type JobStatus, JobStatusTracker } from './job-status.ts'
import { LocalRecovery } from './local-recovery.ts'
import { initialize, type Restored } from './initialize.ts'
import { prepareRecovery, type RecoveryContext } from './recover-in-flight.ts'
import { regionsOf, schedule, slotsNeeded } from './slots.ts'
import { SlotRequests } from './slot-requests.ts'
import { TaskManagers } from './task-managers.ts'
import { AlignmentCoordinator } from './watermark-alignment.ts'

export class JobMaster implements ManagedJob {
  readonly status: JobStatusTracker
  readonly machines: TaskManagers
  readonly options: JobMasterOptions
  readonly #slots: SlotRequests
  readonly #alignment: AlignmentCoordinator
  #local: LocalRecovery
  #manager: JobManager
  readonly #tasks = new Map<SubtaskId, DeployedTask>()
  readonly #subtasks = new Map<SubtaskId, Subtask>()
  #links: readonly PlacedLink[] = []
  readonly #around
  readonly #memory: ManagedMemory
  #schedule: DeploymentContext['schedule'] = { subtasks: [], channels: [] }
  /** Null: its JobManager is gone; another may take over what it left. */
  #isLed = true
  #isLost = false
  /** Called for each task that is deployed, before it starts. */
  deployed: (task: DeployedTask) => void = () => undefined

  constructor(options: JobMasterOptions, initial: SnapshotManifest | null) {
    this.options = options
    const { sim, program, graph, broker } = options
    this.status = new JobStatusTracker(sim)
    const { rocksDb } = program.settings
    this.#memory = new ManagedMemory(
      rocksDb?.memory ?? null,
      options.plan.scenario.cluster.slotsEach,
    )
    this.#around = {
      broker,
      lineage: new Lineage(),
      outside: new OutsideWorld(),
      highWater: new Map<string, number>(),
    }
    this.machines = new TaskManagers({
      sim,
      load: options.load,
      needed: slotsNeeded(graph),
      registered: () => {
        this.#slots.slotsCame()
      },
    })
    this.#slots = new SlotRequests({
      sim,
      machines: this.machines,
      timeout: program.settings.cluster.slotRequestTimeout,
      attemptOf: (id) => this.#manager.executions.of(id).attempt,
      late: (subtasks, cause) => {
        this.#manager.failover.slotsMissing(subtasks, cause)
      },
    })
    this.#local = this.#localRecovery()
    this.#manager = new JobManager(this, options, {
      restored: initial,
      inherited: null,
      executionGraph: 0,
    })
    this.#alignment = new AlignmentCoordinator({
      sim,
      graph,
      announce: (id, maxAllowed) => {
        const task = this.#tasks.get(id)
        if (task?.subtask.isRunning === true) task.source?.alignmentAnnounced(maxAllowed)
      },
      isOver: () => this.isOver,
    })
  }

  get coordinator(): CheckpointCoordinator {
    return this.#manager.coordinator
  }

  get tasks(): readonly DeployedTask[] {
    return [...this.#tasks.values()].sort((a, b) => a.subtask.id - b.subtask.id)
  }

  get allSubtasks(): readonly SubtaskId[] {
    return this.#schedule.subtasks.map(({ id }) => id)
  }

  get isOver(): boolean {
    return this.status.isFinal || this.#isLost
  }

  /** Whether there is a JobManager. */
  get isLed(): boolean {
    return this.#isLed
  }

  get channels(): readonly ScheduledChannel[] {
    return this.#schedule.channels
  }

  get links(): readonly PlacedLink[] {
    return this.#links
  }

  /** A TaskManager is gone: its memory and its subtasks; later a replacement registers, if there is one. */
  loseTaskManager(id: TaskManagerId, replaced: boolean, cause: EventSeq): void {
    const { sim } = this.options
    const taskManager = this.machines.get(id)
    if (taskManager === undefined) return
    this.machines.remove(id)
    this.#local.forget(id)
    this.#memory.lose(id)
    const lost = sim.record({ kind: 'task-manager-lost', taskManager: id }, cause)
    const victims = this.#schedule.subtasks
      .filter((subtask) => subtask.taskManager === id)
      .map((subtask) => this.#subtasks.get(subtask.id))
      .filter((subtask) => subtask?.isAlive === true) as Subtask[]
    if (replaced)
      sim.after(sim.costs.taskManagerStart, {
        happen: () => {
          if (this.machines.get(id) === undefined) this.machines.start(id, taskManager.slots, lost)
        },
      })
    for (const subtask of victims) {
      subtask.stop()
      subtask.become('FAILED', lost)
    }
    this.#loseResults(id, lost)
    if (victims.length > 0 && !this.isOver) this.#manager.failover.tasksLost(victims, id, lost)
    this.#manager.end.taskEnded()
  }

  /** The JobManager is gone, with all it knew; answers what a high availability store keeps. */
  loseJobManager(reason: string, cause: EventSeq): Inheritance {
    this.#isLed = false
    this.#slots.forget()
    this.status.become('SUSPENDED', reason, cause)
    return this.#manager.retire()
  }

  /** No JobManager knows of this job any more: its tasks fail, and nothing brings them back. */
  abandon(cause: EventSeq): void {
    this.#isLost = true
    this.#failAll(cause)
  }

  /** Another JobManager is leader: all tasks fail, and start from what it finds in the store. */
  recover(inherited: Inheritance, cause: EventSeq): void {
    this.#isLed = true
    // Who ran where is known to nobody any more.
    this.#local = this.#localRecovery()
    this.#manager = new JobManager(this, this.options, {
      restored: null,
      inherited,
      executionGraph: this.#manager.executions.number + 1,
    })
    this.#failAll(cause)
    const from = this.restorePoint
    this.status.become('CREATED', 'recovered', cause)
    const running = this.status.become('RUNNING', 'recovered', cause)
    this.#manager.sources?.start(from, running)
    this.#scheduleTasks(this.allSubtasks, from, running)
    this.startCheckpoints()
  }

  /** After a failover: new executions of these subtasks. Flink: DefaultScheduler.restartTasks. */
  restart(ids: readonly SubtaskId[], isGlobal: boolean, cause: EventSeq): void {
    for (const id of ids) this.#manager.executions.next(id)
    const { sources } = this.#manager
    if (isGlobal) sources?.start(this.restorePoint, cause)
    else sources?.subtasksRestart(ids, this.#schedule, this.restorePoint)
    this.#scheduleTasks(ids, this.restorePoint, cause)
  }

  /** Executions of these subtasks are scheduled, and deployed from the snapshot once there are slots. */
  #scheduleTasks(ids: readonly SubtaskId[], from: SnapshotManifest | null, cause: EventSeq): void {
    const granted = (starting: readonly SubtaskId[]) => {
      this.#deploy(starting, from, this.#manager.failover.restoreStarts(from, cause))
    }
    this.#slots.request(ids, granted, cause)
  }

  #failAll(cause: EventSeq): void {
    for (const subtask of this.#subtasks.values())
      if (subtask.isAlive) {
        subtask.stop()
        subtask.become('FAILED', cause)
      }
    this.#cut(this.allSubtasks)
  }

  /** The given subtasks start, from the given snapshot. There are enough slots. */
  #deploy(
    wanted: readonly SubtaskId[] | 'all',
    from: SnapshotManifest | null,
    cause: EventSeq,
  ): void {
    const { sim, program, graph, plan } = this.options
    const { settings } = program
    const { offered } = this.machines
    const starting = new Set(wanted === 'all' ? this.allSubtasks : wanted)
    const staying = this.#schedule.subtasks.filter(({ id }) => !starting.has(id))
    const preferred = this.#schedule.subtasks.filter(({ id }) => starting.has(id))
    const isAlive = ({ id }: ScheduledSubtask) => this.#subtasks.get(id)?.isAlive === true
    this.#schedule = schedule(graph, offered, {
      loadBalance: settings.loadBalance,
      channelCapacity: plan.scenario.channelCapacity,
      running: staying.filter(isAlive),
      preferred: this.#local.preferred(preferred),
      finished: staying.filter((one) => !isAlive(one)),
    })
    const deployed = wanted === 'all' ? this.allSubtasks : wanted
    this.#local.deploys(
      this.#schedule.subtasks.filter(({ id }) => deployed.includes(id)),
      from,
    )
    const fact = { kind: 'tasks-scheduled', schedule: this.#schedule, deployed } as const
    const scheduled = sim.record(fact, cause)
    this.#around.outside.attemptStarts()
    this.#build(deployed)
    const recovery = from === null ? null : this.#recoveryFrom(from)
    if (recovery !== null)
      prepareRecovery(
        recovery,
        deployed.flatMap((id) => this.#tasks.get(id) ?? []),
      )
    const restored = { from, recovery, local: this.#local, backend: backendOf(settings) }
    for (const id of deployed) this.#start(id, restored, scheduled)
  }

  /** The job runs for the first time: from the snapshot it is given, or from nothing. */
  start(from: SnapshotManifest | null, cause: EventSeq): void {
    this.#manager.sources?.start(from, cause)
    this.#deploy('all', from, cause)
    this.startCheckpoints()
    // The coordinators of sources that wait for each other begin their work.
    this.#alignment.start()
  }

  /** The job is RUNNING: periodic checkpoints begin. */
  startCheckpoints(): void {
    this.coordinator.jobRuns()
  }

  statusOf(id: SubtaskId): TaskStatus | null {
    return this.#subtasks.get(id)?.status ?? null
  }

  /** Subtasks that restart together with a failed one (CK-238 to CK-240). */
  regionOf(subtask: SubtaskId): readonly SubtaskId[] {
    if (this.options.program.settings.cluster.failoverStrategy === 'full') return this.allSubtasks
    const region = regionsOf(this.#schedule).find((ids) => ids.includes(subtask))
    assert(region !== undefined, 'every subtask is in a region')
    return region
  }

  suspendCheckpoints(cause: EventSeq): void {
    this.coordinator.suspend(cause)
  }

  /** Cancels what of these subtasks still runs; their memory is gone at once, the word comes later. */
  cancel(ids: readonly SubtaskId[], cause: EventSeq): void {
    for (const id of ids) {
      const subtask = this.#subtasks.get(id)
      if (subtask?.isAlive !== true) continue
      subtask.stop()
      subtask.become('CANCELING', cause)
    }
    this.#slots.cancel(ids, cause)
    this.#cut(ids)
  }

  /** The cancelled subtasks have answered. */
  cancelled(ids: readonly SubtaskId[], cause: EventSeq): void {
    for (const id of ids) {
      const subtask = this.#subtasks.get(id)
      if (subtask?.status === 'CANCELING') subtask.become('CANCELED', cause)
    }
    this.#manager.end.taskEnded()
  }

  /** The snapshot an automatic restart uses: the newest completed checkpoint, else what it started from. */
  get restorePoint(): SnapshotManifest | null {
    return this.coordinator.restorePoint
  }

  /** A person cancels the job: nothing is drained, nothing more is snapshotted. */
  cancelJob(cause: EventSeq): void {
    if (this.isOver) return
    const { sim } = this.options
    const cancelling = this.status.become('CANCELLING', 'cancelled by a person', cause)
    this.coordinator.suspend(cancelling)
    this.cancel(this.allSubtasks, cancelling)
    sim.after(sim.costs.deploy, {
      happen: () => {
        // The wish went with the JobManager: another one finds a job in its store, and goes on with it.
        if (this.status.current !== 'CANCELLING') return
        this.cancelled(this.allSubtasks, cancelling)
        this.end('CANCELED', 'cancelled by a person', cancelling)
      },
    })
  }

  /** The broker has appended: sources that wait without a time look again. */
  recordsMayBeThere(): void {
    for (const { source } of this.tasks) source?.wakeForData()
  }

  /** Ends the job for good: nothing of it runs any more. */
  end(
    status: Extract<JobStatus, 'FAILED' | 'CANCELED' | 'FINISHED'>,
    reason: string,
    cause: EventSeq,
  ): void {
    this.coordinator.jobEnds(status, cause)
    this.status.become(status, reason, cause)
  }

  /** What a finished task has sent and nobody has read yet was in the memory of its TaskManager. */
  #loseResults(id: TaskManagerId, cause: EventSeq): void {
    const unread = this.#links.filter(({ link, scheduled: { from } }) => {
      const sender = this.#subtasks.get(from)
      return sender?.status === 'FINISHED' && sender.scheduled.taskManager === id && link.isUnread
    })
    for (const { link, scheduled } of unread) {
      link.cut()
      const message = `Connection unexpectedly closed by remote task manager ${id}. This might indicate that the remote task manager was lost.`
      this.#subtasks.get(scheduled.to)?.fail(new TaskException('task-manager-lost', message), cause)
    }
  }

  #cut(ids: readonly SubtaskId[]): void {
    const gone = new Set(ids)
    for (const { link, scheduled } of this.#links)
      if (gone.has(scheduled.from) || gone.has(scheduled.to)) link.cut()
  }

  #localRecovery(): LocalRecovery {
    const { sim, program } = this.options
    return new LocalRecovery(sim, program.settings, (id) => this.machines.get(id))
  }

  #context(): DeploymentContext {
    const { sim, program, graph, plan } = this.options
    return {
      sim,
      graph,
      settings: program.settings,
      scenario: plan.scenario,
      schedule: this.#schedule,
      memory: this.#memory,
      responder: this.coordinator,
      around: this.#around,
      failed: (subtask: Subtask, failure: TaskFailure, cause: EventSeq) => {
        if (this.isOver) return
        this.#manager.failover.taskFailed(subtask, failure, cause)
        this.#manager.end.taskEnded()
      },
      endOfData: (subtask, cause) => {
        this.#manager.end.endOfData(subtask, cause)
      },
      finished: (subtask, cause) => {
        this.#manager.end.finished(subtask, cause)
      },
      programOf: (scheduled: ScheduledSubtask) => {
        const taskManager = this.machines.get(scheduled.taskManager)
        assert(taskManager !== undefined, 'a subtask is placed on a TaskManager that is there')
        return taskManager.program()
      },
      executionOf: (id: SubtaskId) => this.#manager.executions.of(id),
      reportWatermark: (subtask, watermark) => {
        this.#alignment.report(subtask.vertex, subtask.id, watermark)
      },
      sourceRead: (subtask, read, cause) => {
        this.#manager.sources?.report(subtask, read, cause)
      },
    }
  }

  #build(ids: readonly SubtaskId[]): void {
    this.#manager.end.restarts(ids)
    for (const id of ids) this.#tasks.delete(id)
    const context = this.#context()
    const subtasks = buildTasks(context, ids)
    for (const [id, subtask] of subtasks) this.#subtasks.set(id, subtask)
    const links = buildLinks(context, new Set(ids))
    const kept = this.#links.filter(({ scheduled }) => !subtasks.has(scheduled.to))
    this.#links = [...kept, ...links]
    for (const subtask of subtasks.values()) {
      const well = subtask.guard(() => {
        this.#tasks.set(subtask.id, assemble(context, subtask, links))
      }, null)
      if (!well) return
    }
    connectLinks(subtasks, links, (id) => this.#tasks.get(id) ?? null)
  }

  /** What is needed to bring data in flight back; null where the snapshot has none. */
  #recoveryFrom(manifest: SnapshotManifest): RecoveryContext | null {
    if (manifest.handles.every(({ inFlight }) => inFlight === undefined)) return null
    const { graph, programOf, around, schedule } = this.#context()
    return {
      graph,
      manifest,
      lineage: around.lineage,
      programOf: ({ scheduled }) => programOf(scheduled),
      links: this.#links,
      schedule,
    }
  }

  #start(id: SubtaskId, restored: Restored, cause: EventSeq): void {
    const subtask = this.#subtasks.get(id)
    const task = this.#tasks.get(id)
    if (subtask?.isAlive !== true || task === undefined) return
    this.deployed(task)
    subtask.whenAwake(() => {
      if (!subtask.isAlive) return
      initialize(task, restored, cause, () => {
        this.#startedWhenAllRun()
      })
    })
  }

  /** Elements may arrive at a task that is not running yet: it looks for them when it is. */
  #startedWhenAllRun(): void {
    for (const { subtask } of this.tasks) if (subtask.isRunning) subtask.wake()
    if (this.tasks.every(({ subtask }) => subtask.isRunning || subtask.status === 'FINISHED'))
      this.options.sim.blobs.forgetSupplied()
  }
}
