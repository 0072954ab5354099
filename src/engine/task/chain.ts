/**
 * The operators of one subtask, a tree with the head as its root; a record passes them in one go,
 * without queues. Flink: OperatorChain. Records are copied between operators, as with object reuse
 * disabled.
 */
import { assert } from '../../base/index.ts'
import { copyValue } from '../../datastream/index.ts'
import {
  type CheckpointId,
  type ElementId,
  type EventSeq,
  type EventTime,
  type KeyGroup,
  keyGroupRange,
  minWatermark,
  MisuseError,
  type OperatorId,
  type WatermarkStatus,
} from '../../model/index.ts'
import type { SourceOperator } from '../connectors/source-operator.ts'
import type { Split } from '../connectors/source-reader.ts'
import { isSource } from '../connectors/sources.ts'
import { KeyedStore } from '../state/keyed-store.ts'
import type { StatePiece } from '../state/piece.ts'
import type { ChainOptions } from './chain-options.ts'
import { createOperator } from './create-operator.ts'
import type {
  InputRecord,
  OperatorResidence,
  OperatorSite,
  OperatorSnapshot,
  SnapshotContext,
  StreamOperator,
} from './operator.ts'
import type { EdgeOutput, Origin } from './output.ts'

const noKeyGroup = 0 as KeyGroup
const noElement = 0 as ElementId

export class OperatorChain {
  readonly operators: readonly StreamOperator[]
  /** The source at the head, if this chain has one. */
  readonly source: SourceOperator | null
  readonly #options: ChainOptions
  readonly #allOutputs: readonly EdgeOutput[]
  readonly #blocking: readonly StreamOperator[]
  readonly #residence: OperatorResidence | null
  /** The snapshot this task is restored from; null: from none, or from one without state of it. */
  restoredFrom: CheckpointId | null = null
  #current: Origin | null = null
  #deployedAsFinished = false
  /** Where code ran last: what a failure names. */
  #position = 0
  /** By position: operators that make their own watermarks have others than those before them. */
  readonly #watermarks: EventTime[]
  /** By position: whether what follows the operator has been told that it is idle. */
  readonly #idle: boolean[]

  constructor(options: ChainOptions) {
    this.#options = options
    this.#allOutputs = [...options.outputs.values()].flat()
    this.#watermarks = options.vertex.operators.map(() => minWatermark)
    this.#idle = options.vertex.operators.map(() => false)
    this.operators = options.vertex.operators.map((_, position) => this.#create(position))
    this.#blocking = this.operators.filter(({ isBlocked }) => isBlocked !== undefined)
    const [head] = this.operators
    this.#residence = head?.residence ?? null
    this.source = head !== undefined && isSource(head) ? head : null
  }

  get outputs(): readonly EdgeOutput[] {
    return this.#allOutputs
  }

  /** What the head, which alone has keyed state, lacks before it goes on; null: its state is in memory. */
  get residence(): OperatorResidence | null {
    return this.#residence
  }

  /** The task is gone: what its operators have on the machine's disk goes. */
  dispose(): void {
    for (const operator of this.operators) operator.dispose?.()
  }

  /** Where the program made the operator at work. */
  get madeAt(): Error {
    const { program, vertex } = this.#options
    const node = vertex.operators[this.#position]
    assert(node !== undefined, 'the operator at work is of the chain')
    return program.madeAt(node.id)
  }

  /** The operator whose code ran last. */
  get position(): number {
    return this.#position
  }

  get writable(): boolean {
    for (const output of this.#allOutputs) if (!output.writable) return false
    return true
  }

  /** Whether an operator takes nothing more for now, so that the task may not go on (ASY-2). */
  get blocked(): boolean {
    return this.#blocking.some((operator) => operator.isBlocked?.() === true)
  }

  /** Flink opens from tail to head, so that an operator may emit while it opens. */
  open(cause: EventSeq): void {
    if (this.#deployedAsFinished) return
    this.run(this.#origin(cause), () => {
      for (let i = this.operators.length - 1; i >= 0; i--) {
        this.#position = i
        ;(this.operators[i] as StreamOperator).open()
      }
    })
  }

  /** The snapshot says that all of this had finished: it passes on the end, and runs no code (CK-235). */
  deployAsFinished(): void {
    this.#deployedAsFinished = true
  }

  get isDeployedAsFinished(): boolean {
    return this.#deployedAsFinished
  }

  /** Flink: OperatorChain.closeAllOperators. */
  close(cause: EventSeq): void {
    if (this.#deployedAsFinished) return
    this.run(this.#origin(cause), () => {
      for (const [position, operator] of this.operators.entries()) {
        this.#position = position
        operator.close()
      }
    })
  }

  /** A record of an input channel, for the head; `input` 1 is the second one of two. */
  process(record: InputRecord, origin: Origin, input: 0 | 1): void {
    this.#current = origin
    this.#position = 0
    ;(this.operators[0] as StreamOperator).process(record, input)
    this.#current = null
  }

  /** The source at the head reads a record. */
  read(source: SourceOperator, split: Split, origin: Origin): void {
    this.#current = origin
    this.#position = 0
    source.read(split)
    this.#current = null
  }

  /** Runs something of this task's with `origin` as what it goes back to. */
  run(origin: Origin, what: () => void): void {
    const before = this.#current
    this.#current = origin
    what()
    this.#current = before
  }

  /** Event time reached `watermark` at the head: timers fire from head to tails, then it goes on. */
  advanceTo(watermark: EventTime, cause: EventSeq): void {
    if (this.#deployedAsFinished) {
      // Flink: FinishedOnRestoreMainOperatorOutput.
      for (const output of this.#allOutputs) output.watermark(watermark, cause)
      return
    }
    this.run(this.#origin(cause), () => {
      this.#advance(0, watermark, cause)
    })
  }

  /**
   * No record comes any more, from head to tails; `drain`: because the input has ended, otherwise
   * it is only stopped, and nothing is called. Then `then`: an operator may have to wait for what
   * is in flight. Flink: OperatorChain.finishOperators, StreamOperatorWrapper.finish.
   */
  finish(drain: boolean, cause: EventSeq, then: () => void): void {
    if (this.#deployedAsFinished) then()
    else this.#finishFrom(0, drain, { cause, then })
  }

  #finishFrom(
    position: number,
    drain: boolean,
    end: { readonly cause: EventSeq; readonly then: () => void },
  ): void {
    const operator = this.operators[position]
    if (operator === undefined) {
      end.then()
      return
    }
    const finish = () => {
      this.run(this.#origin(end.cause), () => {
        this.#position = position
        operator.quiesce?.()
        if (drain) operator.finish?.()
      })
      this.#finishFrom(position + 1, drain, end)
    }
    if (drain && operator.whenDrained !== undefined)
      this.run(this.#origin(end.cause), () => operator.whenDrained?.(finish))
    else finish()
  }

  #advance(position: number, watermark: EventTime, cause: EventSeq | null): void {
    this.#position = position
    this.#watermarks[position] = watermark
    const operator = this.operators[position] as StreamOperator
    operator.advanceTo(watermark)
    const { makesWatermarks = false, holdsWatermarks = false } = operator
    if (!makesWatermarks && !holdsWatermarks) this.#forward(position, watermark, cause)
  }

  /** All inputs of the head are idle, or one is active again. */
  changeStatus(status: WatermarkStatus, cause: EventSeq): void {
    this.#passStatus(0, status, cause)
  }

  #passStatus(position: number, status: WatermarkStatus, cause: EventSeq | null): void {
    if (this.operators[position]?.makesWatermarks !== true)
      this.#forwardStatus(position, status, cause)
  }

  /** The same status twice is told once. Flink: ChainingOutput, RecordWriterOutput. */
  #forwardStatus(position: number, status: WatermarkStatus, cause: EventSeq | null): void {
    const idle = status === 'IDLE'
    if (this.#idle[position] === idle) return
    this.#idle[position] = idle
    for (const [behind, { after }] of this.#options.vertex.operators.entries())
      if (after === position) this.#passStatus(behind, status, cause)
    for (const output of this.#options.outputs.get(position) ?? [])
      output.watermarkStatus(status, cause)
  }

  /**
   * A watermark leaves an operator: to all that is chained to it, and over the edges. Flink's
   * outputs drop it while they have announced to be idle.
   */
  #forward(position: number, watermark: EventTime, cause: EventSeq | null): void {
    if (this.#idle[position] === true) return
    for (const [behind, { after }] of this.#options.vertex.operators.entries())
      if (after === position) this.#advance(behind, watermark, cause)
    for (const output of this.#options.outputs.get(position) ?? [])
      output.watermark(watermark, cause)
  }

  /** What each operator has to keep; `cause` is that of what `snapshotState` writes (OPS-2). */
  snapshots(
    context: SnapshotContext,
    cause: EventSeq,
  ): readonly { readonly operator: OperatorId; readonly snapshot: OperatorSnapshot }[] {
    const taken: { operator: OperatorId; snapshot: OperatorSnapshot }[] = []
    if (this.#deployedAsFinished) return taken
    this.run(this.#origin(cause), () => {
      for (const [position, operator] of this.operators.entries()) {
        this.#position = position
        const snapshot = operator.snapshot(context)
        if (snapshot !== null) taken.push({ operator: operator.node.id, snapshot })
      }
    })
    return taken
  }

  /** Before `open`: each operator takes what falls to it. Answers the entries, by position. */
  restore(pieces: ReadonlyMap<OperatorId, readonly StatePiece[]>): readonly number[] {
    return this.operators.map((operator, position) => {
      this.#position = position
      const own = pieces.get(operator.node.id)
      // A source of which the snapshot knows nothing looks for its splits itself.
      return own === undefined && operator === this.source ? 0 : operator.restore(own ?? [])
    })
  }

  checkpointCompleted(checkpoint: CheckpointId, cause: EventSeq): void {
    if (this.#deployedAsFinished) return
    for (const [position, operator] of this.operators.entries()) {
      this.#position = position
      operator.checkpointCompleted(checkpoint, cause)
    }
  }

  checkpointAborted(checkpoint: CheckpointId, cause: EventSeq): void {
    if (this.#deployedAsFinished) return
    for (const [position, operator] of this.operators.entries()) {
      this.#position = position
      operator.checkpointAborted?.(checkpoint, cause)
    }
  }

  /** From head to tails, in front of the barrier. Flink: OperatorChain.prepareSnapshotPreBarrier. */
  prepareBarrier(checkpoint: CheckpointId, cause: EventSeq): void {
    if (this.#deployedAsFinished) return
    for (const [position, operator] of this.operators.entries())
      if (operator.prepareBarrier !== undefined)
        this.run(this.#origin(cause), () => {
          this.#position = position
          operator.prepareBarrier?.(checkpoint)
        })
  }

  /** A checkpoint has left the store of completed ones. */
  checkpointSubsumed(checkpoint: CheckpointId): void {
    if (this.#deployedAsFinished) return
    for (const operator of this.operators) operator.checkpointSubsumed?.(checkpoint)
  }

  /** Without a record behind it: what is made now goes back to nothing but its cause. */
  #origin(cause: EventSeq): Origin {
    return { parent: null, origin: cause as number as ElementId, cause }
  }

  #create(position: number): StreamOperator {
    const { vertex, program, around } = this.#options
    const node = vertex.operators[position]
    assert(node !== undefined, 'operators are created at positions of the chain')
    const site = this.#site(position)
    try {
      return createOperator(site, program.instantiate(node.id), {
        around,
        keyedStore: () => this.#keyedStore(site),
      })
    } catch (error) {
      if (error instanceof MisuseError) error.stack = program.madeAt(node.id).stack ?? ''
      throw error
    }
  }

  /** Keyed state belongs to the head of a chain that a hash edge feeds: chains begin at keyBy. */
  #keyedStore(site: OperatorSite): KeyedStore | null {
    const keyedBy = this.#options.keyedBy[0] ?? null
    return keyedBy === null || site.position > 0 ? null : new KeyedStore(site, keyedBy.type)
  }

  #site(position: number): OperatorSite {
    const { sim, vertex, subtask, execution, wakeAt, mail, around, settings } = this.#options
    const node = vertex.operators[position]
    assert(node !== undefined, 'a site is of an operator of the chain')
    return {
      sim,
      node,
      subtask: subtask.id,
      position,
      index: subtask.index,
      parallelism: vertex.parallelism,
      maxParallelism: vertex.maxParallelism,
      keyGroups: keyGroupRange(subtask.index, vertex.maxParallelism, vertex.parallelism),
      execution,
      taskName: vertex.name,
      random: sim.random('user', node.id, subtask.index, execution.id),
      emit: this.#emitter(position, null),
      emitTo: this.#sideEmitter(position),
      emitWatermark: (watermark) => {
        this.#forward(position, watermark, this.#current?.cause ?? null)
      },
      emitWatermarkStatus: (status) => {
        this.#forwardStatus(position, status, this.#current?.cause ?? null)
      },
      current: () => {
        assert(this.#current !== null, 'user code runs for a record, a timer or a start')
        return this.#current
      },
      causedBy: (cause, run) => {
        this.run(this.#origin(cause), run)
      },
      goingBackTo: (origin, run) => {
        this.run(origin, run)
      },
      nameOf: (origin) => around.lineage.of(origin),
      originNamed: (name) => around.lineage.named(name),
      nameOrigin: (origin, name) => {
        around.lineage.set(origin as number as ElementId, name)
      },
      wakeAt: (at, run, needs) => {
        const alone = (): void => {
          this.#alone(position, run)
        }
        wakeAt(at, alone, needs)
      },
      beside: this.#options.beside,
      elsewhere: this.#options.elsewhere,
      storeMemory: this.#options.storeMemory,
      mail: (run) => {
        mail(() => {
          this.#alone(position, run)
        })
      },
      restoredCheckpoint: () => this.restoredFrom,
      watermark: () => this.#watermarks[position] as EventTime,
      inputActivityClock: this.#options.inputActivityClock,
      settings,
      log: (text) => {
        sim.record({ kind: 'logged', subtask: subtask.id, text }, this.#current?.cause ?? null)
      },
    }
  }

  /** Code of an operator that runs for no record, by itself. */
  #alone(position: number, run: () => void): void {
    this.#position = position
    this.run({ parent: null, origin: noElement, cause: null }, run)
  }

  /** Into one output of an operator: null is the main one. Every taker gets a copy of its own. */
  #emitter(
    position: number,
    tag: string | null,
  ): (value: unknown, timestamp: EventTime | null) => void {
    const { sim, vertex } = this.#options
    const { ambient } = sim.world
    const outputs = this.#outputsOf(position, tag)
    const chained = [...vertex.operators.keys()].filter((behind) => {
      const node = vertex.operators[behind]
      return node?.after === position && node.tag === tag
    })
    return (value, timestamp) => {
      for (const behind of chained) {
        const { random } = ambient
        const copy = copyValue(value, 'record')
        this.#position = behind
        const record = { value: copy, timestamp, key: undefined, keyGroup: noKeyGroup }
        ;(this.operators[behind] as StreamOperator).process(record, 0)
        this.#position = position
        // Back in the code that emitted: its chance is its own again.
        ambient.random = random
      }
      const origin = this.#current as Origin
      for (const output of outputs) output.emit(copyValue(value, 'record'), timestamp, origin)
      // Also what nobody takes is checked: a record is plain data.
      if (outputs.length === 0 && chained.length === 0) copyValue(value, 'record')
    }
  }

  #outputsOf(position: number, tag: string | null): readonly EdgeOutput[] {
    return (this.#options.outputs.get(position) ?? []).filter((output) => output.tag === tag)
  }

  /** Side outputs are made when they are first used; most operators have none. */
  #sideEmitter(
    position: number,
  ): (tag: string, value: unknown, timestamp: EventTime | null) => void {
    const known = new Map<string, (value: unknown, timestamp: EventTime | null) => void>()
    return (tag, value, timestamp) => {
      let emit = known.get(tag)
      if (emit === undefined) {
        emit = this.#emitter(position, tag)
        known.set(tag, emit)
      }
      emit(value, timestamp)
    }
  }
}
