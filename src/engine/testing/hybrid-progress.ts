/** How far hybrid sources are, read from a trace: which of their topics nobody can have read yet. */
import type { JobGraph, SubtaskId } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'

export class HybridProgress {
  #graph: JobGraph | null = null
  /** By name of the source: the place of the one that is read. */
  readonly #current = new Map<string, number>()
  /** By reader: the source it has been sent to; −1 until it is. */
  readonly #readers = new Map<SubtaskId, { readonly name: string; index: number }>()

  see(event: TraceEvent): void {
    if (event.kind === 'job-submitted') this.#graph = event.graph
    if (event.kind === 'tasks-scheduled') this.#deployed(event)
    if (event.kind === 'source-enumerator-started') this.#current.set(event.source, event.index)
    if (event.kind !== 'source-switched') return
    const reader = this.#readers.get(event.subtask)
    if (reader !== undefined) reader.index = event.index
  }

  #deployed({ schedule, deployed }: Extract<TraceEvent, { kind: 'tasks-scheduled' }>): void {
    for (const { id, vertex } of schedule.subtasks.filter((one) => deployed.includes(one.id))) {
      const head = this.#graph?.vertices[vertex]?.operators[0]
      if (head?.role.kind === 'source' && head.role.parts !== undefined)
        this.#readers.set(id, { name: head.name, index: -1 })
    }
  }

  /** Whether a reader is not where the JobManager is: what it has still to read no snapshot of it says. */
  get lags(): boolean {
    return [...this.#readers.values()].some(({ name, index }) => index !== this.#current.get(name))
  }

  /** Topics whose turn has not come. */
  get ahead(): ReadonlySet<string> {
    const heads = this.#graph?.vertices.flatMap(({ operators: [head] }) => head ?? []) ?? []
    return new Set(
      heads.flatMap(({ name, role }) => {
        if (role.kind !== 'source' || role.parts === undefined) return []
        const later = role.parts.slice((this.#current.get(name) ?? 0) + 1)
        return later.flatMap((part) => (part.source === 'kafka' ? part.topics : []))
      }),
    )
  }
}
