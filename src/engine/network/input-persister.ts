/**
 * What an unaligned checkpoint persists of one channel: the data its barrier overtook.
 * Flink: ChannelStatePersister, and the part of RemoteInputChannel that remembers the last barrier.
 */
import type { CheckpointId } from '../../model/index.ts'
import type { DataElement } from './element.ts'

/** The newest barrier this channel delivered: `place` counts the elements that came before it. */
interface ArrivedBarrier {
  readonly checkpoint: CheckpointId
  readonly place: number
}

type Phase = 'barrier-pending' | 'barrier-received' | 'completed'

export class InputPersister {
  #phase: Phase = 'completed'
  #lastSeen = -1
  #arrived: ArrivedBarrier | null = null
  readonly #persisted = new Map<CheckpointId, DataElement[]>()

  /** Whether data that arrives now belongs to the checkpoint under way. */
  get persisting(): boolean {
    return this.#phase === 'barrier-pending'
  }

  get newestBarrier(): CheckpointId | null {
    return this.#arrived?.checkpoint ?? null
  }

  /** Data arrived while persisting: for this checkpoint. */
  arrived(element: DataElement): CheckpointId {
    const checkpoint = this.#lastSeen as CheckpointId
    this.#add(checkpoint, [element])
    return checkpoint
  }

  /** A barrier arrived behind `place` elements; obsolete ones are ignored. */
  barrierArrived(checkpoint: CheckpointId, place: number): void {
    const expected = this.#phase === 'completed' ? this.#lastSeen + 1 : this.#lastSeen
    if (checkpoint < expected) return
    this.#phase = 'barrier-received'
    this.#lastSeen = checkpoint
    if (this.#arrived === null || checkpoint > this.#arrived.checkpoint) {
      this.#arrived = { checkpoint, place }
    }
  }

  /**
   * How many of the `waiting` elements, the first of which has the place `from`, are in front of
   * the barrier of `checkpoint`: all of them as long as it has not arrived.
   */
  overtakenBy(checkpoint: CheckpointId, from: number, waiting: number): number {
    if (this.#arrived === null || this.#arrived.checkpoint < checkpoint) return waiting
    return Math.max(0, Math.min(waiting, this.#arrived.place - from))
  }

  start(checkpoint: CheckpointId, overtaken: readonly DataElement[]): void {
    if (this.#arrived !== null && this.#arrived.checkpoint < checkpoint) this.#arrived = null
    if (this.#lastSeen < checkpoint) {
      this.#lastSeen = checkpoint
      this.#phase = 'barrier-pending'
    }
    this.#add(checkpoint, overtaken)
  }

  stop(checkpoint: CheckpointId): void {
    if (checkpoint >= this.#lastSeen) {
      this.#phase = 'completed'
      this.#lastSeen = checkpoint
    }
    if (this.#arrived?.checkpoint === checkpoint) this.#arrived = null
  }

  take(checkpoint: CheckpointId): readonly DataElement[] {
    const elements = this.#persisted.get(checkpoint) ?? []
    this.#persisted.delete(checkpoint)
    return elements
  }

  #add(checkpoint: CheckpointId, elements: readonly DataElement[]): void {
    if (elements.length === 0) return
    const known = this.#persisted.get(checkpoint)
    if (known === undefined) this.#persisted.set(checkpoint, [...elements])
    else known.push(...elements)
  }
}
