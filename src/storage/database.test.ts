import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Database, type StorageNotice } from './database.ts'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

afterEach(() => {
  vi.restoreAllMocks()
})

function opened(): {
  database: Database
  notices: StorageNotice[]
  put: (value: string) => Promise<unknown>
} {
  const notices: StorageNotice[] = []
  const database = new Database((notice) => notices.push(notice))
  const put = (value: string) =>
    database.transact(['settings'], 'readwrite', (transaction) =>
      transaction.objectStore('settings').put(value, 'a'),
    )
  return { database, notices, put }
}

/** Refuses to open the next times it is asked, as a browser does while it clears what it has. */
function refusesToOpen(times: number): void {
  const open = indexedDB.open.bind(indexedDB)
  let left = times
  vi.spyOn(indexedDB, 'open').mockImplementation((...asked) => {
    if (left-- > 0) throw new DOMException('cleared just now', 'UnknownError')
    return open(...asked)
  })
}

test('a database that is deleted while it is open takes what is written afterwards', async () => {
  const { put, notices } = opened()
  await put('before')
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('barrier-lab').onsuccess = resolve
  })
  expect(await put('after')).toEqual({ value: 'a' })
  expect(notices).toEqual([{ fault: 'lost', message: 'The storage of this page was deleted.' }])
})

test('a database that was open is asked for again while the browser clears it', async () => {
  const { database, put, notices } = opened()
  await put('before')
  database.close()
  refusesToOpen(3)
  expect(await put('after')).toEqual({ value: 'a' })
  expect(notices).toEqual([])
})

test('what is refused too long fails, and the next transaction asks again', async () => {
  const { database, put, notices } = opened()
  await put('before')
  database.close()
  refusesToOpen(4)
  expect(await put('lost')).toEqual({ fault: 'blocked' })
  expect(notices).toEqual([{ fault: 'blocked', message: 'UnknownError: cleared just now' }])
  expect(await put('after')).toEqual({ value: 'a' })
})

test('a browser that never allowed it is asked once', async () => {
  const { put, notices } = opened()
  refusesToOpen(Infinity)
  expect(await put('one')).toEqual({ fault: 'blocked' })
  expect(await put('two')).toEqual({ fault: 'blocked' })
  expect(notices).toHaveLength(1)
  expect(indexedDB.open).toHaveBeenCalledTimes(1)
})

test('a connection that does not hear that its database was emptied says so when it opens again', async () => {
  const { put, notices } = opened()
  await put('before')
  globalThis.indexedDB = new IDBFactory()
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
    throw new DOMException('The connection was closed.', 'InvalidStateError')
  })
  expect(await put('after')).toEqual({ value: 'a' })
  expect(notices).toEqual([{ fault: 'lost', message: 'The storage of this page was emptied.' }])
})
