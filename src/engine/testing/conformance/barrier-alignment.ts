/** One task, one gate: Channel, InputGate and BarrierHandler do what Flink's do (CK-327). */
import * as v from 'valibot'
import type {
  BarrierAlignment,
  ChannelId,
  CheckpointId,
  ElementId,
  EventTime,
  KeyGroup,
  StreamElement,
  VirtualTime,
} from '../../../model/index.ts'
import { createBarrierHandler, type BarrierHandler } from '../../checkpoint/barrier-handler.ts'
import type { Step } from '../../checkpoint/step.ts'
import { Channel } from '../../network/channel.ts'
import { InputGate } from '../../network/gate.ts'
import { type Adapter, hasFields, pick } from './adapter.ts'

const stepSchema = v.variant('op', [
  v.object({ op: v.literal('record'), ch: v.number(), id: v.string() }),
  v.object({
    op: v.literal('barrier'),
    ch: v.number(),
    cp: v.number(),
    ts: v.nullish(v.number(), 0),
    unaligned: v.nullish(v.boolean(), false),
    kind: v.nullish(v.string(), 'checkpoint'),
  }),
  v.object({ op: v.literal('cancel'), ch: v.number(), cp: v.number() }),
  v.object({ op: v.literal('endOfPartition'), ch: v.number() }),
  v.object({ op: v.literal('poll'), n: v.union([v.number(), v.literal('all')]) }),
  v.object({ op: v.literal('advanceTime'), ms: v.number() }),
])

const schema = v.object({
  mode: v.picklist(['aligned', 'at_least_once', 'unaligned', 'aligned_with_timeout']),
  channels: v.number(),
  checkpointsAfterTasksFinish: v.boolean(),
  pollAfterEachStep: v.boolean(),
  alignedTimeoutMs: v.nullish(v.number(), 0),
  steps: v.array(stepSchema),
  expected: v.object({
    log: v.array(v.looseObject({ step: v.number(), event: v.string() })),
    senderBlockedAfterStep: v.array(v.array(v.number())),
    handlerBlockedAfterStep: v.array(v.array(v.number())),
    persisted: v.record(v.string(), v.record(v.string(), v.array(v.string()))),
    checkpointPendingAtEnd: v.boolean(),
  }),
})

export type AlignmentCase = v.InferOutput<typeof schema>
export type VectorStep = v.InferOutput<typeof stepSchema>

export const barrierAlignment: Adapter = {
  kind: 'barrier alignment',
  recognises: (_list, vector) =>
    hasFields(vector, 'mode', 'channels', 'steps', 'pollAfterEachStep'),
  run(vector) {
    const parsed = v.parse(schema, vector)
    const task = new TaskInput(parsed)
    parsed.steps.forEach((step, at) => task.step(step, at))
    const aborted = new Set(
      task.log.filter(({ event }) => event === 'abort').map((entry) => String(entry.cp)),
    )
    const { expected } = parsed
    return {
      expected: {
        ...pick(expected, 'senderBlockedAfterStep', 'handlerBlockedAfterStep'),
        log: expected.log.map((entry) =>
          pick(entry, 'step', 'event', 'ch', 'id', 'cp', 'unaligned', 'reason'),
        ),
        persisted: withoutAborted(expected.persisted, aborted),
        checkpointPendingAtEnd: expected.checkpointPendingAtEnd,
      },
      actual: {
        senderBlockedAfterStep: task.senderBlocked,
        handlerBlockedAfterStep: task.handlerBlocked,
        log: task.log,
        persisted: withoutAborted(task.persisted(), aborted),
        checkpointPendingAtEnd: task.handler.pending !== null,
      },
    }
  },
}

export interface LogEntry {
  readonly step: number
  readonly event: 'record' | 'endOfPartition' | 'trigger' | 'abort'
  readonly ch?: number
  readonly id?: string
  readonly cp?: number
  readonly unaligned?: boolean
  readonly reason?: string
}

/** A task that only reads; its channels deliver at once, and its clock moves when told to. */
export class TaskInput {
  readonly log: LogEntry[] = []
  readonly senderBlocked: number[][] = []
  readonly handlerBlocked: number[][] = []
  readonly handler: BarrierHandler
  readonly #channels: readonly Channel[]
  /** What waits in front of each channel: the vectors' senders know no priority. */
  readonly #senders: readonly StreamElement[][]
  readonly #gate: InputGate
  readonly #case: AlignmentCase
  readonly #started = new Set<CheckpointId>()
  #now = 0 as VirtualTime
  #timerAt: VirtualTime | null = null
  #at = 0

  constructor(vector: AlignmentCase) {
    this.#case = vector
    this.#channels = Array.from(
      { length: vector.channels },
      (_, at) => new Channel(at as ChannelId, vector.steps.length + 1),
    )
    this.#senders = this.#channels.map(() => [])
    this.#gate = new InputGate(this.#channels)
    this.handler = createBarrierHandler(
      modeOf(vector, this.#gate),
      vector.channels,
      vector.checkpointsAfterTasksFinish,
    )
  }

  step(step: VectorStep, at: number): void {
    this.#at = at
    if (step.op === 'poll') this.#read(step.n === 'all' ? Infinity : step.n)
    else if (step.op === 'advanceTime') this.#advance(step.ms)
    else {
      this.#senders[step.ch]?.push(elementOf(step, this.#case))
      this.#deliver()
    }
    if (this.#case.pollAfterEachStep) this.#read(Infinity)
    this.senderBlocked.push(
      [...this.#channels.keys()].filter((channel) => this.#channels[channel]?.stopped),
    )
    this.handlerBlocked.push(this.handler.blocked.toSorted((a, b) => a - b))
  }

  persisted(): Record<string, Record<string, string[]>> {
    const all: Record<string, Record<string, string[]>> = {}
    for (const checkpoint of this.#started) {
      all[checkpoint] = {}
      for (const channel of this.#channels) {
        const ids = channel
          .takePersisted(checkpoint)
          .map((element) => (element.kind === 'record' ? String(element.value) : ''))
        all[checkpoint][channel.id] = ids
      }
    }
    return all
  }

  /** What can leave a sender arrives at once; what has priority is read before anything else. */
  #deliver(): void {
    for (let moved = true; moved;) {
      moved = false
      for (const [at, channel] of this.#channels.entries()) {
        while (!channel.stopped) {
          const element = this.#senders[at]?.shift()
          if (element === undefined) break
          channel.push(element)
          this.#gate.deliver(at, channel.send())
          moved = true
          this.#readPriority()
        }
      }
    }
  }

  #readPriority(): void {
    while (this.#gate.hasPriority) this.#readOne()
  }

  #read(count: number): void {
    for (let left = count; left > 0 && this.#gate.hasData; left--) this.#readOne()
  }

  #readOne(): void {
    const ch = this.#gate.poll()
    const element = this.#gate.element
    switch (element.kind) {
      case 'record':
        this.log.push({ step: this.#at, event: 'record', ch, id: String(element.value) })
        return
      case 'announcement':
        return this.#follow(this.handler.announced(element.barrier, ch, this.#now))
      case 'end-of-partition':
        this.#follow(this.handler.received(element, ch, this.#now))
        this.log.push({ step: this.#at, event: 'endOfPartition', ch })
        return
      case 'watermark':
      case 'watermark-status':
      case 'end-of-data':
        return
      case 'barrier':
      case 'cancel-marker':
        return this.#follow(this.handler.received(element, ch, this.#now))
    }
  }

  #advance(ms: number): void {
    this.#now = (this.#now + ms) as VirtualTime
    while (this.#timerAt !== null && this.#timerAt <= this.#now) {
      this.#timerAt = null
      this.#follow(this.handler.timerFired(this.#now))
    }
  }

  #follow(steps: readonly Step[]): void {
    for (const step of steps) this.#do(step)
    this.#deliver()
    this.#readPriority()
  }

  #do(step: Step): void {
    switch (step.do) {
      case 'snapshot': {
        const { checkpoint: cp, unaligned } = step
        this.log.push({ step: this.#at, event: 'trigger', cp, unaligned })
        return
      }
      case 'abort': {
        const { checkpoint: cp, reason } = step
        this.log.push({ step: this.#at, event: 'abort', cp, reason })
        return
      }
      case 'resume':
        return this.#gate.resume(step.channel)
      case 'unblock-all':
        for (const channel of step.channels) this.#gate.resume(channel)
        return
      case 'prioritise':
        this.#gate.prioritise(step.channel, step.checkpoint)
        return
      case 'start-persisting':
        this.#started.add(step.checkpoint)
        this.#gate.startPersisting(step.checkpoint)
        return
      case 'stop-persisting':
        return this.#gate.stopPersisting(step.checkpoint)
      case 'arm-timer':
        this.#timerAt = step.at
        return
      case 'block':
      case 'ignore':
      case 'complete-alignment':
        return
    }
  }
}

function modeOf(vector: AlignmentCase, gate: InputGate) {
  if (vector.mode === 'aligned') return 'aligned'
  if (vector.mode === 'at_least_once') return 'at-least-once'
  return { alignedTimeout: vector.alignedTimeoutMs, newestBarrier: () => gate.newestBarrier }
}

function elementOf(
  step: Exclude<VectorStep, { op: 'poll' | 'advanceTime' }>,
  { mode }: AlignmentCase,
): StreamElement {
  const id = 0 as ElementId
  switch (step.op) {
    case 'record': {
      const timestamp = 0 as EventTime
      return {
        kind: 'record',
        id,
        origin: id,
        value: step.id,
        timestamp,
        key: null,
        keyGroup: 0 as KeyGroup,
      }
    }
    case 'barrier':
      return {
        kind: 'barrier',
        id,
        checkpoint: step.cp as CheckpointId,
        triggeredAt: step.ts as VirtualTime,
        savepoint: step.kind !== 'checkpoint',
        alignment: alignmentOf(step, mode),
      }
    case 'cancel':
      return { kind: 'cancel-marker', id, checkpoint: step.cp as CheckpointId }
    case 'endOfPartition':
      return { kind: 'end-of-partition', id }
  }
}

function alignmentOf(
  { unaligned, kind }: { readonly unaligned: boolean; readonly kind: string },
  mode: AlignmentCase['mode'],
): BarrierAlignment {
  if (mode === 'at_least_once') return 'at-least-once'
  if (unaligned) return 'unaligned'
  return mode === 'aligned_with_timeout' && kind === 'checkpoint' ? 'timeoutable' : 'aligned'
}

type Persisted = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** Flink's writer throws away what it has of an aborted checkpoint; empty channels say nothing. */
function withoutAborted(persisted: Persisted, aborted: ReadonlySet<string>): Persisted {
  const kept = Object.entries(persisted)
    .filter(([checkpoint]) => !aborted.has(checkpoint))
    .map(([checkpoint, channels]): [string, Record<string, readonly string[]>] => [
      checkpoint,
      Object.fromEntries(Object.entries(channels).filter(([, ids]) => ids.length > 0)),
    ])
  return Object.fromEntries(kept.filter(([, channels]) => Object.keys(channels).length > 0))
}
