/** What the bench measures inside a page of Chromium; loaded there as a module, never part of the product. */
import type { VirtualTime } from '../../model/index.ts'
import { BlobStore } from '../../storage/blob-store.ts'
import { Database } from '../../storage/database.ts'
import { indexedDbBlobs } from '../../storage/indexeddb-blobs.ts'
import { drawLayers } from '../../ui/graph/canvas.ts'
import { themeOf } from '../../ui/graph/ink.ts'
import { layOut } from '../../ui/graph/layout/layout.ts'
import { layoutInput } from '../../ui/graph/layout/stage.ts'
import { layerList } from '../../ui/graph/marks.ts'
import { marksOf, sceneOf } from '../../ui/graph/picture.ts'
import { svgOf } from '../../ui/graph/svg.ts'
import { stillAt } from '../../ui/graph/time.ts'
import { crowded } from '../../ui/graph/testing/bench-frame.ts'
import tokens from '../../ui/tokens.css?raw'

export { storeSpeed } from './store-in-page.ts'

const size = { width: 880, height: 732 }

/** Of each of 200 frames, in ms. */
export interface FrameTimes {
  readonly script: readonly number[]
  /** From one animation frame to the next: what the browser made of it, painting included. */
  readonly intervals: readonly number[]
}

/** Draws 240 frames on a real canvas of a sharp screen; the first 40 compile and are left out. */
export async function frameTimes(elements: number): Promise<FrameTimes> {
  const view = crowded(elements)
  const input = layoutInput(view, { ...size, level: 'auto', focus: null })
  const canvas = document.body.appendChild(document.createElement('canvas'))
  canvas.width = size.width * 2
  canvas.height = size.height * 2
  const brush = canvas.getContext('2d')
  if (input === null || brush === null) throw new Error('the job of the bench is drawn on a canvas')
  const layout = layOut(input)
  const theme = themeOf(tokens, 'light')
  const script: number[] = []
  const intervals: number[] = []
  let last = await animationFrame()
  for (let frame = 0; frame < 240; frame++) {
    const shown = await animationFrame()
    intervals.push(shown - last)
    last = shown
    const time = stillAt(((frame * 1_000) / 240) as VirtualTime)
    const began = performance.now()
    brush.setTransform(2, 0, 0, 2, 0, 0)
    brush.clearRect(0, 0, size.width, size.height)
    const families = { text: 'sans-serif', mono: 'monospace' }
    drawLayers(brush, layerList(marksOf(view, layout, time)), theme, families)
    const scene = sceneOf(view, layout, time)
    for (const { objects } of scene.groups) for (const { shapes } of objects) svgOf(shapes, theme)
    svgOf(scene.ground, theme)
    script.push(performance.now() - began)
  }
  canvas.remove()
  return { script: script.slice(40), intervals: intervals.slice(40) }
}

function animationFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}

/** What one measure of storage writes at once. */
export interface StorageLoad {
  readonly blobs: number
  /** Bytes of each. */
  readonly bytes: number
}

export interface StorageSpeed {
  /** Bytes per second, the median of all pairs. */
  readonly ours: number
  /** Ours as a share of raw IndexedDB: the median of the shares of all pairs. */
  readonly share: number
}

const pairs = 31
/** Pairs before those that count: databases open, code is compiled. */
const warmUp = 3

/**
 * The same bytes into checkpoint storage and as bare values into IndexedDB, one right behind the
 * other, the first in turn; each pair is compared by itself, so that what else the machine does
 * falls on both. What was written is removed again on both sides before the next pair.
 */
export async function storageSpeed(load: StorageLoad): Promise<StorageSpeed> {
  const database = new Database(() => undefined)
  const shelf = indexedDbBlobs(database)
  const store = new BlobStore(shelf)
  const bare = await openBare()
  const blob = Uint8Array.from({ length: load.bytes }, (_, at) => (at * 31) & 0xff)
  const ours: number[] = []
  const shares: number[] = []
  for (let pair = 0; pair < warmUp + pairs; pair++) {
    const names = Array.from({ length: load.blobs }, (_, at) => `bench/${pair}/${at}`)
    const copies = names.map(() => blob.slice())
    const oursSpeed = () =>
      speedOf(load, () =>
        Promise.all(names.map((name, at) => store.put(name, copies[at] as Uint8Array))),
      )
    const rawSpeed = () => speedOf(load, () => putBare(bare, names, copies))
    const isOursFirst = pair % 2 === 0
    const first = await (isOursFirst ? oursSpeed : rawSpeed)()
    const second = await (isOursFirst ? rawSpeed : oursSpeed)()
    const [our, raw] = isOursFirst ? [first, second] : [second, first]
    if (pair >= warmUp) {
      ours.push(our)
      shares.push(our / raw)
    }
    await shelf.remove(names)
    await removeBare(bare, names)
  }
  bare.close()
  database.close()
  return { ours: median(ours), share: median(shares) }
}

async function speedOf(load: StorageLoad, write: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await write()
  return (load.blobs * load.bytes * 1_000) / (performance.now() - began)
}

function openBare(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('bare', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('values')
    opening.onsuccess = () => {
      resolve(opening.result)
    }
    opening.onerror = () => {
      reject(new Error('IndexedDB does not open'))
    }
  })
}

function putBare(
  database: IDBDatabase,
  names: readonly string[],
  values: readonly Uint8Array[],
): Promise<void> {
  return inBare(database, (store) => {
    names.forEach((name, at) => store.put(values[at], name))
  })
}

function removeBare(database: IDBDatabase, names: readonly string[]): Promise<void> {
  return inBare(database, (store) => {
    for (const name of names) store.delete(name)
  })
}

function inBare(database: IDBDatabase, work: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('values', 'readwrite')
    work(transaction.objectStore('values'))
    transaction.oncomplete = () => {
      resolve()
    }
    transaction.onerror = () => {
      reject(new Error('IndexedDB does not write'))
    }
  })
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
