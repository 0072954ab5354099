import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BlobId, SnapshotManifest, StorageFault } from '../model/index.ts'
import type { Effect } from '../run/index.ts'
import {
  type FromGuest,
  fromGuestWire,
  readFromGuest,
  readToGuest,
  type ToGuest,
  toGuestWire,
} from './protocol.ts'
import { WireError, type WireItem, WireReader } from './wire.ts'

const most = { characters: 1e6, bytes: 1e6 }
const blob = 'chk-3/2' as BlobId

function read<T>(items: readonly WireItem[], decode: (message: never) => T): T[] {
  const reader = new WireReader(most)
  return items
    .map((item) => reader.take(item))
    .filter((message) => message !== null)
    .map((message) => decode(message as never))
}

const manifest: SnapshotManifest = {
  version: 1,
  checkpoint: 3,
  kind: 'savepoint',
  label: 'before the change',
  jobName: 'totals',
  triggeredAt: 30,
  completedAt: 90,
  operators: [
    { id: 'a'.repeat(32), uid: 'totals', name: 'totals', parallelism: 3, maxParallelism: 128 },
  ],
  handles: [
    {
      operator: 'a'.repeat(32),
      subtask: 0,
      blob,
      bytes: 12,
      checksum: 0xcbf43926,
      keyGroups: { start: 0, end: 42 },
      operatorState: 'none',
    },
  ],
} as unknown as SnapshotManifest

const fromGuest: FromGuest[] = [
  { type: 'ready' },
  { type: 'pong' },
  { type: 'traced', batch: '[]' },
  { type: 'requested', effect: { kind: 'put-blob', blob, bytes: Uint8Array.of(1, 2, 3) } },
  { type: 'requested', effect: { kind: 'put-blob', blob, bytes: new Uint8Array() } },
  { type: 'requested', effect: { kind: 'delete-blob', blob } },
  { type: 'requested', effect: { kind: 'put-manifest', manifest } },
  { type: 'requested', effect: { kind: 'delete-manifest', manifest } },
  { type: 'paused', pause: { why: 'reached' } },
  { type: 'paused', pause: { why: 'needs-blob', blobs: [blob] } },
  {
    type: 'crashed',
    crash: {
      in: 'program',
      misuse: {
        code: 'execute_twice',
        at: { file: 'job.ts', line: 3, column: null },
        values: { n: 2 },
      },
    },
  },
  {
    type: 'crashed',
    crash: {
      in: 'user-code',
      code: 'unresponsive',
      during: { operator: 'totals', subtask: 1, record: '{}' },
      message: 'it did not come back',
    },
  },
  { type: 'crashed', crash: { in: 'engine', invariant: 'no barrier is lost' } },
]

test.each(fromGuest)('the page reads what the guest says: $type', (message) => {
  expect(read(fromGuestWire(message), readFromGuest)).toEqual([message])
})

const toGuest: ToGuest[] = [
  { type: 'ping' },
  { type: 'taken', items: 17 },
  { type: 'advance', until: 100 as never, stopAfter: null },
  { type: 'submit', command: { kind: 'trigger-checkpoint' } },
  { type: 'settled', blob, fault: 'quota-exceeded' },
  {
    type: 'supplied',
    blobs: new Map<BlobId, Uint8Array | StorageFault>([
      [blob, Uint8Array.of(9)],
      ['chk-3/3' as BlobId, 'lost'],
      ['chk-3/4' as BlobId, new Uint8Array()],
    ]),
  },
]

test.each(toGuest)('the guest reads what the page says: $type', (message) => {
  expect(read(toGuestWire(message), readToGuest)).toEqual([message])
})

const bytes = [Uint8Array.of(1)]
const put = JSON.stringify({ kind: 'put-blob', blob })

test.each<[string, string, string, Uint8Array[]]>([
  ['a type nobody sends', 'evaluated', '{}', []],
  ['no JSON', 'paused', '{', []],
  ['no such pause', 'paused', '{"why":"bored"}', []],
  ['a field too many', 'paused', '{"why":"reached","then":"alert(1)"}', []],
  ['a field of another type', 'paused', '{"why":"breakpoint","event":"1"}', []],
  ['a number out of range', 'paused', '{"why":"breakpoint","event":1e300}', []],
  ['a prototype for a field', 'paused', '{"why":"reached","__proto__":{"a":1}}', []],
  ['bytes where none belong', 'paused', '{"why":"reached"}', bytes],
  ['a blob without bytes', 'requested', put, []],
  ['a blob of two', 'requested', put, [...bytes, ...bytes]],
  ['a deletion with bytes', 'requested', '{"kind":"delete-blob","blob":"a"}', bytes],
  ['a manifest that is none', 'requested', '{"kind":"put-manifest","manifest":{}}', []],
  [
    'a message as long as a book',
    'crashed',
    JSON.stringify({ in: 'engine', invariant: 'x'.repeat(9_999) }),
    [],
  ],
  ['a crash of no kind', 'crashed', '{"in":"page"}', []],
  ['words with a pong', 'pong', '1', []],
])('the page refuses: %s', (_, type, body, carried) => {
  expect(() => readFromGuest({ type, body, bytes: carried })).toThrow(WireError)
})

test('random bodies of every type: a message or a WireError, and no other effect', () => {
  const type = fc.constantFrom('requested', 'paused', 'crashed', 'pong', 'constructor')
  const key = fc.constantFrom(
    'kind',
    'why',
    'in',
    'blob',
    'blobs',
    '__proto__',
    'constructor',
    'misuse',
  )
  const leaf = fc.oneof(
    fc.constantFrom('put-blob', 'needs-blob', 'reached', 'user-code', 'engine', 'wall'),
    fc.integer(),
    fc.double(),
    fc.constant(null),
  )
  const flat = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(key, leaf))
  const value = fc.oneof(flat, fc.dictionary(key, flat))
  fc.assert(
    fc.property(type, value, fc.array(fc.uint8Array(), { maxLength: 2 }), (kind, body, carried) => {
      try {
        const message = readFromGuest({ type: kind, body: JSON.stringify(body), bytes: carried })
        expect(Object.getPrototypeOf(message)).toBe(Object.prototype)
      } catch (error) {
        expect(error).toBeInstanceOf(WireError)
      }
      expect(({} as Effect).kind).toBeUndefined()
    }),
    { numRuns: 1_000 },
  )
})
