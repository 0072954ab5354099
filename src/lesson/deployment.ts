/** Who is who in a run, as its trace has said so far: what a claim asks about subtasks and channels. */
import type {
  ChannelId,
  JobGraph,
  JobSettings,
  JobVertex,
  Schedule,
  ScheduledChannel,
  SubtaskId,
} from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'

/** Picks tasks by what they do, not by what the learner calls them. */
export type TaskSelector = (task: JobVertex) => boolean

/** Tasks with an operator that may have keyed state. */
export const keyedTask: TaskSelector = (task) =>
  task.operators.some(({ role }) => role.kind === 'process' && role.keyed)

/** Follows the job through its deployments. Before `job-submitted` it answers that it knows nothing. */
export class Deployment {
  #graph: JobGraph | null = null
  #settings: JobSettings | null = null
  #schedule: Schedule | null = null

  see(event: TraceEvent): void {
    if (event.kind === 'job-submitted') {
      this.#graph = event.graph
      this.#settings = event.settings
    }
    if (event.kind === 'tasks-scheduled') this.#schedule = event.schedule
  }

  /** What the job is set to; null before it is submitted. */
  get settings(): JobSettings | null {
    return this.#settings
  }

  taskOf(subtask: SubtaskId): JobVertex | undefined {
    const vertex = this.#schedule?.subtasks[subtask]?.vertex
    return vertex === undefined ? undefined : this.#graph?.vertices[vertex]
  }

  channel(id: ChannelId): ScheduledChannel | undefined {
    return this.#schedule?.channels[id]
  }

  /** The input channels of a subtask, in the order of their numbers. */
  inputsOf(subtask: SubtaskId): readonly ScheduledChannel[] {
    return this.#schedule?.channels.filter(({ to }) => to === subtask) ?? []
  }

  /** Whether a subtask is one of the tasks meant. */
  is(subtask: SubtaskId, which: TaskSelector): boolean {
    const task = this.taskOf(subtask)
    return task !== undefined && which(task)
  }

  /** Whether a channel leads into one of the tasks meant. */
  leadsInto(id: ChannelId, which: TaskSelector): boolean {
    const to = this.channel(id)?.to
    return to !== undefined && this.is(to, which)
  }
}
