/**
 * Which of its sources a hybrid source reads, decided on the JobManager: the next one when all readers have
 * read the present one to its end. Flink: HybridSourceSplitEnumerator (SRC-15).
 */
import { assert } from '../../base/index.ts'
import type { EventSeq, HybridEnumeratorState, SourcePart } from '../../model/index.ts'
import type { SplitState } from '../state/piece.ts'

export interface HybridEnumeratorOptions {
  readonly parts: readonly SourcePart[]
  /** How many readers there are. */
  readonly readers: number
  /** By reader: the splits of the source at that place, as they are now. May throw what finding them does. */
  readonly findSplits: (index: number) => readonly (readonly SplitState[])[]
  /** The source at that place is begun, or read on. Answers the fact that says so. */
  readonly begins: (index: number, isProcessingBacklog: boolean, cause: EventSeq) => EventSeq
  /** To a reader, in the time of a message. */
  readonly send: (
    reader: number,
    to: {
      readonly index: number
      readonly splits: readonly SplitState[]
      readonly cause: EventSeq
    },
  ) => void
}

/** Splits by place of the source. */
type Portions = Map<number, readonly SplitState[]>

export class HybridEnumerator {
  readonly #options: HybridEnumeratorOptions
  /** Where it began: a reader that has nothing of before begins here. */
  readonly #first: number
  #current: number
  /** Where each reader is; unknown until it has said so. */
  readonly #readerAt = new Map<number, number>()
  readonly #finished = new Set<number>()
  /** All that readers were given, or are to get. */
  readonly #assigned: readonly Portions[]
  /** What a reader gets when it comes to a source. Flink: pendingSplits. */
  readonly #pending: readonly Portions[]

  /** `restored`: what a snapshot remembers; null: it begins anew. */
  constructor(options: HybridEnumeratorOptions, restored: HybridEnumeratorState | null) {
    this.#options = options
    this.#first = restored?.index ?? 0
    this.#current = this.#first
    const none = (): Portions[] =>
      Array.from({ length: options.readers }, (): Portions => new Map())
    this.#assigned = none()
    this.#pending = none()
    for (const { reader, index, splits } of restored?.pending ?? [])
      this.#give(reader % options.readers, index, splits)
  }

  /** What a checkpoint remembers of it. Simplified: Flink forgets what lagging readers were still to get. */
  get state(): HybridEnumeratorState {
    const pending = this.#pending.flatMap((portions, reader) =>
      [...portions].map(([index, splits]) => ({ reader, index, splits })),
    )
    return { index: this.#current, pending }
  }

  /** It begins; one that was restored has given the splits of its source out before. */
  start(isRestored: boolean, cause: EventSeq): void {
    this.#begin(isRestored, cause)
  }

  /**
   * A reader starts. Simplified: Flink leaves it among those that have finished, if it had, and may go on before
   * it has read again what it lost.
   */
  readerStarts(reader: number, readBefore: number, cause: EventSeq): void {
    this.#readerAt.delete(reader)
    this.#finished.delete(reader)
    this.readerFinished(reader, readBefore, cause)
  }

  /** A reader has read its part of the source at that place. Flink: handleSourceEvent. */
  readerFinished(reader: number, index: number, cause: EventSeq): void {
    const at = this.#readerAt.get(reader) ?? index
    this.#readerAt.set(reader, at)
    if (index < at) return
    const next = Math.min(at === -1 ? this.#first : at + 1, ...this.#portions(reader).keys())
    if (next <= this.#current) {
      this.#send(reader, next, cause)
      return
    }
    this.#finished.add(reader)
    const { parts, readers } = this.#options
    if (this.#finished.size < readers || this.#current + 1 >= parts.length) return
    this.#finished.clear()
    this.#current++
    const begun = this.#begin(false, cause)
    for (let one = 0; one < readers; one++) this.#send(one, this.#current, begun)
  }

  /**
   * A reader starts again from a checkpoint: what was given to it since comes back. `from`: what the checkpoint
   * remembers; null: there is none. Flink: subtaskReset, addSplitsBack.
   */
  readerReset(reader: number, from: HybridEnumeratorState | null): void {
    const { readers } = this.#options
    const wasGiven = (index: number): boolean =>
      from !== null &&
      index <= from.index &&
      !from.pending.some((one) => one.reader % readers === reader && one.index === index)
    for (const [index, splits] of this.#assigned[reader] ?? [])
      if (!wasGiven(index)) this.#portions(reader).set(index, splits)
  }

  #portions(reader: number): Portions {
    const portions = this.#pending[reader]
    assert(portions !== undefined, 'there are as many readers as subtasks')
    return portions
  }

  #give(reader: number, index: number, splits: readonly SplitState[]): void {
    const all = [...(this.#portions(reader).get(index) ?? []), ...splits]
    this.#portions(reader).set(index, all)
    this.#assigned[reader]?.set(index, all)
  }

  #begin(isRestored: boolean, cause: EventSeq): EventSeq {
    const { parts, findSplits, begins } = this.#options
    if (!isRestored)
      for (const [reader, splits] of findSplits(this.#current).entries())
        this.#give(reader, this.#current, splits)
    return begins(this.#current, this.#current < parts.length - 1, cause)
  }

  #send(reader: number, index: number, cause: EventSeq): void {
    this.#readerAt.set(reader, index)
    const portions = this.#portions(reader)
    const splits = portions.get(index) ?? []
    portions.delete(index)
    this.#options.send(reader, { index, splits, cause })
  }
}
