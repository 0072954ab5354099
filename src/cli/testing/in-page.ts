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
import { crowded } from '../../ui/graph/testing/bench-frame.ts'
import tokens from '../../ui/tokens.css?raw'

const size = { width: 880, height: 732 }

/** Milliseconds of script of each of 240 frames, drawn on a real canvas of a sharp screen. */
export async function frameTimes(elements: number): Promise<readonly number[]> {
  const view = crowded(elements)
  const input = layoutInput(view, { ...size, level: 'auto', focus: null })
  const canvas = document.body.appendChild(document.createElement('canvas'))
  canvas.width = size.width * 2
  canvas.height = size.height * 2
  const brush = canvas.getContext('2d')
  if (input === null || brush === null) throw new Error('the job of the bench is drawn on a canvas')
  const layout = layOut(input)
  const theme = themeOf(tokens, 'light')
  const times: number[] = []
  for (let frame = 0; frame < 240; frame++) {
    await new Promise(requestAnimationFrame)
    const now = ((frame * 1_000) / 240) as VirtualTime
    const began = performance.now()
    brush.setTransform(2, 0, 0, 2, 0, 0)
    brush.clearRect(0, 0, size.width, size.height)
    const families = { text: 'sans-serif', mono: 'monospace' }
    drawLayers(brush, layerList(marksOf(view, layout, now)), theme, families)
    const scene = sceneOf(view, layout, now)
    for (const { objects } of scene.groups) for (const { shapes } of objects) svgOf(shapes, theme)
    svgOf(scene.ground, theme)
    times.push(performance.now() - began)
  }
  canvas.remove()
  // The first frames compile.
  return times.slice(40)
}

const rounds = 8
const blobsInRound = 8
const blobBytes = 1_000_000

/** Bytes per second written to checkpoint storage, and as bare values to IndexedDB; medians, taken in turn. */
export async function storageSpeed(): Promise<{ readonly ours: number; readonly raw: number }> {
  const database = new Database(() => undefined)
  const store = new BlobStore(indexedDbBlobs(database))
  const bare = await openBare()
  const blob = Uint8Array.from({ length: blobBytes }, (_, at) => (at * 31) & 0xff)
  const ours: number[] = []
  const raw: number[] = []
  for (let round = 0; round < rounds; round++) {
    const names = Array.from({ length: blobsInRound }, (_, at) => `bench/${round}/${at}`)
    const copies = names.map(() => blob.slice())
    ours.push(
      await speedOf(async () => {
        await Promise.all(names.map((name, at) => store.put(name, copies[at] as Uint8Array)))
      }),
    )
    raw.push(await speedOf(() => putBare(bare, names, copies)))
    for (const name of names) await store.delete(name)
  }
  bare.close()
  database.close()
  return { ours: median(ours), raw: median(raw) }
}

async function speedOf(write: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await write()
  return (blobsInRound * blobBytes * 1_000) / (performance.now() - began)
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
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('values', 'readwrite')
    names.forEach((name, at) => transaction.objectStore('values').put(values[at], name))
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
