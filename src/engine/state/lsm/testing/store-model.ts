/**
 * A store and what must be in it: plain maps. Random operations on both; what the store answers must
 * be what the maps have, through flushes, compactions, snapshots, losses and restores.
 */
import { type Random, randomStream } from '../../../../base/index.ts'
import type { ColumnFamily } from '../column-family.ts'
import type { BackgroundJob } from '../jobs.ts'
import type { Manifest } from '../manifest.ts'
import { stringAppend } from '../merge-operator.ts'
import { LsmStore, type Snapshot } from '../store.ts'
import { Statistics } from '../statistics.ts'
import { MemoryFiles } from '../table-files.ts'
import { small } from './options.ts'

type Contents = Map<string, string>

const comma = 44
const familyNames = ['values', 'lists', 'expiring'] as const
type FamilyName = (typeof familyNames)[number]
/** Milliseconds a value of the family `expiring` lives; its value begins with when it was written. */
const timeToLive = 2000

interface Moment {
  readonly snapshot: Snapshot
  readonly contents: Record<FamilyName, Contents>
}

interface Kept {
  readonly manifest: Manifest
  readonly files: ReadonlyMap<number, Uint8Array>
  readonly contents: Record<FamilyName, Contents>
}

export class StoreModel {
  readonly #random: Random
  #files = new MemoryFiles()
  #store!: LsmStore
  #families!: Record<FamilyName, ColumnFamily>
  #jobs: BackgroundJob[] = []
  #contents: Record<FamilyName, Contents> = empty()
  #moments: Moment[] = []
  #kept: Kept | null = null
  #now = 0
  readonly #keys: number
  readonly #bloom: number
  /** What was done, of each kind. */
  readonly done: Record<string, number> = {}

  constructor(seed: number) {
    this.#random = randomStream(seed, 'lsm')
    this.#keys = this.#random.between(20, 1500)
    this.#bloom = this.#random.below(2) * 10
    this.#open(null)
  }

  /** Of all stores there were. */
  readonly statistics = new Statistics()

  /** The deepest level that ever had a file. */
  deepest = 0

  /** Times a writer had to wait for a flush or a compaction. */
  waits = 0

  /** Throws where the store answers what it must not. */
  step(): void {
    this.#now += this.#random.below(3)
    const draw = this.#random.below(10_000)
    const found = chances.find(([until]) => draw < until)
    if (found === undefined) return
    const [, name, act] = found
    this.done[name] = (this.done[name] ?? 0) + 1
    act.call(this)
  }

  /** Where writes are stopped, work that is under way goes on first. */
  #waitForRoom(): void {
    if (this.#store.writeCondition !== 'stopped') return
    this.waits++
    while (this.#store.writeCondition === 'stopped') {
      const job = this.#jobs.shift()
      if (job === undefined) throw new Error('writes are stopped, and nothing is under way')
      job.complete()
    }
  }

  put(): void {
    this.#waitForRoom()
    const [name, key] = this.#place(['values', 'lists', 'expiring'])
    const value = name === 'expiring' ? `${this.#now}:${this.#text()}` : this.#text()
    this.#store.put(this.#families[name], bytes(key), bytes(value))
    this.#contents[name].set(key, value)
  }

  merge(): void {
    this.#waitForRoom()
    const [name, key] = this.#place(['lists'])
    const operand = this.#text()
    this.#store.merge(this.#families[name], bytes(key), bytes(operand))
    const before = this.#contents[name].get(key)
    this.#contents[name].set(key, before === undefined ? operand : `${before},${operand}`)
  }

  delete(): void {
    this.#waitForRoom()
    const [name, key] = this.#place(familyNames)
    this.#store.delete(this.#families[name], bytes(key))
    this.#contents[name].delete(key)
  }

  get(): void {
    const [name, key] = this.#place(familyNames)
    const found = this.#store.get(this.#families[name], bytes(key))
    this.#expect(name, key, found, this.#contents[name].get(key))
  }

  /** A walk over a prefix, and now and then over everything, while it is written to. */
  walk(): void {
    const [name, key] = this.#place(familyNames)
    const prefix = this.#random.below(60) === 0 ? '' : key.slice(0, 2)
    const before = new Map(this.#contents[name])
    const iterator = this.#store.iterator(this.#families[name])
    for (let writes = this.#random.below(5); writes > 0; writes--) this.put()
    this.#compareWalk(name, iterator, before, prefix)
    iterator.close()
  }

  takeSnapshot(): void {
    if (this.#moments.length >= 3) this.#moments.shift()?.snapshot.release()
    this.#moments.push({ snapshot: this.#store.snapshot(), contents: copied(this.#contents) })
  }

  readSnapshot(): void {
    const moment = this.#moments[this.#random.below(Math.max(1, this.#moments.length))]
    if (moment === undefined) return
    const [name, key] = this.#place(['values', 'lists'])
    const found = this.#store.get(this.#families[name], bytes(key), { snapshot: moment.snapshot })
    this.#expect(name, key, found, moment.contents[name].get(key))
  }

  walkSnapshot(): void {
    const [moment] = this.#moments
    if (moment === undefined) return
    const name = this.#random.below(2) === 0 ? 'values' : 'lists'
    const iterator = this.#store.iterator(this.#families[name], { snapshot: moment.snapshot })
    this.#compareWalk(name, iterator, moment.contents[name], '')
    iterator.close()
  }

  flush(): void {
    this.#store.flush()
  }

  finishJob(): void {
    this.#jobs.splice(this.#random.below(Math.max(1, this.#jobs.length)), 1)[0]?.complete()
  }

  compactAll(): void {
    const [name] = this.#place(familyNames)
    this.#store.compactAll(this.#families[name])
  }

  /** As a checkpoint does: the files by value, what they are by the manifest. */
  keep(): void {
    const manifest = this.#store.checkpoint()
    const levels = manifest.families.flatMap((family) => family.levels.flat(2))
    for (const family of manifest.families)
      this.deepest = Math.max(
        this.deepest,
        family.levels.findLastIndex((at) => at.length > 0),
      )
    const files = new Map(levels.map(({ number }) => [number, this.#files.whole(number)]))
    this.#kept = { manifest, files, contents: copied(this.#contents) }
  }

  /** The machine is lost: what is kept elsewhere is all there is. */
  lose(): void {
    this.#moments = []
    this.#jobs = []
    this.#files = new MemoryFiles()
    for (const [number, file] of this.#kept?.files ?? []) this.#files.write(number, file)
    this.#contents = this.#kept === null ? empty() : copied(this.#kept.contents)
    this.#open(this.#kept?.manifest ?? null)
  }

  /** Nothing is in the directory that no version needs, once nobody reads. */
  checkFiles(): void {
    for (const { snapshot } of this.#moments) snapshot.release()
    this.#moments = []
    const needed = this.#store.checkpoint().families.flatMap((family) => family.levels.flat(2))
    const numbers = needed.map(({ number }) => number).sort((a, b) => a - b)
    const there = [...this.#files.names].sort((a, b) => a - b)
    if (String(numbers) !== String(there))
      throw new Error(`files ${String(there)} where ${String(numbers)} are needed`)
  }

  #open(manifest: Manifest | null): void {
    const options = { ...small, bloomBitsPerKey: this.#bloom }
    const schedule = (job: BackgroundJob): void => {
      if (this.#random.below(4) === 0) job.complete()
      else this.#jobs.push(job)
    }
    this.#store = new LsmStore(options, this.#files, {
      schedule,
      manifest,
      statistics: this.statistics,
    })
    const merge = stringAppend(comma)
    this.#families = {
      values: this.#store.columnFamily('values', { merge: null }),
      lists: this.#store.columnFamily('lists', { merge }),
      expiring: this.#store.columnFamily('expiring', { merge: null }),
    }
    this.#families.expiring.filter = {
      filter: (_key, _type, value) => (this.#isExpired(text(value)) ? 'remove' : 'keep'),
      completed: () => undefined,
    }
  }

  #isExpired(value: string): boolean {
    return Number(value.split(':')[0]) + timeToLive <= this.#now
  }

  #compareWalk(
    name: FamilyName,
    iterator: ReturnType<LsmStore['iterator']>,
    contents: Contents,
    prefix: string,
  ): void {
    const expected = [...contents.keys()].filter((key) => key.startsWith(prefix)).sort(byUnits)
    let at = 0
    const skipExpired = (until: string | null): void => {
      for (; at < expected.length && expected[at] !== until; at++)
        this.#expect(name, expected[at] as string, null, contents.get(expected[at] as string))
    }
    for (iterator.seek(bytes(prefix)); iterator.key !== null; iterator.next()) {
      const key = text(iterator.key)
      if (!key.startsWith(prefix)) break
      skipExpired(key)
      this.#expect(name, key, iterator.value, contents.get(key))
      at++
    }
    skipExpired(null)
  }

  /** What expired may be there or not. */
  #expect(name: FamilyName, key: string, found: Uint8Array | null, expected?: string): void {
    const answer = found === null ? undefined : text(found)
    if (answer === expected) return
    const mayBeGone = name === 'expiring' && answer === undefined && expected !== undefined
    if (mayBeGone && this.#isExpired(expected)) return
    throw new Error(`${name} ${key}: ${answer} instead of ${expected}`)
  }

  #place<N extends FamilyName>(names: readonly N[]): [N, string] {
    const name = names[this.#random.below(names.length)] as N
    const number = this.#random.below(this.#keys)
    // Of different lengths, some the beginning of others.
    return [name, number.toString(3).padStart(3, '0')]
  }

  #text(): string {
    return 'abcdefghijklmnopqrst'.slice(0, this.#random.below(20)) + this.#random.below(10)
  }
}

const { prototype: model } = StoreModel
/** In ten-thousandths, added up. */
const chances: [until: number, name: string, act: () => void][] = [
  [3500, 'put', model.put],
  [4800, 'merge', model.merge],
  [5800, 'delete', model.delete],
  [9000, 'get', model.get],
  [9100, 'walk', model.walk],
  [9140, 'snapshot', model.takeSnapshot],
  [9500, 'readSnapshot', model.readSnapshot],
  [9503, 'walkSnapshot', model.walkSnapshot],
  [9508, 'flush', model.flush],
  [9800, 'finishJob', model.finishJob],
  [9801, 'compactAll', model.compactAll],
  [9804, 'keep', model.keep],
  [9805, 'lose', model.lose],
]

function empty(): Record<FamilyName, Contents> {
  return { values: new Map(), lists: new Map(), expiring: new Map() }
}

function copied(contents: Record<FamilyName, Contents>): Record<FamilyName, Contents> {
  const { values, lists, expiring } = contents
  return { values: new Map(values), lists: new Map(lists), expiring: new Map(expiring) }
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function bytes(of: string): Uint8Array {
  return Uint8Array.from(of, (unit) => unit.charCodeAt(0))
}

function text(of: Uint8Array): string {
  return String.fromCharCode(...of)
}

/** A store under so many operations. Throws an error that says what differs, and where. */
export function examineStore(seed: number, operations: number): StoreModel {
  const examined = new StoreModel(seed)
  for (let at = 0; at < operations; at++) {
    try {
      examined.step()
    } catch (error) {
      throw new Error(`seed ${seed}, operation ${at}: ${String(error)}`, { cause: error })
    }
  }
  examined.checkFiles()
  return examined
}
