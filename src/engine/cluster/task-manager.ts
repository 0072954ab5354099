/** A simulated process with slots: its own memory, its own copy of the learner's classes. */
import type { LoadProgram, Program } from '../../datastream/index.ts'
import type { TaskManagerId } from '../../model/index.ts'

export class TaskManager {
  readonly id: TaskManagerId
  readonly slots: number
  readonly #load: LoadProgram
  #program: Program | null = null

  constructor(id: TaskManagerId, slots: number, load: LoadProgram) {
    this.id = id
    this.slots = slots
    this.#load = load
  }

  /**
   * The program as this process has loaded it. Static fields and module variables live here: every
   * subtask on this TaskManager shares them, and they die with it.
   */
  program(): Program {
    this.#program ??= this.#load()
    return this.#program
  }
}
