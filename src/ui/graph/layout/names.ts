/** What the picture calls the tasks of a job, and how it shortens their names. */
import type { JobVertex, OperatorRole } from '../../../model/index.ts'
import { type Font } from '../shape.ts'
import { fitText } from '../text.ts'

/** What a task's box looks like: a source has a tape and no lanes, a sink writes outside. */
export type TaskKind = 'source' | 'process' | 'sink'

export function taskKind(vertex: JobVertex): TaskKind {
  const head = vertex.operators[0]?.role.kind
  if (head === 'kafka-source' || head === 'source') return 'source'
  return isSink(vertex.operators.at(-1)?.role) ? 'sink' : 'process'
}

/**
 * Flink's web UI calls tasks `Source: orders -> parse` and `totals: Writer`; on screen its place says what
 * a task is.
 */
export function taskName(vertex: JobVertex): string {
  const names = vertex.operators.map((operator) =>
    operator.name.replace(/^(Source|Sink): |: Writer$/g, ''),
  )
  return names.join(' → ')
}

/** The name in `room` px: in full, or the head and how many are chained to it, or cut. */
export function shortName(vertex: JobVertex, room: number, font: Font): string {
  const full = taskName(vertex)
  const head = full.split(' → ')[0] ?? full
  const chained = vertex.operators.length - 1
  return fitText(chained > 0 ? [full, `${head} +${chained}`] : [full], room, font)
}

/** The second line under a task's name: what it does, and how often it is there. */
export function taskDescription(vertex: JobVertex): readonly string[] {
  const does = vertex.operators.map((operator) => roleName(operator.role))
  const times = vertex.parallelism === 1 ? '1 subtask' : `${vertex.parallelism} subtasks`
  if (taskKind(vertex) === 'source') {
    const role = vertex.operators[0]?.role
    const from = role?.kind === 'source' ? sourceNames[role.source] : 'Kafka topic'
    const short = role?.kind === 'source' ? from : 'Kafka source'
    return [`${from} → ${does.join(', ')}`, `${from} → source`, short]
  }
  const all = does.join(', ')
  return [`${all}, ${times}`, `${does[0] ?? ''}, ${times}`, does[0] ?? '', times]
}

const sourceNames = {
  data: 'Given data',
  sequence: 'Numbers',
  generator: 'Generator',
  socket: 'Socket',
  file: 'Files',
  hybrid: 'Hybrid source',
} as const

const sinkNames = { collect: 'collected', upsert: 'table', outbox: 'outbox' } as const

function roleName(role: OperatorRole): string {
  switch (role.kind) {
    case 'kafka-source':
    case 'source':
      return 'source'
    case 'sink':
      return sinkNames[role.sink]
    case 'process':
      return role.keyed ? 'keyed process' : 'process'
    case 'co-process':
      return role.keyed ? 'keyed co-process' : 'co-process'
    case 'broadcast-process':
      return role.keyed ? 'keyed broadcast process' : 'broadcast process'
    case 'timestamps-and-watermarks':
      return 'watermarks'
    case 'async-wait':
      return `${role.mode} wait`
    case 'interval-join':
      return 'interval join'
    case 'co-map':
      return 'coMap'
    case 'co-flat-map':
      return 'coFlatMap'
    case 'flat-map':
      return 'flatMap'
    case 'keyed-reduce':
      return 'keyed reduce'
    case 'window':
      return role.keyed ? 'window' : 'windowAll'
    case 'print-sink':
      return 'print sink'
    case 'kafka-sink':
      return 'Kafka sink'
    case 'committer':
      return 'committer'
    case 'map':
    case 'filter':
      return role.kind
  }
}

function isSink(role: OperatorRole | undefined): boolean {
  const kind = role?.kind
  return kind === 'print-sink' || kind === 'kafka-sink' || kind === 'sink' || kind === 'committer'
}
