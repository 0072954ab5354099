/**
 * Timers of one domain in the store: within a key group by the bytes of time, key and namespace, between
 * key groups in the order of a heap of their heads (TI-10). Simplified: all timers are in memory besides,
 * of which Flink keeps 128 a key group. Flink: KeyGroupPartitionedPriorityQueue over
 * RocksDBCachingPriorityQueueSet (RB-19).
 */
import { type EventTime, type KeyGroupRange, limits } from '../../../model/index.ts'
import { LimitExceeded } from '../../kernel/limit-exceeded.ts'
import type { TimerEntry } from '../piece.ts'
import type { KeyContext } from '../key-context.ts'
import { type Timer, timerEntry, type TimerPriorityQueue } from '../../time/timers.ts'
import { compareBytes } from '../lsm/coding.ts'
import type { ColumnFamily } from '../lsm/column-family.ts'
import type { RocksDb } from './rocksdb-table.ts'

interface StoredTimer {
  readonly bytes: Uint8Array
  readonly timer: Timer
}

/** The timers of a key group, the earliest first; and where it stands in the heap. */
interface GroupQueue {
  readonly timers: StoredTimer[]
  index: number
}

const nothing = new Uint8Array(0)

export class RocksDbTimerQueue implements TimerPriorityQueue {
  readonly #db: RocksDb
  readonly #family: ColumnFamily
  readonly #groups: readonly GroupQueue[]
  readonly #first: number
  /** From index 1 on, as in Flink. */
  readonly #heap: GroupQueue[]
  #size = 0

  constructor(db: RocksDb, family: ColumnFamily, { start, end }: KeyGroupRange) {
    this.#db = db
    this.#family = family
    this.#first = start
    this.#groups = Array.from({ length: end - start + 1 }, (_, at) => ({
      timers: [],
      index: at + 1,
    }))
    this.#heap = [null as never, ...this.#groups]
  }

  get size(): number {
    return this.#size
  }

  register(timer: Timer): boolean {
    const bytes = this.#bytesOf(timer)
    const group = this.#groupOf(timer)
    const at = placeIn(group.timers, bytes)
    if (isAt(group.timers, at, bytes)) return false
    if (this.#size >= limits.timers)
      throw new LimitExceeded('timers', `an operator keeps at most ${limits.timers} timers`)
    group.timers.splice(at, 0, { bytes, timer })
    this.#size++
    this.#db.store.put(this.#family, bytes, nothing)
    this.#adjust(group, at)
    return true
  }

  delete(timer: Timer): boolean {
    const bytes = this.#bytesOf(timer)
    const group = this.#groupOf(timer)
    const at = placeIn(group.timers, bytes)
    if (!isAt(group.timers, at, bytes)) return false
    this.#remove(group, at)
    return true
  }

  get nextAt(): EventTime | undefined {
    return headOf(this.#heap[1])?.timestamp
  }

  takeDue(time: EventTime): Timer | undefined {
    const [, first] = this.#heap
    const head = headOf(first)
    if (first === undefined || head === undefined || head.timestamp > time) return undefined
    this.#remove(first, 0)
    return head
  }

  keysDue(time: EventTime): readonly KeyContext[] {
    const keys: KeyContext[] = []
    for (const { timers } of this.#groups)
      for (const { timer } of timers) {
        if (timer.timestamp > time) break
        keys.push(timer.under)
      }
    return keys
  }

  capture(domain: TimerEntry['domain']): TimerEntry[] {
    return this.#groups.flatMap(({ timers }) =>
      timers.map(({ timer }) => timerEntry(domain, timer)),
    )
  }

  #remove(group: GroupQueue, at: number): void {
    const [removed] = group.timers.splice(at, 1)
    this.#size--
    if (removed !== undefined) this.#db.store.delete(this.#family, removed.bytes)
    this.#adjust(group, at)
  }

  #bytesOf({ under, namespace, timestamp }: Timer): Uint8Array {
    return this.#db.keys.ofTimer(under, namespace, timestamp)
  }

  #groupOf({ under }: Timer): GroupQueue {
    return this.#groups[under.keyGroup - this.#first] as GroupQueue
  }

  /** Only a new head moves its key group. Flink: HeapPriorityQueue.adjustModifiedElement. */
  #adjust(group: GroupQueue, at: number): void {
    if (at > 0) return
    const { index } = group
    this.#siftDown(group)
    if (group.index === index) this.#siftUp(group)
  }

  #siftUp(group: GroupQueue): void {
    for (let at = group.index; at > 1; at = group.index) {
      const parent = this.#heap[at >> 1] as GroupQueue
      if (!isBefore(group, parent)) return
      this.#place(parent, at)
      this.#place(group, at >> 1)
    }
  }

  #siftDown(group: GroupQueue): void {
    for (;;) {
      const at = group.index
      const first = this.#heap[2 * at]
      if (first === undefined) return
      const second = this.#heap[2 * at + 1]
      const child = second !== undefined && isBefore(second, first) ? second : first
      if (!isBefore(child, group)) return
      const below = child.index
      this.#place(child, at)
      this.#place(group, below)
    }
  }

  #place(group: GroupQueue, index: number): void {
    this.#heap[index] = group
    group.index = index
  }
}

function headOf(group: GroupQueue | undefined): Timer | undefined {
  return group?.timers[0]?.timer
}

/** By nothing but the time of their first timers; empty ones are last. */
function isBefore(one: GroupQueue, other: GroupQueue): boolean {
  const [first, second] = [headOf(one), headOf(other)]
  if (first === undefined) return false
  return second === undefined || first.timestamp < second.timestamp
}

/** The first place whose timer is not before the bytes. */
function placeIn(timers: readonly StoredTimer[], bytes: Uint8Array): number {
  let from = 0
  let to = timers.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (compareBytes((timers[middle] as StoredTimer).bytes, bytes) < 0) from = middle + 1
    else to = middle
  }
  return from
}

function isAt(timers: readonly StoredTimer[], at: number, bytes: Uint8Array): boolean {
  const found = timers[at]
  return found !== undefined && compareBytes(found.bytes, bytes) === 0
}
