/**
 * Small things by name: in IndexedDB where it works; else, where it is full or fails, in
 * localStorage, whose room is its own; else in memory, so that the product goes on and only the
 * tab's end takes them. Nothing here throws or rejects.
 */
import type { StorageFault } from '../model/index.ts'
import type { Database, StoreName } from './database.ts'
import { Refuge } from './refuge.ts'

export type CabinetName = Exclude<StoreName, 'blobs' | 'folders' | 'manifests'>

export class Cabinet {
  readonly #database: Database
  readonly #store: CabinetName
  /** What could not be stored, and answers before what is stored; undefined: removed. */
  readonly #unstored = new Map<string, unknown>()

  readonly #refuge: Refuge

  constructor(database: Database, store: CabinetName) {
    this.#database = database
    this.#store = store
    this.#refuge = new Refuge(store)
  }

  async get(key: string): Promise<unknown> {
    if (this.#unstored.has(key)) return this.#unstored.get(key)
    const refuge = this.#refuge.get(key)
    if (refuge !== undefined) return refuge
    const result = await this.#database.transact([this.#store], 'readonly', (transaction) =>
      transaction.objectStore(this.#store).get(key),
    )
    return 'fault' in result ? undefined : result.value
  }

  /** Null when it will survive the tab. */
  async set(key: string, value: unknown): Promise<StorageFault | null> {
    // The page may be about to close, and refused before: then nobody hears that it is refused again.
    if (this.#refuge.get(key) !== undefined) this.#refuge.set(key, value)
    const result = await this.#database.transact([this.#store], 'readwrite', (transaction) =>
      transaction.objectStore(this.#store).put(value, key),
    )
    // What stands outside the database is newer than what is in it.
    this.#unstored.delete(key)
    if (!('fault' in result)) {
      this.#refuge.delete(key)
      return null
    }
    if (this.#refuge.set(key, value)) return null
    this.#refuge.delete(key)
    this.#unstored.set(key, value)
    return result.fault
  }

  async delete(key: string): Promise<void> {
    const result = await this.#database.transact([this.#store], 'readwrite', (transaction) =>
      transaction.objectStore(this.#store).delete(key),
    )
    this.#refuge.delete(key)
    if ('fault' in result) this.#unstored.set(key, undefined)
    else this.#unstored.delete(key)
  }

  /** Everything, by name. */
  async entries(): Promise<ReadonlyMap<string, unknown>> {
    const found = new Map<string, unknown>()
    const result = await this.#database.transact([this.#store], 'readonly', async (transaction) => {
      const store = transaction.objectStore(this.#store)
      return Promise.all([store.getAllKeys(), store.getAll()])
    })
    if (!('fault' in result)) {
      const [keys, values] = result.value
      keys.forEach((key, at) => found.set(key, values[at]))
    }
    for (const [key, value] of this.#refuge.entries()) found.set(key, value)
    for (const [key, value] of this.#unstored) {
      if (value === undefined) found.delete(key)
      else found.set(key, value)
    }
    return found
  }
}
