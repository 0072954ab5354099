/**
 * What the JobManager keeps of hybrid sources: an enumerator each, that says which source is read. Flink:
 * SourceCoordinator around HybridSourceSplitEnumerator (SRC-15).
 */
import { assert } from '../../base/index.ts'
import type {
  EventSeq,
  HybridEnumeratorState,
  JobGraph,
  JobVertex,
  OperatorId,
  Schedule,
  SnapshotManifest,
  SourcePart,
  SubtaskId,
} from '../../model/index.ts'
import type { Broker } from '../connectors/broker.ts'
import { HybridEnumerator } from '../connectors/hybrid-enumerator.ts'
import { splitsName, splitsOfPart } from '../connectors/splits.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { describeThrown, rethrowIfOurs } from '../task/failure.ts'
import type { ReadSource } from '../task/source-input.ts'
import type { Subtask } from '../task/subtask.ts'
import type { DeployedTask } from './deployment.ts'

export interface SourceCoordinatorsOptions {
  readonly sim: Simulation
  readonly broker: Broker
  readonly tasks: () => readonly DeployedTask[]
  /** Flink: SplitEnumeratorContext.setIsProcessingBacklog. */
  readonly setIsProcessingBacklog: (operator: OperatorId, isProcessingBacklog: boolean) => void
  /** An enumerator that fails is a failure of the job as a whole. */
  readonly failJob: (message: string, cause: EventSeq) => void
}

interface Hybrid {
  readonly vertex: JobVertex
  readonly operator: OperatorId
  readonly name: string
  readonly splits: string
  readonly parts: readonly SourcePart[]
}

/** Of the job's hybrid sources; null where it has none. */
export function sourceCoordinators(
  graph: JobGraph,
  options: SourceCoordinatorsOptions,
): SourceCoordinators | null {
  const hybrids = graph.vertices.flatMap(hybridAtHead)
  return hybrids.length === 0 ? null : new SourceCoordinators(options, hybrids)
}

export class SourceCoordinators {
  readonly #options: SourceCoordinatorsOptions
  readonly #hybrids: readonly Hybrid[]
  #enumerators = new Map<OperatorId, HybridEnumerator>()
  #isGone = false

  constructor(options: SourceCoordinatorsOptions, hybrids: readonly Hybrid[]) {
    this.#options = options
    this.#hybrids = hybrids
  }

  /** All begin: from what a snapshot remembers, or anew. Flink: start, resetToCheckpoint. */
  start(from: SnapshotManifest | null, cause: EventSeq): void {
    this.#enumerators = new Map()
    for (const hybrid of this.#hybrids) {
      const restored = stateIn(from, hybrid.operator)
      const enumerator = this.#enumeratorOf(hybrid, restored)
      this.#enumerators.set(hybrid.operator, enumerator)
      this.#guarded(cause, () => {
        enumerator.start(restored !== null, cause)
      })
    }
  }

  /** Tasks start again from that snapshot, and the JobManager did not. Flink: subtaskReset. */
  subtasksRestart(
    ids: readonly SubtaskId[],
    { subtasks }: Schedule,
    from: SnapshotManifest | null,
  ): void {
    for (const { vertex, operator } of this.#hybrids)
      for (const { id, index } of subtasks.filter((one) => one.vertex === vertex.id))
        if (ids.includes(id))
          this.#enumerators.get(operator)?.readerReset(index, stateIn(from, operator))
  }

  /** What a checkpoint that is triggered now remembers, by operator. Flink: checkpointCoordinator. */
  get states(): ReadonlyMap<OperatorId, HybridEnumeratorState> {
    return new Map([...this.#enumerators].map(([id, { state }]) => [id, state]))
  }

  /** A reader says what it has read; the word takes the time of a message. */
  report(subtask: Subtask, { index, starts }: ReadSource, cause: EventSeq): void {
    const { sim } = this.#options
    sim.after(sim.costs.rpc, {
      happen: () => {
        const operator = subtask.vertex.operators[0]?.id
        const enumerator = operator === undefined ? undefined : this.#enumerators.get(operator)
        // Of an attempt that nobody waits for any more.
        if (
          this.#isGone ||
          enumerator === undefined ||
          this.#taskOf(subtask.id)?.subtask !== subtask
        )
          return
        if (!subtask.isAlive) return
        const reader = subtask.scheduled.index
        this.#guarded(cause, () => {
          if (starts) enumerator.readerStarts(reader, index, cause)
          else enumerator.readerFinished(reader, index, cause)
        })
      },
    })
  }

  /** The process is gone. */
  retire(): void {
    this.#isGone = true
  }

  #taskOf(id: SubtaskId): DeployedTask | undefined {
    return this.#options.tasks().find(({ subtask }) => subtask.id === id)
  }

  #enumeratorOf(
    { vertex, operator, name, splits, parts }: Hybrid,
    restored: HybridEnumeratorState | null,
  ): HybridEnumerator {
    const { sim, broker, setIsProcessingBacklog } = this.#options
    const readers = vertex.parallelism
    return new HybridEnumerator(
      {
        parts,
        readers,
        findSplits: (index) => {
          const part = parts[index]
          assert(part !== undefined, 'a source of the list is begun')
          return splitsOfPart(part, `${splits} ${index + 1}`, { broker, now: sim.now, readers })
        },
        begins: (index, isProcessingBacklog, cause) => {
          const of = parts.length
          const begun = sim.record(
            { kind: 'source-enumerator-started', source: name, index, of, isProcessingBacklog },
            cause,
          )
          setIsProcessingBacklog(operator, isProcessingBacklog)
          return begun
        },
        send: (reader, to) => {
          sim.after(sim.costs.rpc, {
            happen: () => {
              const task = this.#options
                .tasks()
                .find(
                  ({ subtask: { scheduled } }) =>
                    scheduled.vertex === vertex.id && scheduled.index === reader,
                )
              if (task?.subtask.isAlive === true) task.source?.switchSource(to)
            },
          })
        },
      },
      restored,
    )
  }

  #guarded(cause: EventSeq, run: () => void): void {
    try {
      run()
    } catch (error) {
      rethrowIfOurs(error)
      const { message } = describeThrown(error)
      this.#options.failJob(message, cause)
    }
  }
}

function hybridAtHead(vertex: JobVertex): readonly Hybrid[] {
  const [head] = vertex.operators
  if (head?.role.kind !== 'source' || head.role.parts === undefined) return []
  const { id: operator, name, role } = head
  return [{ vertex, operator, name, splits: splitsName(head), parts: role.parts ?? [] }]
}

function stateIn(
  manifest: SnapshotManifest | null,
  operator: OperatorId,
): HybridEnumeratorState | null {
  return manifest?.operators.find(({ id }) => id === operator)?.enumerator ?? null
}
