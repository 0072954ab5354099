/** Commands that wait for something to happen. They take effect right behind it, before anything else. */
import type { Command, Occurrence } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import type { Broken } from './broken.ts'
import { subtaskNamed } from './subtask-name.ts'

type AtNext = Extract<Command, { kind: 'at-next' }>

interface Armed {
  readonly command: AtNext['command']
  readonly event: Occurrence
  left: number
}

export class Waiting {
  readonly #broken: Broken
  #armed: readonly Armed[] = []

  constructor(broken: Broken) {
    this.#broken = broken
  }

  add({ event, command }: AtNext): void {
    this.#armed = [...this.#armed, { event, command, left: event.count }]
    this.#broken.sim.observe((happened) => {
      this.#look(happened)
    })
  }

  #look(happened: TraceEvent): void {
    for (const armed of this.#armed) {
      if (!this.#matches(armed.event, happened)) continue
      armed.left--
      if (armed.left === 0) this.#due(armed, happened)
    }
  }

  #due(armed: Armed, happened: TraceEvent): void {
    const { sim, take } = this.#broken
    this.#armed = this.#armed.filter((one) => one !== armed)
    if (this.#armed.length === 0) sim.observe(null)
    // Behind what is happening now, which is in the middle of its step.
    sim.agenda.planBeforeAllElse(sim.now, {
      happen: () => {
        const fact = { kind: 'command-due', waitedFor: happened.kind } as const
        take(armed.command, sim.record(fact, happened.seq))
      },
    })
  }

  #matches({ fact, checkpoint, subtask }: Occurrence, happened: TraceEvent): boolean {
    if (happened.kind !== fact) return false
    const of = 'checkpoint' in happened ? happened.checkpoint : null
    if (checkpoint !== null && of !== checkpoint) return false
    if (subtask === null) return true
    const task = subtaskNamed(this.#broken.job.tasks, subtask)
    return task !== null && 'subtask' in happened && happened.subtask === task.subtask.id
  }
}
