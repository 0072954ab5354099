import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import type { RunPlan } from '../run/index.ts'
import { defaultScenario } from '../scenario/index.ts'
import { Database, type StorageNotice } from './database.ts'
import type { SavedSession } from './saved.ts'
import { Shelf } from './shelf.ts'

let notices: StorageNotice[] = []

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  notices = []
})

const openShelf = (): Shelf =>
  new Shelf(new Database((notice) => notices.push(notice)), () => import('./reading.ts'))

const plan = {
  scenario: defaultScenario,
  seed: 7,
  commands: [{ at: 10, step: 3, command: { kind: 'trigger-checkpoint' } }],
  restoreFrom: null,
  startAt: 0,
} as unknown as RunPlan

const session: SavedSession = {
  version: 1,
  savedAt: 1,
  branches: [{ name: 'main', plan, run: 'r1' }],
  current: 0,
  cursor: 4_200,
}

test('after a reload the session is as it was left', async () => {
  await openShelf().saveSession(session)
  expect(await openShelf().lastSession()).toEqual(session)
})

test('no session, a session of another version, a damaged one: none', async () => {
  const shelf = openShelf()
  expect(await shelf.lastSession()).toBeNull()
  for (const other of [
    { ...session, version: 2 },
    { ...session, branches: [] },
    { ...session, current: 1 },
    {
      ...session,
      branches: [{ name: 'x', plan: { ...plan, scenario: { version: 99 } }, run: 'r' }],
    },
    'something else',
  ]) {
    await shelf.saveSession(other as SavedSession)
    expect(await shelf.lastSession()).toBeNull()
  }
})

test('saved scenarios, the latest first; a broken one does not hide the others', async () => {
  const shelf = openShelf()
  await shelf.saveScenario({ name: 'one', savedAt: 1, scenario: defaultScenario })
  await shelf.saveScenario({ name: 'two', savedAt: 2, scenario: defaultScenario })
  await shelf.saveScenario({ name: 'bad', savedAt: 3, scenario: {} as never })
  expect((await shelf.scenarios()).map(({ name }) => name)).toEqual(['two', 'one'])
  await shelf.removeScenario('two')
  expect((await shelf.scenarios()).map(({ name }) => name)).toEqual(['one'])
})

test('progress and settings', async () => {
  const shelf = openShelf()
  await shelf.saveProgress('barrier-alignment', { solved: true })
  await shelf.setSetting('theme', 'dark')
  expect([...(await openShelf().progress())]).toEqual([['barrier-alignment', { solved: true }]])
  expect(await openShelf().setting('theme')).toBe('dark')
  expect(await openShelf().setting('speed')).toBeNull()
})

test('where storage is blocked, everything works until the tab closes, and says so', async () => {
  globalThis.indexedDB = {
    open: () => {
      throw new DOMException('denied', 'SecurityError')
    },
  } as unknown as IDBFactory
  const shelf = openShelf()
  expect(await shelf.saveSession(session)).toBe('blocked')
  expect(await shelf.lastSession()).toEqual(session)
  expect(await shelf.setSetting('theme', 'light')).toBe('blocked')
  expect(await shelf.setting('theme')).toBe('light')
  await shelf.saveScenario({ name: 'one', savedAt: 1, scenario: defaultScenario })
  await shelf.removeScenario('one')
  expect(await shelf.scenarios()).toEqual([])
  expect(notices.length).toBeGreaterThan(0)
})
