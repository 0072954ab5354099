import { expect, test } from 'vitest'
import { type BlobId, limits, type SnapshotManifest, type StorageFault } from '../model/index.ts'
import type { RunBlobs } from '../run/index.ts'
import { BlobErrands } from './blob-errands.ts'

const id = (name: string): BlobId => name as BlobId
const manifest = { checkpoint: 1 } as unknown as SnapshotManifest

/** Storage whose writes end when the test says so; `done` is what it did, in order. */
function slowStorage() {
  const done: string[] = []
  const finish: (() => void)[] = []
  const blobs: RunBlobs = {
    put: (blob) =>
      new Promise((resolve) => {
        finish.push(() => {
          done.push(`put ${blob}`)
          resolve(null)
        })
      }),
    get: async (blob) => (blob === 'there' ? Uint8Array.of(1) : 'lost'),
    delete: async (blob) => void done.push(`delete ${blob}`),
    putManifest: async () => {
      done.push('manifest')
      return null
    },
    deleteManifest: async () => void done.push('delete manifest'),
  }
  return { blobs, done, finish }
}

function answers() {
  const settled: [string, StorageFault | null][] = []
  const supplied: [string, unknown][] = []
  return {
    settled: (blob: BlobId, fault: StorageFault | null) => void settled.push([blob, fault]),
    supplied: (blobs: ReadonlyMap<BlobId, unknown>) => void supplied.push(...blobs),
    heard: { settled, supplied },
  }
}

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

test('a manifest is not there before every blob it may name', async () => {
  const { blobs, done, finish } = slowStorage()
  const errands = new BlobErrands(blobs, answers())
  errands.requested({ kind: 'put-blob', blob: id('a'), bytes: new Uint8Array(1) })
  errands.requested({ kind: 'put-blob', blob: id('b'), bytes: new Uint8Array(1) })
  errands.requested({ kind: 'put-manifest', manifest })
  finish[1]?.()
  await later()
  expect(done).toEqual(['put b'])
  finish[0]?.()
  await later()
  expect(done).toEqual(['put b', 'put a', 'manifest'])
})

test('a write is settled when storage says so, and a fault is passed on', async () => {
  const { blobs, finish } = slowStorage()
  const to = answers()
  const errands = new BlobErrands({ ...blobs, put: async () => 'quota-exceeded' }, to)
  errands.requested({ kind: 'put-blob', blob: id('a'), bytes: new Uint8Array(1) })
  await later()
  expect(to.heard.settled).toEqual([['a', 'quota-exceeded']])
  expect(finish).toEqual([])
})

test('what is needed is supplied together, missing ones with their fault', async () => {
  const to = answers()
  new BlobErrands(slowStorage().blobs, to).needed([id('there'), id('gone')])
  await later()
  expect(to.heard.supplied).toEqual([
    ['there', Uint8Array.of(1)],
    ['gone', 'lost'],
  ])
})

test('one run cannot fill the disk; what it deletes counts no more', async () => {
  const { blobs } = slowStorage()
  const to = answers()
  const errands = new BlobErrands({ ...blobs, put: async () => null }, to)
  // Only the length is looked at, so that the test needs no gigabyte.
  const huge = { byteLength: limits.storedBytesPerRun - 1 } as Uint8Array
  errands.requested({ kind: 'put-blob', blob: id('a'), bytes: huge })
  errands.requested({ kind: 'put-blob', blob: id('b'), bytes: new Uint8Array(2) })
  errands.requested({ kind: 'delete-blob', blob: id('a') })
  errands.requested({ kind: 'put-blob', blob: id('c'), bytes: new Uint8Array(2) })
  await later()
  expect(to.heard.settled).toEqual([
    ['a', null],
    ['b', 'quota-exceeded'],
    ['c', null],
  ])
})

test('after the end nobody is answered, and what was asked for is still done', async () => {
  const { blobs, done, finish } = slowStorage()
  const to = answers()
  const errands = new BlobErrands(blobs, to)
  errands.requested({ kind: 'put-blob', blob: id('a'), bytes: new Uint8Array(1) })
  errands.end()
  finish[0]?.()
  await later()
  expect(done).toEqual(['put a'])
  expect(to.heard.settled).toEqual([])
})
