/**
 * The memory that stores of a slot, or of a TaskManager, share. Flink: RocksDBOperationUtils and
 * RocksDBMemoryControllerUtils (RB-11, RB-12). Indexes and filters are not counted: they are in memory
 * always, so there is no pool of high priority.
 */
import type { RocksDbMemory, ScheduledSubtask } from '../../../model/index.ts'
import { StoreMemory } from '../lsm/store-memory.ts'

type Place = Pick<ScheduledSubtask, 'taskManager' | 'slot'>

export class ManagedMemory {
  readonly #memory: RocksDbMemory | null
  readonly #slotsEach: number
  readonly #shared = new Map<string, StoreMemory>()

  /** Null: stores share nothing. */
  constructor(memory: RocksDbMemory | null, slotsEach: number) {
    this.#memory = memory
    this.#slotsEach = slotsEach
  }

  /** Null: a store has a cache of its own. */
  of({ taskManager, slot }: Place): StoreMemory | null {
    if (this.#memory === null) return null
    const { sharedBy, bytes, writeBufferRatio } = this.#memory
    const name = sharedBy === 'task-manager' ? String(taskManager) : `${taskManager}/${slot}`
    let memory = this.#shared.get(name)
    if (memory === undefined) {
      const share = sharedBy === 'managed' ? Math.floor(bytes / this.#slotsEach) : bytes
      memory = new StoreMemory(partsOf({ bytes: share, writeBufferRatio }))
      this.#shared.set(name, memory)
    }
    return memory
  }

  /** The TaskManager's memory is gone. */
  lose(taskManager: ScheduledSubtask['taskManager']): void {
    for (const name of this.#shared.keys())
      if (name.split('/')[0] === String(taskManager)) this.#shared.delete(name)
  }
}

/**
 * A write buffer manager lets memtables take half as much again as its capacity, so that the capacities are
 * smaller than the memory. Flink: calculateActualCacheCapacity, calculateWriteBufferManagerCapacity.
 */
export function partsOf({ bytes, writeBufferRatio: ratio }: Omit<RocksDbMemory, 'sharedBy'>): {
  readonly cache: number
  readonly writeBuffers: number
} {
  return {
    cache: Math.floor(((3 - ratio) * bytes) / 3),
    writeBuffers: Math.floor((2 * bytes * ratio) / 3),
  }
}
