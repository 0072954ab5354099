/**
 * What the functions of a job hold for each key, followed through failures: the state of a subtask
 * goes with its attempt and comes back with the snapshot it restores. A finished task has none.
 */
import type { CheckpointId, JobGraph, OperatorNode, Schedule, SubtaskId } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'

/** By map entry; the empty text where the state is no map. */
type Value = ReadonlyMap<string, string>
/** By operator, state, namespace and key. */
type Table = ReadonlyMap<string, Value>

interface Place {
  readonly operator: number
  readonly state: string
  readonly namespace: string
  readonly key: string
}

/** A value of state in words a person can find again. */
export interface StateEntry {
  readonly operator: string
  readonly state: string
  readonly key: string
  readonly value: string
}

const nothing: Table = new Map()

export class KeyedState {
  readonly #tables = new Map<SubtaskId, Table>()
  readonly #saved = new Map<CheckpointId, Map<SubtaskId, Table>>()

  see(event: TraceEvent): void {
    switch (event.kind) {
      case 'state-updated':
        // When state with time-to-live goes is for the wall clock to say, which a failure does not stop.
        if (event.expires === null) this.#put(event.subtask, event, event.value)
        return
      case 'entries-restored':
        for (const entry of event.entries)
          this.#put(event.subtask, { ...event, ...entry }, entry.value)
        return
      case 'state-cleared':
        this.#clear(event.subtask, event, event.userKey)
        return
      case 'task-status-changed':
        if (event.status === 'DEPLOYING' || event.status === 'FINISHED')
          this.#tables.delete(event.subtask)
        return
      default:
        this.#snapshot(event)
    }
  }

  /** All there is, by a name that is the same in every run of the job. */
  entries(graph: JobGraph | null, schedule: Schedule | null): ReadonlyMap<string, StateEntry> {
    const all = new Map<string, StateEntry>()
    for (const [subtask, table] of this.#tables) {
      const operators = operatorsOf(subtask, graph, schedule)
      for (const [id, value] of table) {
        const place = placeOf(id)
        for (const [userKey, text] of value) {
          const { name, entry } = named(place, operators[place.operator], userKey)
          all.set(name, { ...entry, value: text })
        }
      }
    }
    return all
  }

  #snapshot(event: TraceEvent): void {
    if (event.kind === 'snapshot-started') {
      const saved = this.#saved.get(event.checkpoint) ?? new Map<SubtaskId, Table>()
      // Tables are never changed: what is saved stays as it is.
      saved.set(event.subtask, this.#tables.get(event.subtask) ?? nothing)
      this.#saved.set(event.checkpoint, saved)
    } else if (event.kind === 'state-restored') {
      const table = this.#saved.get(event.checkpoint)?.get(event.subtask)
      if (table !== undefined) this.#tables.set(event.subtask, table)
    } else if (event.kind === 'snapshot-discarded' || event.kind === 'checkpoint-failed')
      this.#saved.delete(event.checkpoint)
  }

  #put(subtask: SubtaskId, place: Place & { readonly userKey: string | null }, value: string) {
    const id = idOf(place)
    const table = new Map(this.#tables.get(subtask))
    table.set(id, new Map(table.get(id)).set(place.userKey ?? '', value))
    this.#tables.set(subtask, table)
  }

  #clear(subtask: SubtaskId, place: Place, userKey: string | null): void {
    const id = idOf(place)
    const table = new Map(this.#tables.get(subtask))
    const value = new Map(userKey === null ? undefined : table.get(id))
    value.delete(userKey ?? '')
    if (value.size === 0) table.delete(id)
    else table.set(id, value)
    this.#tables.set(subtask, table)
  }
}

function idOf({ operator, state, namespace, key }: Place): string {
  return JSON.stringify([operator, state, namespace, key])
}

function placeOf(id: string): Place {
  const [operator, state, namespace, key] = JSON.parse(id) as [number, string, string, string]
  return { operator, state, namespace, key }
}

function operatorsOf(
  subtask: SubtaskId,
  graph: JobGraph | null,
  schedule: Schedule | null,
): readonly OperatorNode[] {
  const vertex = schedule?.subtasks[subtask]?.vertex
  return vertex === undefined ? [] : (graph?.vertices[vertex]?.operators ?? [])
}

function named(
  { state, namespace, key }: Place,
  node: OperatorNode | undefined,
  userKey: string,
): { readonly name: string; readonly entry: Omit<StateEntry, 'value'> } {
  const name = JSON.stringify([node?.id, state, namespace, key, userKey])
  const where = [key, namespace, userKey].filter((part) => part !== '').join(', ')
  return { name, entry: { operator: node?.uid ?? node?.name ?? '', state, key: where } }
}
