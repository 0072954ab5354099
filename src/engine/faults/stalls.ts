/**
 * A process whose threads stand still, as in a long garbage collection: no record, no barrier, no
 * heartbeat. After heartbeat.timeout the JobManager gives it up. When its threads go on, it finishes
 * what each task had in hand, which nobody wants any more, acknowledges the checkpoints that it has
 * uploaded meanwhile, which nobody waits for, and registers again. Flink: HeartbeatManager,
 * TaskExecutor.disconnectJobManagerConnection, CheckpointCoordinator.receiveAcknowledgeMessage.
 */
import type { EventSeq, TaskManagerId, VirtualTime } from '../../model/index.ts'
import type { DeployedTask } from '../cluster/deployment.ts'
import type { JobMaster } from '../cluster/job-master.ts'
import type { TaskManager } from '../cluster/task-manager.ts'
import type { Simulation } from '../kernel/simulation.ts'
import type { InHand, Subtask } from '../task/subtask.ts'

interface Stall {
  readonly process: TaskManager
  /** Tasks whose threads stand still. */
  readonly asleep: Subtask[]
  /** What its tasks had in hand when they were given up. */
  readonly inHand: (InHand & { readonly subtask: Subtask })[]
  isGivenUp: boolean
}

export class Stalls {
  readonly #sim: Simulation
  readonly #job: JobMaster
  readonly #stalls = new Map<TaskManagerId, Stall>()

  constructor(sim: Simulation, job: JobMaster) {
    this.#sim = sim
    this.#job = job
  }

  /** A task that is deployed to a process that stands still does not start before it goes on. */
  deployed({ subtask }: DeployedTask): void {
    const stall = this.#stalls.get(subtask.scheduled.taskManager)
    if (stall?.isGivenUp === false) this.#sleep(stall, subtask)
  }

  /** A process is started by hand. */
  start(id: TaskManagerId, cause: EventSeq): string | null {
    const { machines, options } = this.#job
    if (machines.get(id) !== undefined) return `TaskManager ${id} is there already`
    machines.start(id, options.plan.scenario.cluster.slotsEach, cause)
    return null
  }

  stall(id: TaskManagerId, duration: number, cause: EventSeq): string | null {
    const process = this.#job.machines.get(id)
    if (process === undefined) return `there is no TaskManager ${id}`
    if (this.#stalls.has(id)) return `TaskManager ${id} stands still already`
    const until = (this.#sim.now + duration) as VirtualTime
    const stalled = this.#sim.record(
      { kind: 'task-manager-stalled', taskManager: id, until },
      cause,
    )
    const stall: Stall = { process, asleep: [], inHand: [], isGivenUp: false }
    this.#stalls.set(id, stall)
    for (const { subtask } of this.#tasksOn(id)) this.#sleep(stall, subtask)
    const { heartbeatTimeout } = this.#job.options.program.settings.cluster
    if (heartbeatTimeout < duration)
      this.#sim.after(heartbeatTimeout, {
        happen: () => {
          if (this.#isStill(stall) && this.#job.isLed) this.#giveUp(stall, stalled)
        },
      })
    this.#sim.agenda.plan(until, {
      needs: () => stall.inHand.flatMap(({ needs }) => needs()),
      happen: () => {
        this.#goOn(stall, stalled)
      },
    })
    return null
  }

  #sleep(stall: Stall, subtask: Subtask): void {
    stall.asleep.push(subtask)
    subtask.sleep()
  }

  /** It may have been killed meanwhile. */
  #isStill({ process }: Stall): boolean {
    return this.#job.machines.get(process.id) === process
  }

  #tasksOn(id: TaskManagerId): readonly DeployedTask[] {
    return this.#job.tasks.filter(({ subtask }) => subtask.scheduled.taskManager === id)
  }

  #giveUp(stall: Stall, cause: EventSeq): void {
    const { id } = stall.process
    stall.isGivenUp = true
    for (const { subtask } of this.#tasksOn(id))
      if (subtask.isRunning) stall.inHand.push({ subtask, ...subtask.giveUp() })
    this.#job.loseTaskManager(id, false, cause)
  }

  #goOn(stall: Stall, cause: EventSeq): void {
    const { id } = stall.process
    this.#stalls.delete(id)
    if (!stall.isGivenUp && !this.#isStill(stall)) return
    const awake = this.#sim.record(
      { kind: 'task-manager-awake', taskManager: id, lost: stall.isGivenUp },
      cause,
    )
    if (!stall.isGivenUp) {
      // Some may have been cancelled, or taken from their JobManager, and others deployed meanwhile.
      for (const subtask of stall.asleep) subtask.awake()
      return
    }
    // What leaves the process is real: a sink writes although nobody counts on it.
    for (const { subtask, work, over } of stall.inHand) {
      this.#sim.unheard(awake, ['sink-written', 'record-produced'], () => {
        subtask.guard(work, awake)
      })
      over()
    }
    this.#sim.after(this.#sim.costs.rpc, {
      happen: () => {
        if (this.#job.machines.get(id) === undefined)
          this.#job.machines.register(stall.process, awake)
      },
    })
  }
}
