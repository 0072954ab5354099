/** Runs plans on this very thread: the guest's engine without the wall, for Node and for tests. */
import { randomStream } from '../base/index.ts'
import { newAmbient } from '../engine/index.ts'
import type {
  BlobId,
  Command,
  EventSeq,
  SnapshotManifest,
  StorageFault,
  VirtualTime,
} from '../model/index.ts'
import type {
  Crash,
  Effect,
  ExecutablePlan,
  Pause,
  Run,
  RunBlobs,
  RunListener,
  Runner,
} from '../run/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import { BlobErrands } from './blob-errands.ts'
import { Drive, type DriveOutput, type DriveStart } from './guest/drive.ts'
import { locate } from './guest/locate.ts'
import { programLoader } from './guest/program-loader.ts'
import { MapBlobs } from './map-blobs.ts'
import type { VirtualWorld } from './guest/virtual-globals.ts'
import { defineModules } from './inline-modules.ts'
import { withVirtualGlobals } from './inline-globals.ts'

/** Events of one piece of work; nobody here waits for a frame. */
const eventBudget = 50_000

type Recording = 'everything' | 'nothing'

/** What a piece of work gave, in order of kind: the trace first, then what it asks for. */
interface Yield {
  readonly events: TraceEvent[]
  readonly effects: Effect[]
  pause: Pause | null
  crash: Crash | null
}

/** An engine on this thread; everything it does is done with virtual globals in place. */
class InlineDrive {
  readonly #world: VirtualWorld
  readonly #drive: Drive
  #yielded: Yield = { events: [], effects: [], pause: null, crash: null }

  constructor(executable: ExecutablePlan, record: Recording) {
    const ambient = newAmbient()
    const building = randomStream(executable.plan.seed, 'program')
    const files = new Map(executable.modules.map(({ file }) => [file, file]))
    this.#world = { ambient, building, files }
    const start: DriveStart = {
      executable,
      prepare: () => programLoader(defineModules(executable.modules), executable),
      record,
      locate: (error) => locate(error, files),
      ambient,
    }
    this.#drive = this.#virtually(() => new Drive(start, this.#output()))
  }

  get isGoing(): boolean {
    return this.#drive.isGoing
  }

  do<T>(work: (drive: Drive) => T): T {
    return this.#virtually(() => work(this.#drive))
  }

  /** What has come out since the last call. */
  take(): Yield {
    const yielded = this.#yielded
    this.#yielded = { events: [], effects: [], pause: null, crash: null }
    return yielded
  }

  #virtually<T>(work: () => T): T {
    return withVirtualGlobals(this.#world, work)
  }

  #output(): DriveOutput {
    return {
      recorded: (event) => this.#yielded.events.push(event),
      requested: (effect) => this.#yielded.effects.push(effect),
      paused: (pause) => {
        this.#yielded.pause = pause
      },
      crashed: (crash) => {
        this.#yielded.crash = crash
      },
    }
  }
}

export interface InlineOptions {
  /** Checkpoint storage; in memory where absent. */
  readonly blobs?: RunBlobs
  /** `nothing`: for measuring the engine alone. */
  readonly record?: Recording
}

/** A runner whose runs advance within the call that asks them to, as far as storage lets them. */
export function inlineRunner(options: InlineOptions = {}): Runner {
  return {
    start: (executable, listener) => new InlineRun(executable, listener, options),
  }
}

class InlineRun implements Run {
  readonly #drive: InlineDrive
  readonly #listener: RunListener
  readonly #errands: BlobErrands
  #delivering = false
  #terminated = false

  constructor(executable: ExecutablePlan, listener: RunListener, options: InlineOptions) {
    this.#listener = listener
    this.#drive = new InlineDrive(executable, options.record ?? 'everything')
    this.#errands = new BlobErrands(options.blobs ?? new MapBlobs(new Map()), {
      settled: (blob, fault) => {
        this.#tell((drive) => {
          drive.settled(blob, fault)
        })
      },
      supplied: (blobs) => {
        this.#tell((drive) => {
          drive.supplied(blobs)
        })
      },
    })
    this.#deliver()
  }

  submit(command: Command): void {
    this.#tell((drive) => {
      drive.submit(command)
    })
  }

  advance(until: VirtualTime, stopAfter: EventSeq | null = null): void {
    this.#tell((drive) => {
      drive.advance(until, stopAfter)
    })
  }

  terminate(): void {
    this.#terminated = true
    this.#errands.end()
  }

  #tell(what: (drive: Drive) => void): void {
    if (this.#terminated) return
    this.#drive.do(what)
    this.#deliver()
  }

  /** Works until there is nothing to do, handing on what comes out; a listener may ask for more. */
  #deliver(): void {
    if (this.#delivering) return
    this.#delivering = true
    for (;;) {
      this.#handOn(this.#drive.take())
      if (this.#terminated || !this.#drive.isGoing) break
      this.#drive.do((drive) => {
        drive.work(eventBudget)
      })
    }
    this.#handOn(this.#drive.take())
    this.#delivering = false
  }

  #handOn({ events, effects, pause, crash }: Yield): void {
    if (this.#terminated) return
    if (events.length > 0) this.#listener.traced(events)
    for (const effect of effects) {
      this.#errands.requested(effect)
      if (!this.#terminated) this.#listener.requested(effect)
    }
    if (this.#terminated) return
    if (pause?.why === 'needs-blob') this.#errands.needed(pause.blobs)
    else if (pause !== null && pause.why !== 'awaiting-blob') this.#listener.paused(pause)
    if (crash !== null) this.#listener.crashed(crash)
  }
}

/** What a run has come to. */
export interface EndOfRun {
  readonly events: readonly TraceEvent[]
  /** Why it stands still; null when it crashed. */
  readonly pause: Pause | null
  readonly crash: Crash | null
  readonly blobs: ReadonlyMap<BlobId, Uint8Array>
  /** Of the snapshots kept, the oldest first. */
  readonly manifests: readonly SnapshotManifest[]
}

export interface ToEndOptions {
  /** What checkpoint storage holds already: blobs of an earlier run to restore from. */
  readonly blobs?: ReadonlyMap<BlobId, Uint8Array>
  readonly record?: Recording
}

/** Runs the plan up to `until` (virtual ms) within this call; storage answers at once. */
export function runToEnd(
  executable: ExecutablePlan,
  until: VirtualTime,
  options: ToEndOptions = {},
): EndOfRun {
  const storage = new MapBlobs(new Map(options.blobs))
  const events: TraceEvent[] = []
  const run = new InlineDrive(executable, options.record ?? 'everything')
  return run.do((drive) => {
    drive.advance(until, null)
    for (;;) {
      const { events: more, effects, pause, crash } = run.take()
      for (const event of more) events.push(event)
      for (const effect of effects) {
        storage.carryOut(effect)
        if (effect.kind === 'put-blob') drive.settled(effect.blob, null)
      }
      if (pause?.why === 'needs-blob') drive.supplied(read(storage, pause.blobs))
      if (crash !== null || !drive.isGoing) {
        const { blobs, manifests } = storage
        return { events, pause: crash === null ? pause : null, crash, blobs, manifests }
      }
      drive.work(eventBudget)
    }
  })
}

function read(
  storage: MapBlobs,
  blobs: readonly BlobId[],
): ReadonlyMap<BlobId, Uint8Array | StorageFault> {
  return new Map(blobs.map((blob) => [blob, storage.read(blob)]))
}
