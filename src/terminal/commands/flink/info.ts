/** `flink info`: the plan of the job. Flink: CliFrontend.info, JSONGenerator. */
import type { JobGraph, OperatorNode, Partitioning } from '../../../model/index.ts'
import { clusterView } from '../../../projection/index.ts'
import { answered, refused, said } from '../../reply.ts'
import { flinkCommand } from './action.ts'

const strategies: Readonly<Record<Partitioning, string>> = {
  forward: 'FORWARD',
  rebalance: 'REBALANCE',
  hash: 'HASH',
  rescale: 'RESCALE',
  shuffle: 'SHUFFLE',
  broadcast: 'BROADCAST',
  global: 'GLOBAL',
  custom: 'CUSTOM',
}

function pact({ role }: OperatorNode): string {
  if (role.kind === 'kafka-source' || role.kind === 'source') return 'Data Source'
  return role.kind.endsWith('sink') ? 'Data Sink' : 'Operator'
}

/** The nodes as Flink's JSON has them; an operator's id is its place in the plan. */
function planOf(graph: JobGraph): string {
  const first = graph.vertices.map((_, at) =>
    graph.vertices.slice(0, at).reduce((sum, { operators }) => sum + operators.length, 1),
  )
  const nodes = graph.vertices.flatMap(({ operators, parallelism }, vertex) =>
    operators.map((operator, at) => ({
      id: (first[vertex] ?? 1) + at,
      type: operator.name,
      pact: pact(operator),
      contents: operator.name,
      parallelism,
      ...predecessors(graph, first, vertex, at),
    })),
  )
  return JSON.stringify({ nodes }, null, 2)
}

function predecessors(
  graph: JobGraph,
  first: readonly number[],
  vertex: number,
  at: number,
): { predecessors?: readonly object[] } {
  const after = graph.vertices[vertex]?.operators[at]?.after ?? null
  const chained = after === null ? [] : [{ id: (first[vertex] ?? 1) + after, ship: 'FORWARD' }]
  const read =
    at > 0
      ? []
      : graph.edges
          .filter(({ to }) => to === graph.vertices[vertex]?.id)
          .map(({ from, partitioning, operator }) => ({
            id: (first[from] ?? 1) + operator,
            ship: strategies[partitioning],
          }))
  const all = [...chained, ...read].map(({ id, ship }) => ({
    id,
    ship_strategy: ship,
    side: 'second',
  }))
  return all.length === 0 ? {} : { predecessors: all }
}

export const info = flinkCommand({
  action: 'info',
  says: 'shows the optimized execution plan of the program (JSON).',
  summary: 'the plan of the job on the screen',
  syntax: '[OPTIONS] <jar-file> <arguments>',
  options: [
    {
      ...{ short: 'c', long: 'class', takes: 'value', valueName: 'classname' },
      says: 'Class with the program entry point ("main()" method). Only needed if the JAR file does not specify the class in its manifest.',
    },
    {
      ...{ short: 'p', long: 'parallelism', takes: 'value', valueName: 'parallelism' },
      says: 'The parallelism with which to run the program. Optional flag to override the default value specified in the configuration.',
    },
  ],
  stops: true,
  isLocal: true,
  run(_, scene) {
    const { graph } = scene.ask(clusterView)
    if (graph === null) return answered(refused('lab: there is no job on the screen.'))
    return answered(
      said(
        '----------------------- Execution Plan -----------------------',
        ...planOf(graph).split('\n'),
        '-'.repeat(62),
        '',
        'No description provided.',
      ),
    )
  },
  complete: () => ['job.ts'],
})
