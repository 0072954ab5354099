import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Cabinet } from './cabinet.ts'
import { Database } from './database.ts'

let room = Infinity
let stored: Record<string, string> = {}

/** A localStorage with so much room; its names are its keys. */
function localStorageOf(): Storage {
  const methods = {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError')
      stored[key] = value
    },
    removeItem: (key: string) => {
      stored = Object.fromEntries(Object.entries(stored).filter(([name]) => name !== key))
    },
  }
  return new Proxy(methods, {
    ownKeys: () => Object.keys(stored),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  }) as unknown as Storage
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  room = Infinity
  stored = {}
  vi.stubGlobal('localStorage', localStorageOf())
})
afterEach(() => vi.unstubAllGlobals())

/** As a page that is opened finds it. */
const cabinet = () => new Cabinet(new Database(() => undefined), 'scenarios')

function fail(): void {
  globalThis.indexedDB = {
    open: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  } as unknown as IDBFactory
}

test('what IndexedDB refuses is in localStorage, and stands before what IndexedDB has', async () => {
  const { indexedDB } = globalThis
  await cabinet().set('Draft', 'old')
  fail()
  expect(await cabinet().set('Draft', { text: 'new' })).toBeNull()
  globalThis.indexedDB = indexedDB
  const next = cabinet()
  expect(await next.get('Draft')).toEqual({ text: 'new' })
  expect(await next.entries()).toEqual(new Map([['Draft', { text: 'new' }]]))
})

test('once IndexedDB takes it, localStorage has nothing left', async () => {
  const { indexedDB } = globalThis
  fail()
  await cabinet().set('Draft', 1)
  globalThis.indexedDB = indexedDB
  expect(await cabinet().set('Draft', 2)).toBeNull()
  expect(stored).toEqual({})
  expect(await cabinet().get('Draft')).toBe(2)
})

test('where neither takes it, the tab keeps it and somebody is told', async () => {
  fail()
  room = 0
  const shelf = cabinet()
  expect(await shelf.set('Draft', 'mine')).toBe('blocked')
  expect(await shelf.get('Draft')).toBe('mine')
  await shelf.delete('Draft')
  expect(await shelf.get('Draft')).toBeUndefined()
})
