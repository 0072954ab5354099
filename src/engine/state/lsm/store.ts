/**
 * A store of sorted bytes that is written to in memory and kept in files, as RocksDB is (and LevelDB,
 * whose formats its blocks have). One for the keyed state of an operator; a column family for each
 * state. There is no write-ahead log: what is not flushed is gone with the machine (RB-9).
 */
import { ColumnFamily, type ColumnFamilyRules } from './column-family.ts'
import { type CompactionPlan, pickCompaction, planForAll } from './compaction-picker.ts'
import { compacted } from './compaction-stream.ts'
import { type EntryCursor, newestSequence, type ValueType, valueTypes } from './entry.ts'
import { type BackgroundJob, filesReadBy, inputBytesOf, type Work } from './jobs.ts'
import { lookAlong, Lookup } from './lookup.ts'
import { type AtHand, type FilePart, missingBlocks, type Wanted } from './residence.ts'
import type { Manifest } from './manifest.ts'
import type { Memtable } from './memtable.ts'
import { LevelCursor, MergingCursor } from './merging-cursor.ts'
import type { StoreOptions } from './options.ts'
import { Statistics } from './statistics.ts'
import { StoreMemory } from './store-memory.ts'
import { StoreIterator } from './store-iterator.ts'
import type { TableFiles } from './table-files.ts'
import { Tables } from './tables.ts'
import {
  applied,
  bytesOfFiles as sizeOf,
  fileWith,
  type FileMeta,
  overlapping,
  type VersionEdit,
} from './version.ts'
import { type WriteCondition, writeCondition } from './write-controller.ts'

/** Told of each job that has begun; it is done when `complete` is called, now or later. */
export type Schedule = (job: BackgroundJob) => void

/** Told of each job that is done, and which files it has made; a file that was moved is one. */
export type Finished = (job: BackgroundJob, made: readonly FileMeta[]) => void

const atOnce: Schedule = (job) => {
  job.complete()
}

const nothing = new Uint8Array(0)

const emptyManifest: Manifest = { sequence: 0, nextFile: 1, families: [] }

/** Reads at a moment, until it is released. RocksDB: Snapshot. */
export interface Snapshot {
  readonly sequence: number
  release(): void
}

/** Who reads: as of when, and whether the cache and the counters are to know of it. */
interface Reader {
  readonly snapshot?: Snapshot
  readonly isCounted?: boolean
  /** Of a walk: the key it ends before; null: it ends with the last. */
  readonly upTo?: Uint8Array | null
}

interface Running {
  readonly work: Work
  readonly job: BackgroundJob
}

export class LsmStore {
  readonly statistics: Statistics
  readonly #options: StoreOptions
  readonly #schedule: Schedule
  readonly #finished: Finished
  readonly #tables: Tables
  readonly #memory: StoreMemory
  readonly #families = new Map<string, ColumnFamily>()
  readonly #restored: Manifest['families']
  readonly #snapshots = new Set<Snapshot>()
  #running: readonly Running[] = []
  #sequence: number

  /** `manifest`: what to open, of which `files` has the bytes; null: an empty store. */
  constructor(
    options: StoreOptions,
    files: TableFiles,
    {
      schedule = atOnce,
      finished = () => undefined,
      manifest = null,
      statistics = new Statistics(),
      memory = new StoreMemory({ cache: options.blockCacheSize, writeBuffers: Infinity }),
    }: {
      schedule?: Schedule
      finished?: Finished
      manifest?: Manifest | null
      statistics?: Statistics
      memory?: StoreMemory
    } = {},
  ) {
    this.#options = options
    this.#schedule = schedule
    this.#finished = finished
    this.statistics = statistics
    const { sequence, families, nextFile } = manifest ?? emptyManifest
    this.#sequence = sequence
    this.#restored = families
    this.#memory = memory
    this.#tables = new Tables(options, files, {
      statistics,
      cache: memory.join(this),
      nextFile,
    })
  }

  /** The column family of a name, made where there is none; restored ones have what was in them. */
  columnFamily(name: string, rules: ColumnFamilyRules): ColumnFamily {
    const known = this.#families.get(name)
    if (known !== undefined) return known
    const none = Array.from({ length: this.#options.numLevels }, () => [])
    const levels = this.#restored.find((family) => family.name === name)?.levels ?? none
    const family = new ColumnFamily(name, rules, this.#tables.version(levels))
    this.#families.set(name, family)
    // A store that is opened may have levels that are full: nobody writes until they are compacted.
    this.#startWork()
    return family
  }

  // --- Writing -------------------------------------------------------------------------------------------

  /** Keeps the bytes it is given. */
  put(family: ColumnFamily, key: Uint8Array, value: Uint8Array): void {
    this.#write(family, key, valueTypes.value, value)
  }

  delete(family: ColumnFamily, key: Uint8Array): void {
    this.#write(family, key, valueTypes.deletion, nothing)
  }

  /** An operand, without looking at what is there. */
  merge(family: ColumnFamily, key: Uint8Array, operand: Uint8Array): void {
    this.#write(family, key, valueTypes.merge, operand)
  }

  #write(family: ColumnFamily, key: Uint8Array, type: ValueType, value: Uint8Array): void {
    this.statistics.bytesWritten += key.length + value.length
    family.mutable.add(key, ++this.#sequence, type, value)
    if (family.mutable.bytes >= this.#options.writeBufferSize) family.switchMemtable()
    else if (this.#memory.isFull) this.#oldestMutable().switchMemtable()
    else return
    this.#startWork()
  }

  /** Bytes of blocks in memory. */
  get cachedBytes(): number {
    return this.#tables.source.cache.usage
  }

  /** Whether writers are to wait, or to slow down, for work that is under way; they look before they write. */
  get writeCondition(): WriteCondition {
    let worst: WriteCondition = 'normal'
    for (const family of this.#families.values()) {
      const condition = writeCondition(family, this.#options)
      if (condition === 'stopped') return condition
      if (condition === 'delayed') worst = condition
    }
    return worst
  }

  /** Whether what stops writes is memory, and not level 0. */
  get isOutOfMemtables(): boolean {
    const { maxWriteBufferNumber } = this.#options
    const families = [...this.#families.values()]
    return families.some(({ immutables }) => immutables.length >= maxWriteBufferNumber)
  }

  /** Bytes of the memtables that are written to. */
  get mutableBytes(): number {
    let sum = 0
    for (const { mutable } of this.#families.values()) sum += mutable.bytes
    return sum
  }

  /** Bytes of all memtables, full ones included. */
  get memtableBytes(): number {
    let sum = 0
    for (const { mutable, immutables } of this.#families.values())
      sum += immutables.reduce((bytes, memtable) => bytes + memtable.bytes, mutable.bytes)
    return sum
  }

  /** Entries in memory and in files: versions, tombstones and operands count. */
  get entries(): number {
    let sum = 0
    for (const { mutable, immutables, version } of this.#families.values()) {
      for (const { count } of [mutable, ...immutables]) sum += count
      for (const { entries } of version.files) sum += entries
    }
    return sum
  }

  /** RocksDB: HandleWriteBufferManagerFlush. */
  #oldestMutable(): ColumnFamily {
    const filled = [...this.#families.values()].filter(({ mutable }) => mutable.count > 0)
    return filled.reduce((oldest, family) =>
      family.mutable.firstSequence < oldest.mutable.firstSequence ? family : oldest,
    )
  }

  // --- Reading -------------------------------------------------------------------------------------------

  /** Null: there is no value. */
  get(family: ColumnFamily, key: Uint8Array, reader: Reader = {}): Uint8Array | null {
    const { snapshot, isCounted = true } = reader
    const place = { key, sequence: snapshot?.sequence ?? newestSequence, isCounted }
    const lookup = new Lookup(family.merge)
    const isInMemory = this.#lookIntoMemtables(family, lookup, place)
    if (isCounted) this.statistics[isInMemory ? 'memtableHit' : 'memtableMiss']++
    if (!isInMemory) this.#lookIntoFiles(family, lookup, place)
    return lookup.value
  }

  /** What there is now, for whoever reads later. */
  snapshot(): Snapshot {
    const snapshot: Snapshot = {
      sequence: this.#sequence,
      release: () => {
        this.#snapshots.delete(snapshot)
      },
    }
    this.#snapshots.add(snapshot)
    return snapshot
  }

  /** Not sought yet. It is to be closed. */
  iterator(family: ColumnFamily, reader: Reader = {}): StoreIterator {
    const { snapshot, isCounted = true, upTo = null } = reader
    const { mutable, immutables, merge } = family
    const version = family.version.retain()
    const memtables = [mutable, ...immutables].map((memtable) => memtable.cursor())
    const open = (file: FileMeta): EntryCursor => this.#tables.cursor(file, isCounted)
    const [level0 = [], ...deeper] = version.levels
    const levels = deeper
      .filter((files) => files.length > 0)
      .map((files) => new LevelCursor(files, open))
    return new StoreIterator(new MergingCursor([...memtables, ...level0.map(open), ...levels]), {
      sequence: snapshot?.sequence ?? this.#sequence,
      merge,
      upTo,
      onClosed: () => {
        version.release()
      },
    })
  }

  #lookIntoMemtables({ mutable, immutables }: ColumnFamily, lookup: Lookup, place: Place): boolean {
    for (const memtable of [mutable, ...immutables]) {
      if (memtable.count > 0) lookAlong(memtable.cursor(), lookup, place)
      if (lookup.isDone) return true
    }
    return false
  }

  #lookIntoFiles({ version }: ColumnFamily, lookup: Lookup, place: Place): void {
    for (const [level, files] of version.levels.entries()) {
      const { key } = place
      const candidates = level === 0 ? overlapping(files, key, key) : [fileWith(files, key)]
      for (const file of candidates) {
        if (file !== null) this.#lookIntoFile(file, lookup, place)
        if (lookup.isDone) return
      }
    }
  }

  #lookIntoFile(file: FileMeta, lookup: Lookup, place: Place): void {
    const table = this.#tables.open(file)
    const { key, isCounted } = place
    if (!table.mayContain(key)) {
      if (isCounted) this.statistics.bloomFilterUseful++
      return
    }
    const found = lookAlong(this.#tables.cursor(file, isCounted), lookup, place)
    if (!found && isCounted && table.hasFilter) this.statistics.bloomFilterFalsePositive++
  }

  /** What is not at hand of what is to be read next; what is, stays until this is asked again. */
  missing(wanted: readonly Wanted[], atHand: AtHand): readonly FilePart[] {
    return missingBlocks(wanted, this.#tables, atHand)
  }

  /** It is used no more, and takes no memory from others. */
  close(): void {
    this.#memory.leave(this)
    this.#tables.source.cache.drop()
  }

  /** All files that are part of it now. */
  get files(): readonly FileMeta[] {
    return [...this.#families.values()].flatMap(({ version }) => version.files)
  }

  // --- Work beside it ------------------------------------------------------------------------------------

  /** Begins to flush what is in memory; it is done when the jobs are. */
  flush(): void {
    for (const family of this.#families.values()) family.switchMemtable()
    this.#startWork()
  }

  /** Flushes and compacts a column family into one level, now. RocksDB: CompactRange. */
  compactAll(family: ColumnFamily): void {
    this.flush()
    this.completeAll()
    const plan = planForAll(family.version.levels)
    if (plan !== null) this.#complete({ kind: 'compaction', family, plan })
  }

  /** Does now what is under way, and what comes of it. */
  completeAll(): void {
    for (let [first] = this.#running; first !== undefined; [first] = this.#running)
      first.job.complete()
  }

  /** Flushes everything, now, and answers what the store consists of. RocksDB: Checkpoint. */
  checkpoint(): Manifest {
    this.flush()
    const flushing = (): Running | undefined =>
      this.#running.find(({ work }) => work.kind === 'flush')
    for (let next = flushing(); next !== undefined; next = flushing()) next.job.complete()
    const families = [...this.#families.values()].map(({ name, version: { levels } }) => ({
      name,
      levels,
    }))
    const unclaimed = this.#restored.filter(({ name }) => !this.#families.has(name))
    return {
      sequence: this.#sequence,
      nextFile: this.#tables.nextFile,
      families: [...families, ...unclaimed],
    }
  }

  /** A flush and a compaction may be under way at a time (RocksDB: max_background_jobs, 2 by Flink's default). */
  #startWork(): void {
    for (let work = this.#nextWork(); work !== null; work = this.#nextWork()) this.#start(work)
  }

  #nextWork(): Work | null {
    const isBusy = (kind: Work['kind']): boolean =>
      this.#running.some(({ work }) => work.kind === kind)
    if (!isBusy('flush')) {
      const family = [...this.#families.values()].find(({ immutables }) => immutables.length > 0)
      if (family !== undefined) return { kind: 'flush', family, memtables: family.immutables }
    }
    if (isBusy('compaction')) return null
    for (const family of this.#families.values()) {
      const plan = pickCompaction(family.version.levels, this.#options)
      if (plan !== null) return { kind: 'compaction', family, plan }
    }
    return null
  }

  #start(work: Work): void {
    const job: BackgroundJob = {
      kind: work.kind,
      columnFamily: work.family.name,
      plan: work.kind === 'flush' ? null : work.plan,
      inputBytes: inputBytesOf(work),
      reads: () => filesReadBy(work),
      complete: () => {
        if (!this.#running.includes(running)) return
        this.#running = this.#running.filter((other) => other !== running)
        this.#finished(job, this.#complete(work))
        this.#startWork()
      },
    }
    const running: Running = { work, job }
    this.#running = [...this.#running, running]
    this.#schedule(job)
  }

  #complete(work: Work): readonly FileMeta[] {
    return work.kind === 'flush'
      ? this.#completeFlush(work.family, work.memtables)
      : this.#completeCompaction(work.family, work.plan)
  }

  #completeFlush(family: ColumnFamily, memtables: readonly Memtable[]): readonly FileMeta[] {
    const cursor = new MergingCursor(memtables.map((memtable) => memtable.cursor()))
    const left = compacted(cursor, { ...this.#rulesOf(family), filter: null, isBase: () => false })
    const added = this.#tables.write(left, Infinity)
    this.statistics.flushes++
    this.statistics.flushWriteBytes += sizeOf(added)
    family.flushed(memtables)
    this.#install(family, { deleted: [], level: 0, added })
    return added
  }

  #completeCompaction(family: ColumnFamily, plan: CompactionPlan): readonly FileMeta[] {
    const { inputs, outputLevel } = plan
    this.statistics.compactions++
    if (plan.isTrivialMove && family.filter === null) {
      this.statistics.trivialMoves++
      this.#install(family, { deleted: inputs, level: outputLevel, added: inputs })
      return inputs
    }
    const deeper = family.version.levels.slice(outputLevel + 1)
    const left = compacted(
      new MergingCursor(inputs.map((file) => this.#tables.open(file).pastCache())),
      {
        ...this.#rulesOf(family),
        filter: family.filter,
        isBase: (key) => deeper.every((files) => fileWith(files, key) === null),
      },
    )
    const added = this.#tables.write(left, this.#options.targetFileSizeBase)
    this.statistics.compactReadBytes += sizeOf(inputs)
    this.statistics.compactWriteBytes += sizeOf(added)
    this.#install(family, { deleted: inputs, level: outputLevel, added })
    family.filter?.completed()
    return added
  }

  #rulesOf({ merge }: ColumnFamily) {
    return {
      snapshots: [...this.#snapshots].map(({ sequence }) => sequence).sort((a, b) => a - b),
      merge,
      filtered: () => {
        this.statistics.filtered++
      },
    }
  }

  #install(family: ColumnFamily, edit: VersionEdit): void {
    const before = family.version
    family.version = this.#tables.version(applied(before.levels, edit))
    before.release()
  }
}

interface Place {
  readonly key: Uint8Array
  readonly sequence: number
  readonly isCounted: boolean
}
