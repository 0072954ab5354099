/**
 * The data in flight of one subtask's snapshot, at both ends: gathered until the last barrier is in
 * and no barrier in an output may time out any more. Flink: ChannelStateWriter, and what
 * PipelinedSubpartition gives it (CK-45, CK-80 to CK-85, CK-105).
 */
import type {
  BarrierAlignment,
  CheckpointId,
  ElementId,
  BlobId,
  EventSeq,
  InFlightSide,
  StateHandle,
} from '../../model/index.ts'
import { crc32 } from '../../base/index.ts'
import type { Lineage } from '../connectors/lineage.ts'
import type { DataElement } from '../network/element.ts'
import type { Link, LinkPlace } from '../network/link.ts'
import { tellPersisted } from '../network/tell-persisted.ts'
import {
  type ChannelData,
  encodeInFlight,
  sizeOf,
  writtenElement,
} from '../state/in-flight-data.ts'
import type { EdgeOutput } from '../task/output.ts'
import type { Subtask } from '../task/subtask.ts'

/** How long alignment took, as the barrier handler measured it, and what was read meanwhile. */
export interface AlignmentTimes {
  readonly startDelay: number
  readonly alignment: number
  /** Bytes of data in flight that were processed between the first barrier and the last (CK-67). */
  readonly processed: number
}

export interface InFlightOptions {
  readonly subtask: Subtask
  readonly checkpoint: CheckpointId
  readonly alignment: BarrierAlignment
  readonly lineage: Lineage
  /** Whether the input still persists: then `inputClosed` follows. */
  readonly inputOpen: boolean
  readonly placeOf: (link: Link, side: InFlightSide) => LinkPlace
}

export class InFlightSnapshot {
  readonly #options: InFlightOptions
  readonly #inputs: ChannelData[] = []
  readonly #outputs: ChannelData[] = []
  /** Outputs in which the barrier still waits and may become unaligned. */
  readonly #undecided = new Set<Link>()
  #inputOpen: boolean
  #isSent = false
  #whenClosed: (() => void) | null = null
  #persisted = 0
  #elements = 0

  constructor(options: InFlightOptions) {
    this.#options = options
    this.#inputOpen = options.inputOpen
  }

  /** Bytes of data in flight in it. */
  get persisted(): number {
    return this.#persisted
  }

  get elements(): number {
    return this.#elements
  }

  /** Calls back once, at once or when no more data can come. */
  whenClosed(then: () => void): void {
    this.#whenClosed = then
    this.#close()
  }

  /** The barriers are in the outputs: takes what they have overtaken there, or waits for them to leave. */
  sent(outputs: readonly EdgeOutput[], cause: EventSeq): void {
    const { checkpoint, alignment } = this.#options
    for (const output of outputs.filter(({ supportsUnaligned }) => supportsUnaligned))
      for (const link of output.links)
        if (alignment === 'unaligned') this.#overtaken(link, link.channel.senderData(), cause)
        else if (link.channel.awaitsTimeout(checkpoint)) {
          this.#undecided.add(link)
          link.whenSent(checkpoint, () => {
            this.#undecided.delete(link)
            this.#close()
          })
        }
    this.#isSent = true
    this.#close()
  }

  /** Whether a timeout still changes anything. */
  get isUndecided(): boolean {
    return this.#undecided.size > 0
  }

  /** The aligned timeout is over: barriers that still wait in outputs overtake (CK-105). */
  timedOut(cause: EventSeq): void {
    const { checkpoint, subtask } = this.#options
    const links = [...this.#undecided]
    if (links.length === 0) return
    const { sim } = subtask
    const fact = { kind: 'alignment-timed-out', subtask: subtask.id, checkpoint } as const
    const seq = sim.record(fact, cause)
    this.#undecided.clear()
    for (const link of links) {
      const overtaken = link.timeOut(checkpoint, seq)
      if (overtaken !== null) this.#overtaken(link, overtaken, seq)
    }
    this.#close()
  }

  /** The last barrier is in: by input, what of it is part of the snapshot. */
  inputClosed(
    inputs: readonly { readonly link: Link; readonly elements: readonly DataElement[] }[],
  ): void {
    const { placeOf } = this.#options
    for (const { link, elements } of inputs)
      this.#add(this.#inputs, placeOf(link, 'input'), elements)
    this.#inputOpen = false
    this.#close()
  }

  /** The checkpoint is given up: nothing of it is kept. */
  drop(): void {
    this.#inputs.length = 0
    this.#outputs.length = 0
    this.#undecided.clear()
    this.#inputOpen = false
    this.#isSent = true
    this.#close()
  }

  /** Hands the bytes to the world, a file for each end. Simplified: no file is shared by subtasks (CK-92). */
  write(directory: string): readonly StateHandle[] {
    const { subtask } = this.#options
    const { operators } = subtask.vertex
    return [
      ...this.#writeSide(directory, 'input', operators[0]),
      ...this.#writeSide(directory, 'output', operators.at(-1)),
    ]
  }

  #writeSide(
    directory: string,
    side: InFlightSide,
    operator: Subtask['vertex']['operators'][number] | undefined,
  ): readonly StateHandle[] {
    const channels = side === 'input' ? this.#inputs : this.#outputs
    if (operator === undefined || channels.length === 0) return []
    const { subtask } = this.#options
    const { index } = subtask.scheduled
    const bytes = encodeInFlight(channels)
    const blob = `${directory}/${operator.id}-${index}-${side}` as BlobId
    subtask.sim.blobs.request({ kind: 'put-blob', blob, bytes })
    return [
      {
        operator: operator.id,
        subtask: index,
        blob,
        bytes: bytes.length,
        checksum: crc32(bytes),
        keyGroups: null,
        operatorState: 'none',
        inFlight: side,
        inFlightEdges: [...new Set(channels.map(({ edge }) => edge))],
      },
    ]
  }

  #overtaken(link: Link, elements: readonly DataElement[], cause: EventSeq): void {
    tellPersisted(link, { checkpoint: this.#options.checkpoint, side: 'output' }, elements, cause)
    this.#add(this.#outputs, this.#options.placeOf(link, 'output'), elements)
  }

  #add(to: ChannelData[], place: LinkPlace, elements: readonly DataElement[]): void {
    if (elements.length === 0) return
    const { lineage } = this.#options
    this.#elements += elements.length
    for (const element of elements) this.#persisted += sizeOf(element)
    const nameOf = (origin: number) => lineage.of(origin as ElementId)
    to.push({ ...place, elements: elements.map((element) => writtenElement(element, nameOf)) })
  }

  #close(): void {
    if (this.#inputOpen || !this.#isSent || this.#undecided.size > 0) return
    const then = this.#whenClosed
    this.#whenClosed = null
    then?.()
  }
}
