/**
 * From a program's operators to a job graph. Flink: StreamGraph, StreamingJobGraphGenerator.
 */
import {
  type ConfigEntry,
  defaultMaxParallelism,
  type JobEdge,
  type JobGraph,
  type JobVertex,
  limits,
  MisuseError,
  type OperatorId,
  operatorIds,
  type OperatorNode,
  type Partitioning,
  type VertexId,
} from '../model/index.ts'
import type { Submission } from './evaluation.ts'
import { freshCopy } from './fresh-copy.ts'
import { type CallSite, misuseAt, type PlannedInput, type PlannedOperator } from './plan.ts'
import type { CustomPartition, KeyedBy, OperatorCode } from './program.ts'
import { Settings } from './settings.ts'

/** A job as submitted: its graph, and what makes the code behind it. */
export interface BuiltJob {
  readonly graph: JobGraph
  readonly codeOf: ReadonlyMap<OperatorId, () => OperatorCode>
  readonly madeAt: ReadonlyMap<OperatorId, CallSite>
  /** By index in `graph.edges`. */
  readonly keyedBy: readonly (KeyedBy | null)[]
  /** By index in `graph.edges`. */
  readonly partition: readonly (CustomPartition | null)[]
}

/** An operator with everything decided. Flink: StreamNode. */
interface Node {
  readonly planned: PlannedOperator
  readonly parallelism: number
  readonly maxParallelism: number | null
  readonly slotSharingGroup: string
}

/** A connection with everything decided. Flink: StreamEdge. */
interface Edge {
  readonly from: number
  readonly to: number
  readonly input: PlannedInput
  readonly partitioning: Partitioning
  /** Whether the two ends run in one task. */
  readonly chainable: boolean
}

/** Builds what the program described. Throws a MisuseError for what Flink would refuse. */
export function buildJob(submission: Submission, file: readonly ConfigEntry[]): BuiltJob {
  const settings = new Settings(submission.values, file)
  const nodes = nodesOf(submission, settings)
  const edges = edgesOf(nodes, settings.get('pipeline.operator-chaining.enabled', true))
  const ids = idsOf(nodes, edges, settings)
  const chains = chainsOf(nodes, edges)
  const vertices = chains.map((chain, at) => vertexOf(chain, at as VertexId, { nodes, edges, ids }))
  checkSize(vertices)
  const between = edges.filter((edge) => !edge.chainable)
  const name = submission.jobName ?? settings.get('pipeline.name', 'Flink Streaming Job')
  return {
    graph: { name, vertices, edges: between.map((edge) => jobEdge(edge, chains)) },
    codeOf: new Map(nodes.map((node, at) => [ids[at] as OperatorId, submitted(node.planned)])),
    madeAt: new Map(nodes.map(({ planned }, at) => [ids[at] as OperatorId, planned.madeAt])),
    keyedBy: between.map(({ input }) => input.keyedBy),
    partition: between.map(({ input }) => input.partition),
  }
}

/** The operators that take part: those with inputs, and the sources they read. */
function nodesOf(submission: Submission, settings: Settings): readonly Node[] {
  const { operators } = submission.plan
  const read = new Set(operators.flatMap(({ inputs }) => inputs.map(({ from }) => from)))
  const taking = operators.filter((operator) => operator.inputs.length > 0 || read.has(operator))
  if (taking.length === 0) throw new MisuseError('no_operators')
  const parallelism = settings.atLeast('parallelism.default', 1, 1)
  const most = settings.get('pipeline.max-parallelism', -1)
  const groups = new Map<PlannedOperator, string>()
  return taking.map((planned) => {
    const slotSharingGroup = slotSharingGroupOf(planned, groups)
    groups.set(planned, slotSharingGroup)
    return {
      planned,
      parallelism: planned.parallelism ?? parallelism,
      maxParallelism: planned.maxParallelism ?? (most > 0 ? most : null),
      slotSharingGroup,
    }
  })
}

/** Flink: StreamGraphGenerator.determineSlotSharingGroup. Inputs come before what reads them. */
function slotSharingGroupOf(
  { slotSharingGroup, inputs }: PlannedOperator,
  known: ReadonlyMap<PlannedOperator, string>,
): string {
  if (slotSharingGroup !== null) return slotSharingGroup
  const [first, ...others] = new Set(inputs.map(({ from }) => known.get(from)))
  return first === undefined || others.length > 0 ? 'default' : first
}

function edgesOf(nodes: readonly Node[], chaining: boolean): readonly Edge[] {
  const indexOf = new Map(nodes.map(({ planned }, at) => [planned, at]))
  return nodes.flatMap((to, toAt) =>
    to.planned.inputs.map((input) => {
      const fromAt = indexOf.get(input.from) as number
      const from = nodes[fromAt] as Node
      const partitioning = partitioningOf(input, from, to)
      // Simplified: committables never leave the task of their writer, whatever the chaining (TXN-2).
      const isOwn = to.planned.role.kind === 'committer'
      const chainable = isOwn || (chaining && isChainable(from, to, partitioning))
      return { from: fromAt, to: toAt, input, partitioning, chainable }
    }),
  )
}

function partitioningOf(input: PlannedInput, from: Node, to: Node): Partitioning {
  const same = from.parallelism === to.parallelism
  if (input.partitioning === 'forward' && !same) {
    throw misuseAt(to.planned.madeAt, 'forward_changes_parallelism', {
      from: from.planned.name,
      to: to.planned.name,
      before: from.parallelism,
      after: to.parallelism,
    })
  }
  return input.partitioning ?? (same ? 'forward' : 'rebalance')
}

/** Flink: StreamingJobGraphGenerator.isChainable. */
function isChainable(from: Node, to: Node, partitioning: Partitioning): boolean {
  return (
    to.planned.inputs.length === 1 &&
    partitioning === 'forward' &&
    from.parallelism === to.parallelism &&
    from.slotSharingGroup === to.slotSharingGroup &&
    from.planned.chaining !== 'NEVER' &&
    to.planned.chaining === 'ALWAYS'
  )
}

/** The identities of all operators; refuses two of one uid (CK-191). */
function idsOf(
  nodes: readonly Node[],
  edges: readonly Edge[],
  settings: Settings,
): readonly OperatorId[] {
  const seen = new Set<string>()
  const uidsNeeded = !settings.get('pipeline.auto-generate-uids', true)
  for (const { planned } of nodes) {
    const { uid } = planned
    if (uid === null && uidsNeeded) {
      throw misuseAt(planned.madeAt, 'uid_missing', { operator: planned.name })
    }
    if (uid !== null && seen.has(uid.value)) {
      throw misuseAt(uid.setAt, 'uid_twice', { uid: uid.value })
    }
    if (uid !== null) seen.add(uid.value)
  }
  return operatorIds(...withCommitters(nodes, edges)).slice(0, nodes.length)
}

/** In Flink a Kafka sink is two operators; the second shows in the ids of those without a uid. */
function withCommitters(
  nodes: readonly Node[],
  edges: readonly Edge[],
): [uids: (string | null)[], edges: Pick<Edge, 'from' | 'to' | 'chainable'>[]] {
  const uids = nodes.map(({ planned }) => planned.uid?.value ?? null)
  const all: Pick<Edge, 'from' | 'to' | 'chainable'>[] = [...edges]
  nodes.forEach(({ planned }, from) => {
    if (planned.role.kind !== 'kafka-sink') return
    const uid = uids[from] ?? null
    all.push({ from, to: uids.length, chainable: planned.chaining !== 'NEVER' })
    uids.push(uid === null ? null : `Sink Committer: ${uid}`)
  })
  return [uids, all]
}

/**
 * Each chain as indices of its operators: the head, and behind it the trees of what is chained to
 * it. Sources first, every chain after those it reads. Flink: StreamingJobGraphGenerator.createChain.
 */
function chainsOf(nodes: readonly Node[], edges: readonly Edge[]): readonly (readonly number[])[] {
  const chained = edges.filter(({ chainable }) => chainable)
  const inside = new Set(chained.map(({ to }) => to))
  const heads = [...nodes.keys()].filter((at) => !inside.has(at))
  const isSource = (at: number) => nodes[at]?.planned.inputs.length === 0
  // An operator is made after its inputs, so the order of heads is a topological one.
  const ordered = [...heads.filter(isSource), ...heads.filter((at) => !isSource(at))]
  const treeOf = (at: number): number[] => [
    at,
    ...chained.filter(({ from }) => from === at).flatMap(({ to }) => treeOf(to)),
  ]
  return ordered.map(treeOf)
}

/** All that is decided of a job but its vertices. */
interface Decided {
  readonly nodes: readonly Node[]
  readonly edges: readonly Edge[]
  readonly ids: readonly OperatorId[]
}

function vertexOf(chain: readonly number[], id: VertexId, decided: Decided): JobVertex {
  const operators = chain.map((at) => operatorNode(at, chain, decided))
  const head = decided.nodes[chain[0] as number] as Node
  const maxParallelism = head.maxParallelism ?? defaultMaxParallelism(head.parallelism)
  if (head.parallelism > maxParallelism) {
    throw misuseAt(head.planned.madeAt, 'parallelism_above_max', {
      operator: head.planned.name,
      parallelism: head.parallelism,
      maxParallelism,
    })
  }
  return {
    id,
    name: chainName(operators, 0),
    parallelism: head.parallelism,
    maxParallelism,
    maxParallelismSet: head.maxParallelism !== null,
    slotSharingGroup: head.slotSharingGroup,
    operators,
  }
}

/** `a -> b` for a line, `a -> (b, c)` for a fork. Flink: StreamingJobGraphGenerator.createChainedName. */
function chainName(operators: readonly OperatorNode[], at: number): string {
  const name = operators[at]?.name ?? ''
  const behind = [...operators.keys()].filter((other) => operators[other]?.after === at)
  const names = behind.map((other) => chainName(operators, other))
  if (names.length === 0) return name
  return names.length === 1 ? `${name} -> ${names[0] ?? ''}` : `${name} -> (${names.join(', ')})`
}

function operatorNode(
  at: number,
  chain: readonly number[],
  { nodes, edges, ids }: Decided,
): OperatorNode {
  const { planned } = nodes[at] as Node
  const into = edges.find(({ to, chainable }) => chainable && to === at)
  const node = {
    id: ids[at] as OperatorId,
    uid: planned.uid?.value ?? null,
    name: planned.shownName(planned.name),
    role: planned.role,
    after: into === undefined ? null : chain.indexOf(into.from),
    tag: into?.input.tag ?? null,
  }
  return planned.uidHash === null ? node : { ...node, uidHash: planned.uidHash }
}

function jobEdge(edge: Edge, chains: readonly (readonly number[])[]): JobEdge {
  const from = chains.findIndex((chain) => chain.includes(edge.from))
  const to = chains.findIndex((chain) => chain.includes(edge.to))
  return {
    from: from as VertexId,
    to: to as VertexId,
    operator: chains[from]?.indexOf(edge.from) ?? 0,
    tag: edge.input.tag,
    input: edge.input.input,
    partitioning: edge.partitioning,
  }
}

function checkSize(vertices: readonly JobVertex[]): void {
  const subtasks = vertices.reduce((sum, { parallelism }) => sum + parallelism, 0)
  if (subtasks > limits.subtasks) {
    throw new MisuseError('too_many_subtasks', { subtasks, limit: limits.subtasks })
  }
}

/**
 * Takes the learner's objects as they are now; every call gives copies of that. What cannot be copied is told
 * of where the operator was made, as Flink does, which looks at it there.
 */
function submitted({ maker, madeAt }: PlannedOperator): () => OperatorCode {
  let asSubmitted: readonly object[]
  try {
    asSubmitted = maker.parts.map(freshCopy)
  } catch (error) {
    if (error instanceof MisuseError) error.stack = madeAt.stack
    throw error
  }
  return () => maker.code(asSubmitted.map(freshCopy))
}
