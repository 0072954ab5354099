/**
 * The registered TaskManagers and the slots they offer. Flink:
 * DefaultDeclarativeSlotPool, ResourceManager.
 */
import type { LoadProgram, Program } from '../../datastream/index.ts'
import type { EventSeq, TaskManagerId } from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { TaskManager } from './task-manager.ts'

export interface TaskManagersOptions {
  readonly sim: Simulation
  readonly load: LoadProgram
  /** Slots the job needs. */
  readonly needed: number
  /** A TaskManager has registered. */
  readonly registered: () => void
}

export class TaskManagers {
  readonly #options: TaskManagersOptions
  readonly #registered = new Map<TaskManagerId, TaskManager>()
  /** How many processes have loaded the program. */
  #processes = 0

  constructor(options: TaskManagersOptions) {
    this.#options = options
  }

  /** In the order of their numbers. */
  get offered(): readonly TaskManager[] {
    return [...this.#registered.values()].sort((a, b) => a.id - b.id)
  }

  get(id: TaskManagerId): TaskManager | undefined {
    return this.#registered.get(id)
  }

  /** A process starts, and offers its slots. */
  start(id: TaskManagerId, slots: number, cause: EventSeq | null): void {
    this.register(new TaskManager(id, slots, () => this.#load(id)), cause)
  }

  /** A process offers its slots, for the first time or again. */
  register(taskManager: TaskManager, cause: EventSeq | null): void {
    const { id, slots } = taskManager
    this.#registered.set(id, taskManager)
    this.#options.sim.record({ kind: 'task-manager-started', taskManager: id, slots }, cause)
    this.#options.registered()
  }

  /** Slots the job needs. */
  get needed(): number {
    return this.#options.needed
  }

  remove(id: TaskManagerId): void {
    this.#registered.delete(id)
  }

  /** Whether the registered TaskManagers offer enough slots. */
  get hasSlots(): boolean {
    return this.offered.reduce((sum, { slots }) => sum + slots, 0) >= this.needed
  }

  /** The program in a new process, with chance of its own; only the client's output is of interest. */
  #load(id: TaskManagerId): Program {
    const { sim, load } = this.#options
    const { ambient } = sim.world
    ambient.random = sim.random('task-manager', id, this.#processes++)
    ambient.log = null
    return load()
  }
}
