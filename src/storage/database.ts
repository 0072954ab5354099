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
/** Real ms between attempts to open again what was open before: a browser that clears it takes a moment. */
const reopenings = [50, 200, 800] as const

type Transaction<N extends StoreName, M extends IDBTransactionMode> = IDBPTransaction<
  Stores,
  N[],
  M
>

export class Database {
  #connection: Promise<IDBPDatabase<Stores> | null> | null = null
  /** Whether the browser ever allowed it: then a refusal may pass, and the next transaction asks again. */
  #wasOpen = false
  /** Told that what was stored is lost, since it was last opened. */
  #toldLost = false
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
        // Closed or cleared under our hands: what was meant is done again, all of it or nothing.
        if (attempt > 0 || !mayPass(error)) return { fault: this.#report(error) }
        if ((await this.#connection) === connection) this.close()
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
    const pauses: readonly number[] = this.#wasOpen ? reopenings : []
    for (let attempt = 0; ; attempt++) {
      try {
        const connection = await Promise.race([this.#request(), tooLate()])
        this.#wasOpen = true
        this.#toldLost = false
        return connection
      } catch (error) {
        const pause = pauses[attempt]
        if (pause === undefined) {
          this.#report(error)
          if (this.#wasOpen) this.#connection = null
          return null
        }
        await passed(pause)
      }
    }
  }

  #request(): Promise<IDBPDatabase<Stores>> {
    return openDB<Stores>(name, latestVersion, {
      upgrade: (database, from, _, transaction) => {
        // A transaction may hear of it before the connection does, which then is not told any more.
        if (from === 0 && this.#wasOpen && !this.#toldLost) this.#notify(emptied)
        const step = [database, transaction] as unknown as Parameters<
          (typeof upgrades)[number]['up']
        >
        for (const { to, up } of upgrades) if (to > from) up(...step)
      },
      blocking: (_, wanted) => {
        // Somebody deletes it, or a newer version of the playground is open: neither may wait for this tab.
        this.close()
        this.#toldLost = wanted === null
        this.#notify(wanted === null ? deleted : newer)
      },
      terminated: () => {
        this.#connection = null
        this.#toldLost = true
        this.#notify(closed)
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
const closed: StorageNotice = {
  fault: 'lost',
  message: 'The browser closed the storage of this page.',
}
const emptied: StorageNotice = { fault: 'lost', message: 'The storage of this page was emptied.' }
const newer: StorageNotice = {
  fault: 'blocked',
  message: 'A newer version is open in another tab.',
}

/** Whether the same transaction may succeed on a new connection. */
function mayPass(error: unknown): boolean {
  const passing = ['InvalidStateError', 'AbortError', 'UnknownError', 'NotFoundError']
  return error instanceof Error && passing.includes(error.name)
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

function tooLate(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      reject(new Error('The browser’s storage does not answer.'))
    }, longestOpening)
  })
}
