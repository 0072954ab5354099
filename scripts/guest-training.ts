/**
 * Runs the first job on the guest, in Node and as the page does, and says which of the guest's characters ran: what
 * did not is left out of the core (guest-parts.ts).
 */
import { Worker } from 'node:worker_threads'
import { guestPartsName } from '../src/base/index.ts'
import type { BlobId, EventSeq, Seed, VirtualTime } from '../src/model/index.ts'
import type { ExecutablePlan, Pause, RunBlobs } from '../src/run/index.ts'
import { BlobErrands } from '../src/sandbox/blob-errands.ts'
import { prepare } from '../src/sandbox/prepare.ts'
import {
  guestMessageLimits,
  readFromGuest,
  type ToGuest,
  toGuestWire,
} from '../src/sandbox/protocol.ts'
import { type WireItem, WireReader } from '../src/sandbox/wire.ts'
import { defaultScenario } from '../src/scenario/index.ts'
import { rows } from '../src/trace/index.ts'

/** Virtual ms: after its last order. */
const endOfOrders = 150_000

/**
 * In place of the browser's worker: the names the guest takes of it, and a way to look at what ran. It works when it is
 * told to and by a clock that only its own looking moves, so that one build makes what the next makes.
 */
const workerScript = `
const { parentPort, workerData: { script, tick } } = require('node:worker_threads')
const { Session } = require('node:inspector')
const { runInThisContext } = require('node:vm')
const session = new Session()
session.connect()
const ask = (method, params) => {
  let answer
  session.post(method, params, (error, result) => { if (error) throw new Error(error.message); answer = result })
  return answer
}
const scripts = new Map()
const listeners = []
let work = null
let time = 0
class GuestMessage { #data; constructor(data) { this.#data = data } get data() { return this.#data } }
class GuestBlob { constructor(parts) { this.text = parts.join('') } }
class GuestChannel {
  port1 = { onmessage: null }
  port2 = { postMessage: () => { work = () => this.port1.onmessage() } }
}
const globals = {
  // What the core has: so that it is seen what a core does without.
  ${guestPartsName}: { isMissing: false },
  postMessage: (item) => parentPort.postMessage({ item }),
  importScripts: (url) => { runInThisContext(scripts.get(url), { filename: url }) },
  addEventListener: (type, listener) => { listeners.push(listener) },
  performance: { now: () => (time += tick) },
  Blob: GuestBlob, MessageEvent: GuestMessage, MessageChannel: GuestChannel,
  URL: { createObjectURL: ({ text }) => { const url = 'script:' + scripts.size; scripts.set(url, text); return url }, revokeObjectURL() {} },
}
for (const [name, value] of Object.entries(globals))
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
const reactions = {
  told: ({ items }) => { for (const item of items) for (const listener of listeners) listener(new GuestMessage(item)) },
  work: () => { const due = work; work = null; due?.(); parentPort.postMessage({ worked: due !== null }) },
  look: () => { parentPort.postMessage({ ran: ask('Profiler.takePreciseCoverage').result.find(({ url }) => url === 'guest:') }) },
}
parentPort.on('message', (message) => { reactions[message.type](message) })
ask('Profiler.enable')
ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
runInThisContext(script, { filename: 'guest:' })
`

interface Coverage {
  readonly functions: readonly {
    readonly ranges: readonly {
      readonly startOffset: number
      readonly endOffset: number
      readonly count: number
    }[]
  }[]
}

/** What the first job came to. */
interface Training {
  /** For each character of the script, whether it ran. */
  readonly ran: Uint8Array
  /** Whether the script lacked something. */
  readonly isMissing: boolean
}

/** Real ms of a piece of work as the guest sees it, and whether storage answers before the job waits for it. */
const circumstances = [
  { tick: 7, isStorageQuick: true },
  { tick: 1, isStorageQuick: false },
] as const

/** Runs the first job on the script, whole or core, on a quick and on a slow machine. */
export async function trained(script: string): Promise<Training> {
  const all = await Promise.all(circumstances.map((found) => new Trainer(script, found).train()))
  const ran = new Uint8Array(script.length)
  for (const one of all) for (const [at, value] of one.ran.entries()) ran[at] ||= value
  return { ran, isMissing: all.some(({ isMissing }) => isMissing) }
}

type FromWorker = { item: WireItem } | { worked: boolean } | { ran: Coverage }

class Trainer {
  readonly #script: string
  readonly #worker: Worker
  readonly #errands: BlobErrands
  readonly #reader = new WireReader(guestMessageLimits)
  readonly #isStorageQuick: boolean
  /** Storage's answers, until the guest is given them. */
  #answers: ToGuest[] = []
  #isMissing = false
  #until = 0
  /** Events behind which the run is to stand still at first: a first visit may begin with a step. */
  readonly #steps = [3, 40, 200] as EventSeq[]
  #isOver = false

  constructor(script: string, { tick, isStorageQuick }: (typeof circumstances)[number]) {
    this.#script = script
    this.#worker = new Worker(workerScript, { eval: true, workerData: { script, tick } })
    this.#isStorageQuick = isStorageQuick
    this.#errands = new BlobErrands(memory(), {
      settled: (blob, fault) => {
        this.#answers.push({ type: 'settled', blob, fault })
      },
      supplied: (blobs) => {
        this.#answers.push({ type: 'supplied', blobs })
      },
    })
  }

  train(): Promise<Training> {
    const from = 0 as EventSeq
    this.#tell({ type: 'start', executable: firstJob(), rows, from, careful: false })
    this.#advance()
    this.#worker.postMessage({ type: 'work' })
    return new Promise<Training>((resolve, reject) => {
      this.#worker.on('error', ({ message }) => {
        reject(new Error(message))
      })
      this.#worker.on('message', (said: FromWorker) => {
        if ('ran' in said)
          resolve({ ran: ranIn(this.#script.length, said.ran), isMissing: this.#isMissing })
        else if ('worked' in said) this.#goOn(said.worked)
        else if (!this.#take(said.item)) reject(new Error('the first job crashed'))
      })
    }).finally(() => this.#worker.terminate())
  }

  #tell(message: ToGuest): void {
    this.#worker.postMessage({ type: 'told', items: toGuestWire(message) })
  }

  #advance(): void {
    this.#until += 10_000
    const until = this.#until as VirtualTime
    this.#tell({ type: 'advance', until, stopAfter: this.#steps.shift() ?? null })
  }

  /** After a piece of work: storage has had time. */
  #goOn(worked: boolean): void {
    setImmediate(() => {
      if (this.#isOver || this.#isMissing) {
        this.#worker.postMessage({ type: 'look' })
        return
      }
      if (this.#isStorageQuick || !worked)
        for (const answer of this.#answers.splice(0)) this.#tell(answer)
      this.#worker.postMessage({ type: 'work' })
    })
  }

  /** False when the job came to a bad end. */
  #take(item: WireItem): boolean {
    this.#tell({ type: 'taken', items: 1 })
    const wire = this.#reader.take(item)
    const message = wire === null ? null : readFromGuest(wire)
    if (message?.type === 'crashed') return false
    if (message?.type === 'requested') this.#errands.requested(message.effect)
    if (message?.type === 'missing') this.#isMissing = true
    if (message?.type === 'paused') this.#paused(message.pause)
    return true
  }

  #paused(pause: Pause): void {
    if (pause.why === 'needs-blob') this.#errands.needed(pause.blobs)
    else if (pause.why !== 'reached' && pause.why !== 'breakpoint') return
    else if (this.#until < endOfOrders) this.#advance()
    else this.#isOver = true
  }
}

/** The job that a newcomer plays. */
export function firstJob(): ExecutablePlan {
  const prepared = prepare({
    scenario: defaultScenario,
    seed: defaultScenario.seed as Seed,
    commands: [],
    restoreFrom: null,
    startAt: 0 as VirtualTime,
  })
  if (!prepared.ok) throw new Error('The default scenario does not compile.')
  return prepared.executable
}

/** An inner range says more than those around it. */
function ranIn(length: number, { functions }: Coverage): Uint8Array {
  const ran = new Uint8Array(length)
  const ranges = functions.flatMap((found) => found.ranges)
  ranges.sort(
    (one, other) => one.startOffset - other.startOffset || other.endOffset - one.endOffset,
  )
  for (const { startOffset, endOffset, count } of ranges)
    ran.fill(Number(count > 0), startOffset, endOffset)
  return ran
}

function memory(): RunBlobs {
  const stored = new Map<BlobId, Uint8Array>()
  return {
    put: async (blob, bytes) => {
      stored.set(blob, bytes)
      return null
    },
    get: async (blob) => stored.get(blob) ?? 'lost',
    delete: async (blob) => {
      stored.delete(blob)
    },
    putManifest: async () => null,
    deleteManifest: async () => undefined,
  }
}
