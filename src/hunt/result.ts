/**
 * What a run has come to, read from its trace, so that two runs of one job can be compared: what its
 * functions hold for each key, what its sinks have made visible, and the status of the job (HUNT-1).
 */
import type { CheckpointId, JobGraph, Schedule, SubtaskId, VirtualTime } from '../model/index.ts'
import {
  output,
  rowsOf,
  type SinkOutput,
  stateTable,
  type StateValue,
  tableOf,
  visibleRows,
} from '../projection/index.ts'
import type { FactKind, TraceEvent } from '../trace/index.ts'

/** One thing in which two results are not the same. */
export interface Difference {
  readonly in: 'state' | 'sink' | 'job'
  /** The operator's uid (its name where it has none) and the state, or the sink. */
  readonly where: string
  /** The key, or the row where a sink keeps all of them. */
  readonly key: string
  /** As text; null: nothing. */
  readonly expected: string | null
  readonly found: string | null
}

/** A thing of a result: two results are the same when each has the same things with the same values. */
interface Thing {
  readonly in: Difference['in']
  readonly where: string
  readonly key: string
  readonly value: string
}

export type Result = ReadonlyMap<string, Thing>

/** What changes a result, or is on its way to; with none of it for a while a run has come to rest. */
const movement: ReadonlySet<FactKind> = new Set<FactKind>([
  ...(['job-status-changed', 'task-status-changed', 'task-manager-lost'] as const),
  ...(['record-read', 'record-taken', 'sink-written', 'mail-known'] as const),
  ...(['state-updated', 'state-cleared', 'timer-fired', 'window-fired'] as const),
  ...(['async-started', 'async-completed', 'async-retry-planned'] as const),
  'command-submitted',
])

export class RunAccount {
  readonly #state = stateTable.initial()
  readonly #output = output.initial()
  /** A finished task has no state. */
  readonly #finished = new Set<SubtaskId>()
  #graph: JobGraph | null = null
  #schedule: Schedule | null = null
  #status = 'none'
  #lastMovement = 0 as VirtualTime
  /** Snapshots that were triggered since the last movement. */
  readonly #since = new Set<CheckpointId>()
  #isBehindAll = false

  see(event: TraceEvent): void {
    if (movement.has(event.kind)) this.#moved(event.at)
    stateTable.apply(this.#state, event)
    output.apply(this.#output, event)
    switch (event.kind) {
      case 'job-submitted':
        this.#graph = event.graph
        return
      case 'tasks-scheduled':
        this.#schedule = event.schedule
        return
      case 'job-status-changed':
        this.#status = event.status
        return
      case 'task-status-changed':
        if (event.status === 'FINISHED') this.#finished.add(event.subtask)
        else this.#finished.delete(event.subtask)
        return
      case 'checkpoint-triggered':
        this.#since.add(event.checkpoint)
        return
      case 'checkpoint-completed':
        if (this.#since.has(event.checkpoint)) this.#isBehindAll = true
        return
      default:
    }
  }

  /** Flink: JobStatus. */
  get status(): string {
    return this.#status
  }

  /** When something last changed the result, or was on its way to: virtual ms. */
  get lastMovement(): VirtualTime {
    return this.#lastMovement
  }

  /** A snapshot has completed that was triggered after the last movement: nothing is on its way. */
  get isBehindAll(): boolean {
    return this.#isBehindAll
  }

  result(): Result {
    const things = new Map<string, Thing>()
    for (const sink of this.#output.sinks) addRows(things, sink)
    for (const subtask of this.#schedule?.subtasks ?? [])
      if (!this.#finished.has(subtask.id)) this.#addState(things, subtask)
    const status = { in: 'job', where: 'job', key: 'status', value: this.#status } as const
    return things.set('job', status)
  }

  #moved(at: VirtualTime): void {
    this.#lastMovement = at
    this.#isBehindAll = false
    this.#since.clear()
  }

  #addState(things: Map<string, Thing>, { id, vertex }: Schedule['subtasks'][number]): void {
    const operators = this.#graph?.vertices[vertex]?.operators ?? []
    for (const { key, values } of rowsOf(tableOf(this.#state, id), 0, Infinity))
      for (const value of values.filter(lasts)) {
        const { userKey } = value
        const node = operators[value.operator]
        const name = JSON.stringify([node?.id, value.state, key, userKey])
        things.set(name, {
          in: 'state',
          where: `${node?.uid ?? node?.name ?? ''}/${value.state}`,
          key: userKey === null ? key : `${key}, ${userKey}`,
          value: value.value,
        })
      }
  }
}

/** When state with time-to-live or an open window goes is for a clock to say, or for the end of the input. */
function lasts({ expires, namespace }: StateValue): boolean {
  return expires === null && namespace === ''
}

/**
 * What a reader outside makes of the rows of a sink: a table shows the last one of each key, a mail
 * that comes twice has come twice; elsewhere rows come at least once, so a reader counts on each row
 * being there and on no other, not on how often it is there.
 */
function addRows(things: Map<string, Thing>, one: SinkOutput): void {
  const { sink, topic, kept } = one
  const where = topic === null || sink.includes(topic) ? sink : `${sink} (${topic})`
  for (const { key, value } of visibleRows(one)) {
    const isTable = kept === 'upsert'
    const name = JSON.stringify([sink, topic, isTable ? key : [key, value]])
    if (isTable) {
      things.set(name, { in: 'sink', where, key: key ?? '', value })
      continue
    }
    const times = Number(things.get(name)?.value.split(' ')[0] ?? 0) + 1
    const said = kept === 'outbox' ? `${times} ${times === 1 ? 'time' : 'times'}` : 'there'
    things.set(name, {
      in: 'sink',
      where,
      key: key === null ? value : `${key}: ${value}`,
      value: said,
    })
  }
}

/** In the order of what was expected, then what came besides; the status of the job first. */
export function differences(expected: Result, found: Result): readonly Difference[] {
  const lost = [...expected].flatMap(([name, thing]): Difference[] => {
    const other = found.get(name)?.value ?? null
    return other === thing.value ? [] : [{ ...thingOf(thing), expected: thing.value, found: other }]
  })
  const more = [...found].flatMap(([name, thing]): Difference[] =>
    expected.has(name) ? [] : [{ ...thingOf(thing), expected: null, found: thing.value }],
  )
  const all = [...lost, ...more]
  return [...all.filter((one) => one.in === 'job'), ...all.filter((one) => one.in !== 'job')]
}

function thingOf({ in: kind, where, key }: Thing): Pick<Difference, 'in' | 'where' | 'key'> {
  return { in: kind, where, key }
}
