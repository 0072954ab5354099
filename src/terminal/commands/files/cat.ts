/** `cat`: what is known of a file of checkpoint storage. */
import { checkpoints, clusterView, storage, type StorageNode } from '../../../projection/index.ts'
import { answered, refused, said } from '../../reply.ts'
import type { Scene } from '../../scene.ts'
import type { TerminalCommand } from '../command.ts'
import { fileWords, isAnswer, nodeAt, storagePaths } from './files.ts'

/** Flink's CheckpointMetadata, as far as the trace tells of it; the file itself is the project's own JSON. */
function metadata(scene: Scene, node: StorageNode): readonly string[] {
  const { checkpoint = null } = node.snapshot ?? {}
  const row = scene.ask(checkpoints).history.find((one) => one.checkpoint === checkpoint)
  const { graph } = scene.ask(clusterView)
  const files = [...scene.ask(storage).files.values()].filter(
    ({ neededBy }) => checkpoint !== null && neededBy.includes(checkpoint),
  )
  const { snapshot = '', label = null, triggeredAt = null, endedAt = null } = row ?? {}
  const about = {
    ...{ job: graph?.name ?? '', checkpoint, kind: snapshot, label },
    ...{ triggeredAt, completedAt: endedAt },
    operators: (graph?.vertices ?? []).flatMap(({ operators, parallelism, maxParallelism }) =>
      operators.map(({ id, uid, name }) => ({ id, uid, name, parallelism, maxParallelism })),
    ),
    files: files.map(({ file, bytes }) => ({ file, bytes })),
  }
  return JSON.stringify(about, null, 2).split('\n')
}

function purposeOf({ writtenBy }: StorageNode): string {
  const snapshot = writtenBy?.checkpoint ?? null
  return snapshot === null ? 'its changelog' : `snapshot ${snapshot}`
}

function stateFile(scene: Scene, node: StorageNode): readonly string[] {
  const { subtasks, graph } = scene.ask(clusterView)
  const subtask = node.writtenBy === null ? undefined : subtasks[node.writtenBy.subtask]
  const vertex = subtask === undefined ? undefined : graph?.vertices[subtask.vertex]
  const writer = subtask === undefined ? '' : `${vertex?.name ?? ''} #${subtask.index}`
  return [
    `lab: ${node.bytes ?? 0} bytes of state, written by ${writer} for ${purposeOf(node)}.`,
    `lab: needed by ${node.neededBy.map((id) => `snapshot ${id}`).join(', ') || 'nobody'}${node.damage === 'damaged' ? '; corrupt' : ''}.`,
    'lab: what is inside stands in the Checkpoints tab, under the snapshot.',
  ]
}

export const cat: TerminalCommand = {
  name: 'cat',
  usage: '<file>',
  summary: 'what is in a file of checkpoint storage',
  read(words, scene) {
    const read = fileWords('cat', '', words)
    if (isAnswer(read)) return answered(read)
    const [path] = read.paths
    if (path === undefined) return answered(refused('cat: missing operand'))
    const node = nodeAt(scene, path, 'cat:')
    if ('exit' in node) return answered(refused(`cat: ${path}: No such file or directory`))
    if (node.kind === 'directory') return answered(refused(`cat: ${path}: Is a directory`))
    if (node.damage === 'lost') return answered(refused(`cat: ${path}: No such file or directory`))
    return answered(
      said(...(node.name === '_metadata' ? metadata(scene, node) : stateFile(scene, node))),
    )
  },
  complete: storagePaths,
}
