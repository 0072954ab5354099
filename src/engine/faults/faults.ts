/**
 * What a person breaks: each fault becomes what the rest of the engine meets by itself, a task that
 * fails, a process that is gone, a write that does not succeed. What Flink makes of it is not decided
 * here. The guest loads this after its first job stands: nothing here may be needed before.
 */
import { unreachable } from '../../base/index.ts'
import type { Command, EventSeq, Fault } from '../../model/index.ts'
import { TaskException } from '../task/failure.ts'
import type { Broken } from './broken.ts'
import { LinkTrouble } from './link-trouble.ts'
import { killJobManager } from './job-manager-loss.ts'
import { Notifications } from './notifications.ts'
import { Poisons } from './poisons.ts'
import { Stalls } from './stalls.ts'
import { damageSnapshot, StorageTrouble } from './storage-trouble.ts'
import { subtaskNamed } from './subtask-name.ts'
import { Waiting } from './waiting.ts'

type AtNext = Extract<Command, { kind: 'at-next' }>

export class Faults {
  readonly #broken: Broken
  readonly #stalls: Stalls
  readonly #poisons: Poisons
  readonly #links: LinkTrouble
  readonly #storage: StorageTrouble
  readonly #notifications: Notifications
  readonly #waiting: Waiting

  constructor(broken: Broken) {
    const { sim, job } = broken
    this.#broken = broken
    this.#stalls = new Stalls(sim, job)
    this.#poisons = new Poisons()
    this.#links = new LinkTrouble(sim, job)
    this.#storage = new StorageTrouble(sim)
    this.#notifications = new Notifications(sim, job)
    this.#waiting = new Waiting(broken)
    job.deployed = (task) => {
      this.#stalls.deployed(task)
      this.#poisons.deployed(task)
    }
  }

  wait(command: AtNext): void {
    this.#waiting.add(command)
  }

  inject(fault: Fault, cause: EventSeq): void {
    const reason = this.#inject(fault, cause)
    if (reason !== null) this.#broken.sim.record({ kind: 'command-without-effect', reason }, cause)
  }

  /** Answers why there was nothing to break; null: something was. */
  #inject(fault: Fault, cause: EventSeq): string | null {
    const { sim, job } = this.#broken
    switch (fault.kind) {
      case 'kill-job-manager':
        return killJobManager(sim, job, cause)
      case 'start-task-manager':
        return this.#stalls.start(fault.taskManager, cause)
      case 'stall-task-manager':
        return this.#stalls.stall(fault.taskManager, fault.duration, cause)
      case 'fail-task':
        return this.#failTask(fault.subtask, cause)
      case 'poison-operator':
        return this.#poisons.add(fault, job.tasks)
      case 'slow-link':
        return this.#links.slow(fault, cause)
      case 'cut-link':
        return this.#links.cut(fault, cause)
      default:
        return this.#injectIntoStorage(fault, cause)
    }
  }

  #injectIntoStorage(
    fault: Extract<Fault, { kind: 'storage-trouble' | 'damage-snapshot' | 'delay-notification' }>,
    cause: EventSeq,
  ): string | null {
    const { sim, job } = this.#broken
    switch (fault.kind) {
      case 'storage-trouble':
        return this.#storage.begin(fault, cause)
      case 'damage-snapshot':
        return damageSnapshot(sim, job, fault, cause)
      case 'delay-notification':
        return this.#notifications.delayNext(fault.subtask, fault.delay)
      default:
        return unreachable(fault)
    }
  }

  #failTask(name: string, cause: EventSeq): string | null {
    const task = subtaskNamed(this.#broken.job.tasks, name)
    if (task?.subtask.isAlive !== true) return `${name} is not running`
    task.subtask.fail(new TaskException('injected-failure', 'injected failure'), cause)
    return null
  }
}
