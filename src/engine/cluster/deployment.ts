/**
 * Builds subtasks and the links between them: what a deployment makes and a failure throws away.
 * Flink: ExecutionGraph deployment, TaskExecutor.submitTask.
 */
import { assert } from '../../base/index.ts'
import type { KeyedBy, Program } from '../../datastream/index.ts'
import type {
  ChannelId,
  EventSeq,
  EventTime,
  InFlightSide,
  JobEdge,
  JobGraph,
  JobSettings,
  JobVertex,
  OperatorId,
  Schedule,
  ScheduledChannel,
  ScheduledSubtask,
  SubtaskId,
} from '../../model/index.ts'
import type { Scenario } from '../../scenario/index.ts'
import { type BarrierMode, createBarrierHandler } from '../checkpoint/barrier-handler.ts'
import { alignmentFor, supportsUnaligned } from '../checkpoint/checkpoint-options.ts'
import { type CheckpointResponder, TaskCheckpoints } from '../checkpoint/task-checkpoints.ts'
import type { SourceSurroundings } from '../connectors/source-operator.ts'
import type { SinkSurroundings } from '../connectors/sinks.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { Channel } from '../network/channel.ts'
import { InputGate } from '../network/gate.ts'
import { Link, type LinkPlace } from '../network/link.ts'
import type { StatePiece } from '../state/piece.ts'
import type { ManagedMemory } from '../state/rocksdb/managed-memory.ts'
import { BarrierSide } from '../task/barrier-side.ts'
import { OperatorChain } from '../task/chain.ts'
import { Debloating } from '../task/debloating.ts'
import { GateInput } from '../task/gate-input.ts'
import { TaskEnding } from '../task/ending.ts'
import type { Execution } from '../task/execution.ts'
import { EdgeOutput } from '../task/output.ts'
import { type ReadSource, SourceInput, type SourceInputOptions } from '../task/source-input.ts'
import { Subtask, type SubtaskOptions } from '../task/subtask.ts'
import { alignmentOf, makesWatermarks } from './watermark-alignment.ts'

/**
 * Bytes of one piece of state where snapshots go to the JobManager's memory; null: they go to a directory.
 * Flink: JobManagerCheckpointStorage.DEFAULT_MAX_STATE_SIZE.
 */
function maxStateSize({ checkpoints }: JobSettings): number | null {
  const { directory, throughJobManager } = checkpoints
  return directory === null || throughJobManager === true ? 5 * 1_024 * 1_024 : null
}

/** A subtask with what the JobManager needs to talk to it. */
export interface DeployedTask {
  readonly subtask: Subtask
  readonly checkpoints: TaskCheckpoints
  readonly ending: TaskEnding
  /** The source's input, where the chain has a source. */
  readonly source: SourceInput | null
  /** The barrier side of a task with input channels. */
  readonly barriers: BarrierSide | null
  /** Null for a source: nothing arrives there. */
  readonly gate: InputGate | null
  readonly input: GateInput | null
  readonly links: readonly Link[]
  /** Null where channels always have all their places. */
  readonly debloating: Debloating | null
}

/** A link, and which channel of the schedule it is. */
export interface PlacedLink {
  readonly link: Link
  readonly scheduled: ScheduledChannel
}

export interface DeploymentContext {
  readonly sim: Simulation
  readonly graph: JobGraph
  readonly settings: JobSettings
  readonly scenario: Scenario
  readonly schedule: Schedule
  readonly memory: ManagedMemory
  readonly responder: CheckpointResponder
  readonly around: SourceSurroundings & SinkSurroundings
  readonly failed: SubtaskOptions['failed']
  /** The program of the process a subtask is placed in. */
  readonly programOf: (subtask: ScheduledSubtask) => Program
  readonly executionOf: (subtask: SubtaskId) => Execution
  /** A source's reader tells its coordinator where it is, for watermark alignment. */
  readonly reportWatermark: (subtask: Subtask, watermark: EventTime) => void
  /** A reader of a hybrid source tells its coordinator what it has read. */
  readonly sourceRead: (subtask: Subtask, read: ReadSource, cause: EventSeq) => void
  /** A task's input has ended, and its operators are finished. */
  readonly endOfData: (subtask: Subtask, cause: EventSeq) => void
  readonly finished: (subtask: Subtask, cause: EventSeq) => void
}

/** Builds the given subtasks and all links between them; none of them runs yet. */
export function buildTasks(
  context: DeploymentContext,
  wanted: readonly SubtaskId[],
): Map<SubtaskId, Subtask> {
  const subtasks = new Map<SubtaskId, Subtask>()
  for (const id of wanted) {
    const scheduled = context.schedule.subtasks[id] as ScheduledSubtask
    subtasks.set(
      id,
      new Subtask({
        sim: context.sim,
        vertex: context.graph.vertices[scheduled.vertex] as JobVertex,
        scheduled,
        execution: context.executionOf(id),
        failed: context.failed,
      }),
    )
  }
  return subtasks
}

/** All links whose two ends are among the wanted subtasks: regions are closed under them. */
export function buildLinks(
  context: DeploymentContext,
  wanted: ReadonlySet<SubtaskId>,
): readonly PlacedLink[] {
  const { sim, schedule } = context
  return schedule.channels
    .filter((channel) => wanted.has(channel.from) && wanted.has(channel.to))
    .map((scheduled) => {
      const latency = sim.costs.hop + delayOf(context, scheduled) + sim.trouble.linkDelay(scheduled)
      return {
        scheduled,
        link: new Link(sim, new Channel(scheduled.id, scheduled.capacity), latency),
      }
    })
}

/**
 * Gives a subtask its chain and input. May throw what the learner's code throws while its functions
 * are copied; the caller makes that the task's failure.
 */
export function assemble(
  context: DeploymentContext,
  subtask: Subtask,
  placed: readonly PlacedLink[],
): DeployedTask {
  const { sim, settings } = context
  const program = context.programOf(subtask.scheduled)
  const incoming = placed
    .filter(({ scheduled }) => scheduled.to === subtask.id)
    .sort((a, b) => a.scheduled.input - b.scheduled.input)
  const chain = chainOf(context, subtask, { program, incoming, links: placed })
  const ending = endingOf(context, subtask)
  const checkpoints = new TaskCheckpoints({
    subtask,
    ending,
    ...{ responder: context.responder, lineage: context.around.lineage },
    placeOf: (link, side) => placeOf(context, link.id, side),
    alignedTimeout: settings.checkpoints.alignedTimeout,
    uploadCost: costByOperator(context.scenario.uploadCosts, subtask.vertex),
    maxStateSize: maxStateSize(settings),
    isLogged: settings.changelog !== undefined,
  })
  const recordCost =
    costByOperator(context.scenario.recordCosts, subtask.vertex) ?? sim.costs.record
  if (chain.source !== null) {
    const source = sourceInput(context, subtask, { source: chain.source, recordCost, ending })
    subtask.build(chain, source)
    return {
      subtask,
      checkpoints,
      ending,
      source,
      barriers: null,
      gate: null,
      input: null,
      links: [],
      debloating: null,
    }
  }
  const inputs = incoming.map(({ link }) => link)
  const gate = new InputGate(inputs.map((link) => link.channel))
  const barriers = new BarrierSide({
    subtask,
    gate,
    links: inputs,
    handler: createBarrierHandler(
      handlerMode(settings, gate),
      inputs.length,
      settings.checkpoints.afterTasksFinish,
    ),
    checkpoints,
  })
  const inputOf = incoming.map(({ scheduled }) => edgeOf(context, scheduled).input)
  const links = inputs
  const { debloat } = settings.cluster
  const debloating = debloat === null ? null : new Debloating(subtask, links, debloat)
  const at = { subtask, gate, links, inputOf }
  const input = new GateInput({ ...at, barriers, ending, recordCost, debloating })
  subtask.build(chain, input)
  return { subtask, checkpoints, ending, source: null, barriers, gate, input, links, debloating }
}

function sourceInput(
  context: DeploymentContext,
  subtask: Subtask,
  parts: Pick<SourceInputOptions, 'source' | 'recordCost' | 'ending'>,
): SourceInput {
  return new SourceInput({
    subtask,
    ...parts,
    watermarkInterval: makesWatermarks(subtask.vertex) ? context.settings.autoWatermarkInterval : 0,
    alignment: alignmentOf(subtask.vertex),
    reportWatermark: (watermark) => {
      context.reportWatermark(subtask, watermark)
    },
    tellRead: (read, cause) => {
      context.sourceRead(subtask, read, cause)
    },
  })
}

function chainOf(
  context: DeploymentContext,
  subtask: Subtask,
  around: {
    readonly program: Program
    readonly incoming: readonly PlacedLink[]
    readonly links: readonly PlacedLink[]
  },
): OperatorChain {
  const { sim, settings } = context
  const { program, incoming, links } = around
  return new OperatorChain({
    sim,
    vertex: subtask.vertex,
    subtask: subtask.scheduled,
    execution: subtask.execution,
    program,
    keyedBy: keyedInputs(context, program, incoming),
    outputs: outputsOf(context, subtask, program, links),
    around: context.around,
    wakeAt: (at, run, needs) => {
      const mail = (): void => {
        subtask.onceAtHand(needs ?? null, run)
      }
      sim.agenda.plan(at, {
        happen: () => {
          if (subtask.isAlive) subtask.mail(mail)
        },
      })
    },
    storeMemory: context.memory.of(subtask.scheduled),
    beside: (duration, { needs, run }) => {
      subtask.startBeside(duration, { needs, run })
    },
    elsewhere: (at, { awaits, run }) => {
      sim.agenda.plan(at, {
        awaits,
        happen: () => {
          subtask.onOtherThread(run)
        },
      })
    },
    mail: (run) => {
      subtask.mail(run)
    },
    inputActivityClock: subtask.inputActivityClock,
    settings,
  })
}

function endingOf(context: DeploymentContext, subtask: Subtask): TaskEnding {
  return new TaskEnding({
    subtask,
    awaitsFinalCheckpoint: goesOnAfterFinish(context.settings),
    endOfData: (cause) => {
      context.endOfData(subtask, cause)
    },
    finished: (cause) => {
      context.finished(subtask, cause)
    },
  })
}

/** Joins the two ends of every link. */
export function connectLinks(
  subtasks: ReadonlyMap<SubtaskId, Subtask>,
  links: readonly PlacedLink[],
  taskOf: (subtask: SubtaskId) => DeployedTask | null,
): void {
  for (const { link, scheduled } of links) {
    const sender = subtasks.get(scheduled.from)
    const receiver = subtasks.get(scheduled.to)
    const gate = taskOf(scheduled.to)?.gate ?? null
    assert(sender !== undefined && receiver !== undefined, 'both ends of a link are deployed')
    // A task whose code could not be loaded has no gate; its job fails over anyway.
    if (gate === null) continue
    link.connect(gate, scheduled.input, {
      senderMayGoOn: () => {
        sender.wake()
      },
      receiverHasData: () => {
        receiver.wake()
      },
      allDataProcessed: () => {
        taskOf(scheduled.from)?.ending.dataProcessed()
      },
    })
  }
}

/** Pieces of a snapshot for one subtask, by operator. */
export type PiecesByOperator = ReadonlyMap<OperatorId, readonly StatePiece[]>

/** Whether a task waits for a last checkpoint before it closes (CK-232, CK-234). */
function goesOnAfterFinish({ checkpoints }: JobSettings): boolean {
  return checkpoints.interval !== null && checkpoints.afterTasksFinish
}

function handlerMode({ checkpoints }: JobSettings, gate: InputGate): BarrierMode {
  const alignment = alignmentFor(checkpoints, false)
  if (alignment === 'at-least-once' || alignment === 'aligned') return alignment
  return {
    alignedTimeout: checkpoints.alignedTimeout,
    newestBarrier: () => gate.newestBarrier,
    isRecovering: () => gate.isRecoveringRescaled,
  }
}

function outputsOf(
  context: DeploymentContext,
  subtask: Subtask,
  program: Program,
  links: readonly PlacedLink[],
): ReadonlyMap<number, readonly EdgeOutput[]> {
  const { sim, graph } = context
  const outputs = new Map<number, EdgeOutput[]>()
  for (const [index, edge] of graph.edges.entries()) {
    if (edge.from !== subtask.vertex.id) continue
    const mine = links
      .filter(({ scheduled }) => scheduled.edge === index && scheduled.from === subtask.id)
      .map(({ link }) => link)
    const output = new EdgeOutput({
      partitioning: edge.partitioning,
      tag: edge.tag,
      links: mine,
      keyedBy: program.keyedBy(index),
      partition: program.partition(index),
      maxParallelism: receiverOf(graph, edge).maxParallelism,
      random: sim.random('partitioner', index, subtask.id, subtask.execution.id),
      recording: sim.recording,
      supportsUnaligned: supportsUnaligned(graph, index),
    })
    const known = outputs.get(edge.operator)
    if (known === undefined) outputs.set(edge.operator, [output])
    else known.push(output)
  }
  return outputs
}

/** Which of its task's channels a link is. */
function placeOf(
  { graph, schedule }: DeploymentContext,
  channel: ChannelId,
  side: InFlightSide,
): LinkPlace {
  const { edge, from, to } = schedule.channels[channel] as ScheduledChannel
  const end = side === 'input' ? 'to' : 'from'
  const vertex = graph.edges[edge]?.[end]
  const other = schedule.subtasks[side === 'input' ? from : to] as ScheduledSubtask
  return {
    edge: graph.edges.slice(0, edge).filter((one) => one[end] === vertex).length,
    other: other.index,
    others: (graph.vertices[other.vertex] as JobVertex).parallelism,
  }
}

function edgeOf({ graph }: DeploymentContext, { edge }: ScheduledChannel): JobEdge {
  return graph.edges[edge] as JobEdge
}

/** By input of the head: how its records find their key. */
function keyedInputs(
  context: DeploymentContext,
  program: Program,
  incoming: readonly PlacedLink[],
): readonly (KeyedBy | null)[] {
  return [0, 1].map((input) => {
    const one = incoming.find(({ scheduled }) => edgeOf(context, scheduled).input === input)
    return one === undefined ? null : program.keyedBy(one.scheduled.edge)
  })
}

function receiverOf(graph: JobGraph, edge: JobEdge): JobVertex {
  return graph.vertices[edge.to] as JobVertex
}

/** What a scenario says of an operator, by its name or uid; null where it says nothing of the chain. */
function costByOperator(costs: Readonly<Record<string, number>>, vertex: JobVertex): number | null {
  for (const { name, uid } of vertex.operators) {
    if (uid !== null && Object.hasOwn(costs, uid)) return costs[uid] as number
    if (Object.hasOwn(costs, name)) return costs[name] as number
  }
  return null
}

function delayOf(context: DeploymentContext, channel: ScheduledChannel): number {
  const names = (id: SubtaskId): string[] => {
    const { vertex, index } = context.schedule.subtasks[id] as ScheduledSubtask
    const { name, operators } = context.graph.vertices[vertex] as JobVertex
    return [name, ...operators.flatMap((o) => (o.uid === null ? [o.name] : [o.name, o.uid]))].map(
      (each) => `${each}#${index}`,
    )
  }
  const from = names(channel.from)
  const to = names(channel.to)
  return context.scenario.channelDelays
    .filter((delay) => from.includes(delay.from) && to.includes(delay.to))
    .reduce((sum, { delay }) => sum + delay, 0)
}
