/**
 * Stores and upgrades of the one IndexedDB database, and what a browser may do to it: refuse it,
 * fill up, close it, empty it. Nothing here throws or rejects; a failed operation is a fault.
 */
import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  openDB,
  type StoreNames,
} from 'idb'
import type { SnapshotManifest, StorageFault } from '../model/index.ts'
import { latestVersion, upgrades } from './upgrades.ts'

/** Bytes with what they are verified by. */
export interface StoredBlob {
  readonly bytes: Uint8Array
  readonly length: number
  /** XXH32. */
  readonly hash: number
}

export interface StoredManifest {
  readonly run: string
  readonly manifest: SnapshotManifest
  readonly writtenAt: number
}

/**
 * The stores. Keys: `run/blob`, the folder of blobs, `run/checkpoint`, and names. `folders` says when
 * one was last written to, real ms since 1970. `blobs` has no index: a browser would read each value
 * back as it is written, to find what to index, and take twice as long.
 */
export interface Stores extends DBSchema {
  blobs: { key: string; value: StoredBlob }
  folders: { key: string; value: number }
  manifests: { key: string; value: StoredManifest }
  scenarios: { key: string; value: unknown }
  sessions: { key: string; value: unknown }
  progress: { key: string; value: unknown }
  settings: { key: string; value: unknown }
}

export type StoreName = StoreNames<Stores>

/** What storage did, for people to be told. */
export interface StorageNotice {
  readonly fault: StorageFault
  readonly message: string
}

const name = 'barrier-lab'
/** Real ms. Some browsers in some modes never answer. */
const longestOpening = 5_000

type Transaction<N extends StoreName, M extends IDBTransactionMode> = IDBPTransaction<
  Stores,
  N[],
  M
>

export class Database {
  #connection: Promise<IDBPDatabase<Stores> | null> | null = null
  readonly #notify: (notice: StorageNotice) => void

  constructor(notify: (notice: StorageNotice) => void) {
    this.#notify = notify
  }

  /** Whether the database can be opened; tells the listener when not. */
  async isUsable(): Promise<boolean> {
    return (await this.#connect()) !== null
  }

  /** One transaction. Its answer once it is durable, or what went wrong. */
  async transact<N extends StoreName, M extends IDBTransactionMode, T>(
    stores: N[],
    mode: M,
    work: (transaction: Transaction<N, M>) => Promise<T>,
  ): Promise<{ readonly value: T } | { readonly fault: StorageFault }> {
    for (let attempt = 0; ; attempt++) {
      const connection = await this.#connect()
      if (connection === null) return { fault: 'blocked' }
      try {
        const transaction = connection.transaction(stores, mode)
        const value = work(transaction)
        // Both at once: a failed request fails the transaction too, and neither may go unheard.
        const [result] = await Promise.all([value, transaction.done])
        return { value: result }
      } catch (error) {
        const wasClosed = error instanceof Error && error.name === 'InvalidStateError'
        if (wasClosed && attempt === 0) {
          this.#connection = null
          continue
        }
        return { fault: this.#report(error) }
      }
    }
  }

  close(): void {
    void this.#connection?.then((connection) => connection?.close())
    this.#connection = null
  }

  #connect(): Promise<IDBPDatabase<Stores> | null> {
    this.#connection ??= this.#open()
    return this.#connection
  }

  async #open(): Promise<IDBPDatabase<Stores> | null> {
    try {
      return await Promise.race([this.#request(), tooLate()])
    } catch (error) {
      this.#report(error)
      return null
    }
  }

  #request(): Promise<IDBPDatabase<Stores>> {
    return openDB<Stores>(name, latestVersion, {
      upgrade: (database, from, _, transaction) => {
        const step = [database, transaction] as unknown as Parameters<
          (typeof upgrades)[number]['up']
        >
        for (const { to, up } of upgrades) if (to > from) up(...step)
      },
      blocking: (_, wanted) => {
        // Somebody deletes it, or a newer version of the playground is open: neither may wait for this tab.
        this.close()
        this.#notify(wanted === null ? deleted : newer)
      },
      terminated: () => {
        this.#connection = null
        this.#notify({ fault: 'lost', message: 'The browser closed the storage of this page.' })
      },
    })
  }

  #report(error: unknown): StorageFault {
    const isFull = error instanceof Error && error.name === 'QuotaExceededError'
    const fault = isFull ? 'quota-exceeded' : 'blocked'
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    this.#notify({ fault, message: message.slice(0, 300) })
    return fault
  }
}

const deleted: StorageNotice = { fault: 'lost', message: 'The storage of this page was deleted.' }
const newer: StorageNotice = {
  fault: 'blocked',
  message: 'A newer version is open in another tab.',
}

function tooLate(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      reject(new Error('The browser’s storage does not answer.'))
    }, longestOpening)
  })
}
