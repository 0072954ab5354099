/** The wall without the playground: runs what a test gives it, and watches whether the page still draws. */
import guest from 'virtual:guest'
import rest from 'virtual:guest-rest'
import type { BlobId, EventSeq, VirtualTime } from '../../src/model/index.ts'
import type { Crash, ExecutablePlan, Pause, Run, RunBlobs } from '../../src/run/index.ts'
import { frameRunner } from '../../src/sandbox/index.ts'
import { Frames } from '../../src/sandbox/host/frames.ts'
import { wholeGuest } from '../../src/sandbox/host/whole-guest.ts'
import { prepare } from '../../src/sandbox/prepare.ts'
import { blobsOfRun, openStorage } from '../../src/storage/index.ts'
import { type TraceEvent, TraceHash } from '../../src/trace/index.ts'

/** What a test asks for. */
export interface WallTest {
  readonly plan: ExecutablePlan['plan']
  /** Virtual ms. */
  readonly until: number
  /** The run stands still once it has recorded this event. */
  readonly stopAfter?: number
  /** Instead of the real guest: what an attacker would run who owned the worker. */
  readonly guest?: string
  readonly frame?: string
  /** Begins without the rest of the guest, which comes when it is missed. */
  readonly coreFirst?: boolean
  /** Blobs are in IndexedDB. */
  readonly stored?: boolean
}

/** What came of it. */
export interface WallOutcome {
  readonly crash: Crash | null
  readonly pause: Pause | null
  readonly hash: string
  readonly events: number
  readonly kinds: Readonly<Record<string, number>>
  readonly rows: readonly string[]
  readonly logged: readonly string[]
  /** Real ms from the start to the end of the run. */
  readonly took: number
  /** The longest time between two frames of the page while it ran, real ms. */
  readonly longestGap: number
  /** Frames left in the page. */
  readonly frames: number
  readonly blobs: number
  /** Whether the core of the guest was not enough. */
  readonly neededRest: boolean
}

/** The longest gap between two animation frames until it is stopped. */
function watchFrames(): () => number {
  let longest = 0
  let last = performance.now()
  let going = true
  const look = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (going) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
  return () => {
    going = false
    return Math.max(longest, performance.now() - last)
  }
}

function memory(stored: Map<string, Uint8Array>): RunBlobs {
  return {
    put: async (blob, bytes) => {
      stored.set(blob, bytes)
      return null
    },
    get: async (blob: BlobId) => stored.get(blob) ?? 'lost',
    delete: async (blob) => {
      stored.delete(blob)
    },
    putManifest: async () => null,
    deleteManifest: async () => undefined,
  }
}

/** IndexedDB, as the playground uses it; `stored`: what was put into it, and not deleted again. */
function watched(stored: Map<string, Uint8Array>): RunBlobs {
  const reading = () => import('../../src/storage/reading.ts')
  const seldom = () => import('../../src/storage/seldom.ts')
  const storage = openStorage({ notify: () => undefined, reading, seldom })
  const blobs = blobsOfRun(storage.blobs, `run-${performance.now()}`)
  return {
    ...blobs,
    put: (blob, bytes) => {
      stored.set(blob, bytes)
      return blobs.put(blob, bytes)
    },
    delete: (blob) => {
      stored.delete(blob)
      return blobs.delete(blob)
    },
  }
}

async function runBehindWall(wanted: WallTest): Promise<WallOutcome> {
  const prepared = prepare(wanted.plan)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.misuses))
  const { executable } = prepared
  const stored = new Map<string, Uint8Array>()
  let neededRest = false
  const runner = frameRunner({
    frames: new Frames({
      url: wanted.frame ?? '/sandbox.html',
      guest: wanted.guest ?? guest,
    }),
    blobs: () => (wanted.stored === true ? watched(stored) : memory(stored)),
    whole: (executable) => {
      if (wanted.guest !== undefined) return null
      if (executable !== null && wanted.coreFirst === true) return null
      neededRest = true
      return wholeGuest(guest, rest)
    },
  })
  const events: TraceEvent[] = []
  const started = performance.now()
  const stopWatching = watchFrames()
  let run: Run | null = null
  const end = await new Promise<{ crash: Crash | null; pause: Pause | null }>((resolve) => {
    run = runner.start(executable, {
      traced: (batch) => events.push(...batch),
      requested: () => undefined,
      paused: (pause) => {
        resolve({ crash: null, pause })
      },
      crashed: (crash) => {
        resolve({ crash, pause: null })
      },
    })
    run.advance(wanted.until as VirtualTime, (wanted.stopAfter ?? null) as EventSeq | null)
  })
  const took = performance.now() - started
  // What follows the end of a run must not hold the page up either.
  await new Promise((resolve) => setTimeout(resolve, 300))
  const longestGap = stopWatching()
  ;(run as Run | null)?.terminate()
  const frames = document.querySelectorAll('iframe').length
  return { ...end, ...summary(events), neededRest, took, longestGap, frames, blobs: stored.size }
}

function summary(events: readonly TraceEvent[]) {
  const hash = new TraceHash()
  const kinds: Record<string, number> = {}
  const rows: string[] = []
  const logged: string[] = []
  for (const event of events) {
    hash.add(event)
    kinds[event.kind] = (kinds[event.kind] ?? 0) + 1
    if (event.kind === 'sink-written') rows.push(event.value)
    if (event.kind === 'logged') logged.push(event.text)
  }
  return { hash: hash.value, events: events.length, kinds, rows, logged }
}

declare global {
  interface Window {
    runBehindWall: typeof runBehindWall
  }
}

window.runBehindWall = runBehindWall
