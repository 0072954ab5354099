/**
 * The TaskManager around a store: its disk, the threads that flush and compact beside the task, the time
 * that all of it takes, and what the trace is told of it. Flink: RocksDBResourceContainer; RocksDB: Env.
 *
 * Simplified: a task waits for the blocks it has read, and for memtables that are full, once it has
 * processed a record or timer, and not in the middle of it.
 */
import type { EventSeq, KeyGroup, VirtualTime } from '../../../model/index.ts'
import type { StoreFile } from '../../../trace/index.ts'
import type { OperatorSite } from '../../task/operator.ts'
import type { BackgroundJob } from '../lsm/jobs.ts'
import type { LsmStore } from '../lsm/store.ts'
import type { StoreMemory } from '../lsm/store-memory.ts'
import { bytesOfFiles, type FileMeta } from '../lsm/version.ts'
import type { StateSite } from '../state-scope.ts'
import type { CompositeKeys } from './composite-key.ts'
import { accessTime, fileTime, jobTime } from './disk-costs.ts'
import { WorkingFiles } from './working-files.ts'

/** How often a store is measured while a memtable fills. */
const measuresPerMemtable = 4

/** What the machine must know of what it serves. */
interface ServedStore {
  readonly store: LsmStore
  readonly keys: CompositeKeys
}

export class StoreMachine {
  readonly files: WorkingFiles
  /** Shared with other stores; null: this one has its own. */
  readonly memory: StoreMemory | null
  readonly #site: StateSite
  readonly #beside: NonNullable<OperatorSite['beside']>
  readonly #started = new Map<BackgroundJob, EventSeq>()
  #served: ServedStore | null = null
  /** Virtual microseconds that are still to be waited for. */
  #owed = 0
  #isStalled = false
  /** What is counted in it, or was waited for; and which blocks were told of. */
  #charged = { blocks: 0, written: 0 }
  #told = { blocks: 0, bytes: 0 }
  /** Bytes written in all at which it is measured again, so that memtables are seen to fill. */
  #measureAt = 0

  /** Null where state stands alone, in tests: files are in memory then, and take no time. */
  static of(site: StateSite): StoreMachine | null {
    return site.beside === undefined ? null : new StoreMachine(site, site.beside)
  }

  private constructor(site: StateSite, beside: NonNullable<OperatorSite['beside']>) {
    const { sim, node, index, execution } = site
    this.#site = site
    this.#beside = beside
    this.memory = site.storeMemory ?? null
    this.files = new WorkingFiles(`${node.id}-${index}-${execution.id}`, sim.blobs)
  }

  serves(served: ServedStore): void {
    this.#served = served
  }

  /** Whether the task must wait for a flush or a compaction before it does anything more. */
  get isStalled(): boolean {
    const store = this.#served?.store
    const isStalled = store?.writeCondition === 'stopped'
    if (isStalled === this.#isStalled) return isStalled
    this.#isStalled = isStalled
    const { sim } = this.#site
    if (isStalled) {
      const because = store.isOutOfMemtables ? 'memtables' : 'level-0'
      sim.record({ kind: 'write-stall-started', ...this.#place, because }, null)
    } else sim.record({ kind: 'write-stall-ended', ...this.#place }, null)
    return isStalled
  }

  /** Virtual ms the task waits for what it has read and written since it was last asked. */
  takeAccessTime(): number {
    if (this.#served === null) return 0
    const { sim } = this.#site
    const { statistics, writeCondition } = this.#served.store
    const { blockCacheMiss: blocks, bytesWritten: written } = statistics
    this.#owed += accessTime(sim.costs, {
      blocks: blocks - this.#charged.blocks,
      delayed: writeCondition === 'delayed' ? written - this.#charged.written : 0,
    })
    this.#charged = { blocks, written }
    const time = Math.floor(this.#owed / 1000)
    this.#owed -= time * 1000
    if (time > 0) this.#tellRead(time)
    if (written > this.#measureAt) this.measure(null)
    return time
  }

  /** Virtual ms a checkpoint takes to bring memory into files. */
  get flushTime(): number {
    const { settings } = this.#site
    const bytes = this.#served?.store.memtableBytes ?? 0
    if (settings.checkpoints.incremental !== true) return 0
    return bytes === 0 ? 0 : fileTime(this.#site.sim.costs, bytes)
  }

  readonly schedule = (job: BackgroundJob): void => {
    const { sim } = this.#site
    const time = jobTime(sim.costs, job)
    this.#started.set(job, this.#tellStarted(job, (sim.now + time) as VirtualTime))
    this.#beside(time, {
      needs: () => (this.#started.has(job) ? this.files.missingOf(job.reads()) : []),
      run: () => {
        job.complete()
      },
    })
  }

  readonly finished = (job: BackgroundJob, made: readonly FileMeta[]): void => {
    const cause = this.#started.get(job) ?? null
    this.#started.delete(job)
    const { sim } = this.#site
    const { plan, columnFamily: state, inputBytes } = job
    const files = made.map((file) => this.#shown(file))
    if (plan === null) {
      const fact = { kind: 'memtable-flushed', ...this.#place, state } as const
      sim.record({ ...fact, bytes: inputBytes, files }, cause)
    } else {
      const { level, outputLevel, inputs } = plan
      sim.record(
        {
          kind: 'compaction-finished',
          ...this.#place,
          ...{ state, level, outputLevel },
          inputs: inputs.map(({ number }) => number),
          outputs: files,
          bytesIn: bytesOfFiles(inputs),
          bytesOut: bytesOfFiles(made),
          dropped: entriesOf(inputs) - entriesOf(made),
        },
        cause,
      )
    }
    this.measure(cause)
  }

  /** What the store has and has done, for the trace. */
  measure(cause: EventSeq | null): void {
    if (this.#served === null) return
    const { store } = this.#served
    const { statistics } = store
    const { sim, settings } = this.#site
    const memtable = settings.rocksDb?.writeBufferSize ?? Infinity
    this.#measureAt = statistics.bytesWritten + memtable / measuresPerMemtable
    sim.record(
      {
        kind: 'store-measured',
        ...this.#place,
        memtables: store.memtableBytes,
        cached: store.cachedBytes,
        cacheHits: statistics.blockCacheHit,
        cacheMisses: statistics.blockCacheMiss,
        filtered: statistics.bloomFilterUseful,
        bytesRead: statistics.bytesRead,
        bytesWritten: statistics.bytesWritten,
        bytesFlushed: statistics.flushWriteBytes,
        bytesCompacted: statistics.compactWriteBytes,
      },
      cause,
    )
  }

  #tellStarted(
    { plan, columnFamily: state, inputBytes: bytes }: BackgroundJob,
    until: VirtualTime,
  ) {
    const { sim } = this.#site
    if (plan === null)
      return sim.record({ kind: 'flush-started', ...this.#place, state, bytes, until }, null)
    const { level, outputLevel, inputs } = plan
    const numbers = inputs.map(({ number }) => number)
    return sim.record(
      {
        kind: 'compaction-started',
        ...this.#place,
        ...{ state, level, outputLevel, inputs: numbers, bytes, until },
      },
      null,
    )
  }

  #tellRead(time: number): void {
    const { blockCacheMiss: blocks = 0, bytesRead: bytes = 0 } =
      this.#served?.store.statistics ?? {}
    const read = { blocks: blocks - this.#told.blocks, bytes: bytes - this.#told.bytes }
    this.#told = { blocks, bytes }
    const { sim } = this.#site
    const until = (sim.now + time) as VirtualTime
    sim.record({ kind: 'blocks-read', ...this.#place, ...read, until }, null)
  }

  #shown({ number, size, entries, smallest, largest }: FileMeta): StoreFile {
    const groupOf = (key: Uint8Array): KeyGroup =>
      this.#served?.keys.keyGroupOf(key) ?? (0 as KeyGroup)
    return {
      file: number,
      bytes: size,
      entries,
      from: groupOf(smallest),
      to: groupOf(largest),
    }
  }

  get #place() {
    const { subtask, position: operator } = this.#site
    return { subtask, operator }
  }
}

function entriesOf(files: readonly FileMeta[]): number {
  return files.reduce((sum, { entries }) => sum + entries, 0)
}
