/**
 * Data that was in flight when an unaligned snapshot was taken, back in the channels before anything
 * new: outputs first, then inputs, which are processed before the task is RUNNING. At another
 * parallelism the mapper of each edge decides whose it is.
 * Flink: SequentialChannelStateReaderImpl, StateAssignmentOperation, TaskStateAssignment (CK-222 to CK-226).
 */
import { assert, decodeUtf8 } from '../../base/index.ts'
import { encodeKey, inferKeyType, subtaskOfKeyGroup } from '../../model/index.ts'
import type {
  ElementId,
  EventSeq,
  InFlightSide,
  JobEdge,
  JobGraph,
  JobVertex,
  KeyGroup,
  Schedule,
  ScheduledSubtask,
  SnapshotManifest,
  StateHandle,
  SubtaskId,
} from '../../model/index.ts'
import type { Program } from '../../datastream/index.ts'
import type { Lineage } from '../connectors/lineage.ts'
import type { DataElement } from '../network/element.ts'
import { VirtualChannels } from '../network/virtual-channels.ts'
import { type ChannelData, decodeInFlight, type WrittenElement } from '../state/in-flight-data.ts'
import { mapInFlightData } from '../state/in-flight.ts'
import { edgesOf, isInFlightOf, receivingMapper } from '../restore/in-flight-edges.ts'
import { preview } from '../task/preview.ts'
import type { Subtask } from '../task/subtask.ts'
import type { DeployedTask, PlacedLink } from './deployment.ts'
import { savedParallelism } from './restore.ts'

/** What a subtask needs to put data in flight back. */
export interface RecoveryContext {
  readonly graph: JobGraph
  readonly manifest: SnapshotManifest
  readonly lineage: Lineage
  readonly programOf: (subtask: Subtask) => Program
  readonly links: readonly PlacedLink[]
  readonly schedule: Schedule
}

const noKeyGroup = 0 as KeyGroup

/** The handles of a task's data in flight that one of its subtasks reads. */
export function inFlightHandles(
  { graph, manifest }: Pick<RecoveryContext, 'graph' | 'manifest'>,
  { vertex, scheduled }: Subtask,
): readonly StateHandle[] {
  const own = manifest.handles.filter(
    (handle) => handle.inFlight !== undefined && isInFlightOf(vertex, handle),
  )
  return own.filter(({ inFlight = 'input', subtask: old }) =>
    edgesOf(graph, vertex, inFlight).some((edge) => {
      const mapping = mappingOf({ graph, manifest }, edge, inFlight)
      return mapping.newToOld[scheduled.index]?.includes(old) === true
    }),
  )
}

interface Mapping {
  /** For each new subtask of that end of the edge, the old ones. */
  readonly newToOld: readonly (readonly number[])[]
  readonly ambiguous: ReadonlySet<number>
  readonly isRescaled: boolean
}

/** Which subtasks at one end of an edge read for which old ones; `input` is the receiving end. */
function mappingOf(
  { graph, manifest }: Pick<RecoveryContext, 'graph' | 'manifest'>,
  { edge }: { readonly edge: JobEdge },
  side: InFlightSide,
): Mapping {
  const vertex = graph.vertices[side === 'input' ? edge.to : edge.from] as JobVertex
  const { parallelism } = vertex
  const before = savedParallelism(manifest, vertex) ?? parallelism
  if (before === parallelism) {
    const newToOld = Array.from({ length: parallelism }, (_, at) => [at])
    return { newToOld, ambiguous: new Set(), isRescaled: false }
  }
  const mapper = side === 'output' ? 'ARBITRARY' : receivingMapper[edge.partitioning]
  // Nothing was in flight there, or the job was refused.
  if (mapper === undefined) return { newToOld: [], ambiguous: new Set(), isRescaled: false }
  const { newToOld, ambiguousOldSubtasks } = mapInFlightData(mapper, before, parallelism)
  return { newToOld, ambiguous: new Set(ambiguousOldSubtasks), isRescaled: true }
}

/** Before any task runs: a receiver of such data takes nothing new until it has processed it. */
export function prepareRecovery(context: RecoveryContext, tasks: readonly DeployedTask[]): void {
  for (const { subtask, links } of tasks) {
    const handles = inFlightHandles(context, subtask)
    if (handles.some(({ inFlight }) => inFlight === 'input'))
      for (const { channel } of links) channel.hold()
  }
  if (context.manifest.handles.every(({ inFlight }) => inFlight === undefined)) return
  const deployed = new Set(tasks.map(({ subtask }) => subtask.id))
  for (const { link, scheduled } of context.links) {
    if (!deployed.has(scheduled.to)) continue
    const edge = { edge: context.graph.edges[scheduled.edge] as JobEdge }
    const up = mappingOf(context, edge, 'output')
    const down = mappingOf(context, edge, 'input')
    if (!up.isRescaled && !down.isRescaled) continue
    const from = indexOf(context, scheduled.from)
    const to = indexOf(context, scheduled.to)
    const names = (up.newToOld[from] ?? []).flatMap((u) =>
      (down.newToOld[to] ?? []).map((d) => `${u}/${d}`),
    )
    link.channel.recovery = new VirtualChannels(names)
  }
}

function indexOf({ schedule }: RecoveryContext, subtask: SubtaskId): number {
  return (schedule.subtasks[subtask] as ScheduledSubtask).index
}

/** An element and the channel it goes into. */
interface Placed extends PlacedLink {
  readonly written: WrittenElement
  readonly virtual: string | null
}

/** Puts back what was in flight at this subtask; `done` when it may be RUNNING. */
export function recoverInFlight(
  context: RecoveryContext,
  task: DeployedTask,
  cause: EventSeq,
  done: (cause: EventSeq) => void,
): void {
  const { subtask } = task
  const recovery = new Recovery(context, task, cause)
  recovery.recover('output')
  for (const { link, scheduled } of context.links)
    if (scheduled.from === subtask.id) link.channel.recovery?.senderDone()
  const last = recovery.recover('input')
  if (task.gate === null || task.gate.recovering === 0) {
    for (const link of task.links) link.request(last)
    done(last)
    return
  }
  task.input?.whenRecovered(() => {
    done(last)
    for (const link of task.links) link.request(last)
  })
  subtask.recover()
}

class Recovery {
  readonly #context: RecoveryContext
  readonly #task: DeployedTask
  readonly #cause: EventSeq
  #filtered = 0

  constructor(context: RecoveryContext, task: DeployedTask, cause: EventSeq) {
    this.#context = context
    this.#task = task
    this.#cause = cause
  }

  recover(side: InFlightSide): EventSeq {
    const { subtask } = this.#task
    this.#filtered = 0
    const placed = inFlightHandles(this.#context, subtask)
      .filter(({ inFlight }) => inFlight === side)
      .flatMap((handle) => this.#placed(side, handle))
    if (placed.length + this.#filtered === 0) return this.#cause
    const { checkpoint } = this.#context.manifest
    const seq = subtask.sim.record(
      {
        kind: 'in-flight-restored',
        subtask: subtask.id,
        checkpoint,
        side,
        elements: placed.length,
        filtered: this.#filtered,
      },
      this.#cause,
    )
    for (const one of placed) this.#put(one, side, seq)
    return seq
  }

  #placed(side: InFlightSide, { blob, subtask: old }: StateHandle): readonly Placed[] {
    const bytes = this.#task.subtask.sim.blobs.bytesOf(blob)
    assert(typeof bytes !== 'string', 'what cannot be read has failed the task before')
    return decodeInFlight(decodeUtf8(bytes)).flatMap((data) => this.#channel(side, old, data))
  }

  /** Where the data of one old channel goes. */
  #channel(side: InFlightSide, old: number, data: ChannelData): readonly Placed[] {
    const { graph, links } = this.#context
    const { subtask } = this.#task
    const at = edgesOf(graph, subtask.vertex, side)[data.edge]
    if (at === undefined) return []
    const up = mappingOf(this.#context, at, 'output')
    const down = mappingOf(this.#context, at, 'input')
    const [sender, receiver] = side === 'input' ? [data.other, old] : [old, data.other]
    const reads = (mapping: Mapping, index: number, was: number) =>
      mapping.newToOld[index]?.includes(was) === true
    const { index } = subtask.scheduled
    if (!reads(side === 'input' ? down : up, index, old)) return []
    const virtual = up.isRescaled || down.isRescaled ? `${sender}/${receiver}` : null
    return links
      .filter(({ scheduled }) => scheduled.edge === at.index)
      .filter(({ scheduled }) => (side === 'input' ? scheduled.to : scheduled.from) === subtask.id)
      .flatMap(({ link, scheduled }) => {
        const other = indexOf(this.#context, side === 'input' ? scheduled.from : scheduled.to)
        if (!reads(side === 'input' ? up : down, other, data.other)) return []
        const to = side === 'input' ? index : other
        const isAmbiguous = down.ambiguous.has(receiver)
        const mine = data.elements.filter(
          (written) => !isAmbiguous || this.#belongs(written, at, to),
        )
        this.#filtered += data.elements.length - mine.length
        return mine.map((written) => ({ link, scheduled, written, virtual }))
      })
  }

  /** Of a channel that several subtasks read, a record is processed by one. Flink: RecordFilter. */
  #belongs(
    written: WrittenElement,
    { edge, index }: { readonly edge: JobEdge; readonly index: number },
    to: number,
  ): boolean {
    if (!('record' in written)) return true
    const { graph } = this.#context
    const { parallelism, maxParallelism } = graph.vertices[edge.to] as JobVertex
    const { keyGroup } = written
    if (keyGroup !== undefined)
      return subtaskOfKeyGroup(keyGroup, maxParallelism, parallelism) === to
    const choose = this.#program.partition(index)
    return choose === null || choose(written.record, parallelism) === to
  }

  get #program(): Program {
    return this.#context.programOf(this.#task.subtask)
  }

  #put({ link, scheduled, written, virtual }: Placed, side: InFlightSide, cause: EventSeq): void {
    const element = this.#element(link.nextElementId, written, virtual)
    if (virtual !== null) link.channel.recovery?.put()
    if (side === 'input') this.#task.gate?.recover(scheduled.input, element)
    const due = side === 'input' ? link.sim.now : link.pushRecovered(element)
    const at = { channel: link.id, element: element.id, side, due } as const
    link.sim.record({ kind: 'element-restored', ...at, ...this.#shown(element, scheduled) }, cause)
  }

  #shown(element: DataElement, { edge }: PlacedLink['scheduled']) {
    const { kind: what, id } = element
    const plain = { what, origin: id, key: null, value: '', timestamp: null }
    if (element.kind === 'watermark') return { ...plain, timestamp: element.watermark }
    if (element.kind === 'watermark-status') return { ...plain, value: element.status }
    const { origin, key, value, timestamp } = element
    const type = this.#program.keyedBy(edge)?.type ?? null
    const shown = key === undefined ? null : encodeKey(key, type ?? inferKeyType(key))
    return { what, origin, key: shown, value: preview(value), timestamp }
  }

  #element(id: ElementId, written: WrittenElement, virtual: string | null): DataElement {
    const tag = virtual === null ? {} : { virtual }
    if ('watermark' in written)
      return { kind: 'watermark', id, watermark: written.watermark, ...tag }
    if ('status' in written) return { kind: 'watermark-status', id, status: written.status, ...tag }
    const { record: value, timestamp, key, keyGroup, from } = written
    const { lineage } = this.#context
    const known = lineage.named(from)
    if (known === null) lineage.set(id, from)
    const origin = known ?? id
    const place = { key, keyGroup: keyGroup ?? noKeyGroup }
    return { kind: 'record', id, origin, value, timestamp, ...place, ...tag }
  }
}
