/**
 * The operators of one subtask, head to tail; a record passes them in one go, without queues.
 * Flink: OperatorChain. Records are copied between operators, as with object reuse disabled.
 */
import { assert } from '../../base/index.ts'
import { copyValue, type KeyedBy, type Program } from '../../datastream/index.ts'
import {
  type CheckpointId,
  type ElementId,
  type EventSeq,
  type EventTime,
  type JobVertex,
  type KeyGroup,
  keyGroupRange,
  minWatermark,
  type OperatorId,
  type ScheduledSubtask,
  type VirtualTime,
} from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import {
  KafkaSourceOperator,
  type SourceSurroundings,
  type Split,
} from '../connectors/kafka-source.ts'
import { sinkOperator, type SinkSurroundings } from '../connectors/sinks.ts'
import { KeyedStore } from '../state/keyed-store.ts'
import type { StatePiece } from '../state/piece.ts'
import type { InputRecord, OperatorSite, OperatorSnapshot, StreamOperator } from './operator.ts'
import type { EdgeOutput, Origin } from './output.ts'
import { functionOperator } from '../operators/functions.ts'
import { KeyedProcessOperator, processOperator } from '../operators/process.ts'

export interface ChainOptions {
  readonly sim: Simulation
  readonly vertex: JobVertex
  readonly subtask: ScheduledSubtask
  readonly attempt: number
  readonly program: Program
  /** The hash edge that feeds the head; null where there is none. */
  readonly keyedBy: KeyedBy | null
  /** By position of the operator whose output they carry. */
  readonly outputs: ReadonlyMap<number, readonly EdgeOutput[]>
  readonly around: SourceSurroundings & SinkSurroundings
  /** The task's thread calls back at that time, between two records. */
  readonly wakeAt: (at: VirtualTime, run: () => void) => void
}

const noKeyGroup = 0 as KeyGroup
const noElement = 0 as ElementId

export class OperatorChain {
  readonly operators: readonly StreamOperator[]
  /** The source at the head, if this chain has one. */
  readonly source: KafkaSourceOperator | null
  readonly #options: ChainOptions
  readonly #allOutputs: readonly EdgeOutput[]
  #current: Origin | null = null
  /** Where code ran last: what a failure names. */
  #position = 0
  #watermark: EventTime = minWatermark

  constructor(options: ChainOptions) {
    this.#options = options
    this.#allOutputs = [...options.outputs.values()].flat()
    this.operators = options.vertex.operators.map((_, position) => this.#create(position))
    const [head] = this.operators
    this.source = head instanceof KafkaSourceOperator ? head : null
  }

  get outputs(): readonly EdgeOutput[] {
    return this.#allOutputs
  }

  /** The operator whose code ran last. */
  get position(): number {
    return this.#position
  }

  get watermark(): EventTime {
    return this.#watermark
  }

  get writable(): boolean {
    for (const output of this.#allOutputs) if (!output.writable) return false
    return true
  }

  /** Flink opens from tail to head, so that an operator may emit while it opens. */
  open(cause: EventSeq): void {
    this.run(this.#origin(cause), () => {
      for (let i = this.operators.length - 1; i >= 0; i--) {
        this.#position = i
        ;(this.operators[i] as StreamOperator).open()
      }
    })
  }

  close(): void {
    for (const [position, operator] of this.operators.entries()) {
      this.#position = position
      operator.close()
    }
  }

  /** A record of an input channel, for the head. */
  process(record: InputRecord, origin: Origin): void {
    this.#current = origin
    this.#position = 0
    ;(this.operators[0] as StreamOperator).process(record)
    this.#current = null
  }

  /** The source at the head reads a record. */
  read(source: KafkaSourceOperator, split: Split, origin: Origin): void {
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

  /** Event time reached `watermark`: timers fire from head to tail, then it goes on. */
  advanceTo(watermark: EventTime, cause: EventSeq): void {
    this.#watermark = watermark
    this.run(this.#origin(cause), () => {
      for (const [position, operator] of this.operators.entries()) {
        this.#position = position
        operator.advanceTo(watermark)
      }
    })
    for (const output of this.#allOutputs) output.watermark(watermark, cause)
  }

  snapshots(): readonly { readonly operator: OperatorId; readonly snapshot: OperatorSnapshot }[] {
    const taken: { operator: OperatorId; snapshot: OperatorSnapshot }[] = []
    for (const operator of this.operators) {
      const snapshot = operator.snapshot()
      if (snapshot !== null) taken.push({ operator: operator.node.id, snapshot })
    }
    return taken
  }

  /** Before `open`: each operator takes what falls to it. Answers the entries, by position. */
  restore(pieces: ReadonlyMap<OperatorId, readonly StatePiece[]>): readonly number[] {
    return this.operators.map((operator, position) => {
      this.#position = position
      return operator.restore(pieces.get(operator.node.id) ?? [])
    })
  }

  checkpointCompleted(checkpoint: CheckpointId, cause: EventSeq): void {
    for (const [position, operator] of this.operators.entries()) {
      this.#position = position
      operator.checkpointCompleted(checkpoint, cause)
    }
  }

  /** Without a record behind it: what is made now goes back to nothing but its cause. */
  #origin(cause: EventSeq): Origin {
    return { parent: null, origin: cause as number as ElementId, cause }
  }

  #create(position: number): StreamOperator {
    const { vertex, program, around, keyedBy } = this.#options
    const node = vertex.operators[position]
    assert(node !== undefined, 'operators are created at positions of the chain')
    const site = this.#site(position)
    const code = program.instantiate(node.id)
    switch (code.kind) {
      case 'kafka-source':
        assert(node.role.kind === 'kafka-source', 'a source has the role of a source')
        return new KafkaSourceOperator(site, node.role, code, around)
      case 'map':
      case 'filter':
      case 'flat-map':
        return functionOperator(site, code, this.#keyedStore(site))
      case 'process':
        return processOperator(site, code.fn)
      case 'keyed-process':
        return new KeyedProcessOperator(site, code.fn, new KeyedStore(site, keyedBy?.type ?? null))
      case 'print-sink':
      case 'kafka-sink':
        return sinkOperator(site, code, around)
    }
  }

  /** Keyed state belongs to the head of a chain that a hash edge feeds: chains begin at keyBy. */
  #keyedStore(site: OperatorSite): KeyedStore | null {
    const { keyedBy } = this.#options
    return keyedBy === null || site.position > 0 ? null : new KeyedStore(site, keyedBy.type)
  }

  #site(position: number): OperatorSite {
    const { sim, vertex, subtask, attempt, outputs, wakeAt, around } = this.#options
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
      attempt,
      taskName: vertex.name,
      random: sim.random('user', node.id, subtask.index, attempt),
      emit: this.#emitter(position, outputs.get(position) ?? []),
      current: () => {
        assert(this.#current !== null, 'user code runs for a record, a timer or a start')
        return this.#current
      },
      causedBy: (cause, run) => {
        this.run(this.#origin(cause), run)
      },
      nameOrigin: (origin, name) => {
        around.lineage.set(origin as number as ElementId, name)
      },
      wakeAt: (at, run) => {
        wakeAt(at, () => {
          this.#position = position
          this.run({ parent: null, origin: noElement, cause: null }, run)
        })
      },
      watermark: () => this.#watermark,
      log: (text) => {
        sim.record({ kind: 'logged', subtask: subtask.id, text }, this.#current?.cause ?? null)
      },
    }
  }

  #emitter(
    position: number,
    outputs: readonly EdgeOutput[],
  ): (value: unknown, timestamp: EventTime | null) => void {
    const { ambient } = this.#options.sim.world
    return (value, timestamp) => {
      const next = this.operators[position + 1]
      const copy = copyValue(value, 'record')
      if (next !== undefined) {
        const { random } = ambient
        this.#position = position + 1
        next.process({ value: copy, timestamp, key: undefined, keyGroup: noKeyGroup })
        this.#position = position
        // Back in the code that emitted: its chance is its own again.
        ambient.random = random
      }
      for (const output of outputs) output.emit(copy, timestamp, this.#current as Origin)
    }
  }
}
