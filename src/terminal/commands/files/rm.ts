/** `rm`: a file of checkpoint storage is deleted behind Flink's back, or a whole savepoint with -r. */
import type { Command } from '../../../model/index.ts'
import type { StorageNode } from '../../../projection/index.ts'
import { requestOf } from '../flink/snapshot-request.ts'
import { allPaths, findNode } from '../../paths.ts'
import { answered, type Follow, refused, type Reply, said } from '../../reply.ts'
import type { Scene } from '../../scene.ts'
import type { TerminalCommand } from '../command.ts'
import { fileWords, isAnswer, nodeAt, storagePaths } from './files.ts'

/** Says nothing, as rm does, unless there was nothing to delete. */
function deleted(path: string, kind: Command['kind']): Follow {
  return (scene, since) => {
    const row = requestOf(scene, since, kind)
    if (row === null) return null
    return row.outcome === 'ineffective'
      ? refused(`rm: cannot remove '${path}': ${row.reason}`)
      : said()
  }
}

function order(path: string, command: Command): Reply {
  return { kind: 'order', command, out: [], waits: false, follow: [deleted(path, command.kind)] }
}

function directory(path: string, { snapshot }: StorageNode, isRecursive: boolean): Reply {
  if (!isRecursive) return answered(refused(`rm: cannot remove '${path}': Is a directory`))
  if (snapshot === null || snapshot.snapshot === 'checkpoint' || snapshot.completedAt === null)
    return answered(
      refused(
        `rm: cannot remove '${path}': only the directory of a savepoint goes as a whole. Of a checkpoint, remove a file.`,
      ),
    )
  return order(path, {
    kind: 'dispose-savepoint',
    savepoint: `savepoint-${snapshot.checkpoint}`,
  })
}

function remove(path: string, node: StorageNode, isRecursive: boolean): Reply {
  if (node.kind === 'directory') return directory(path, node, isRecursive)
  if (node.file === null) return answered(refused(`rm: cannot remove '${path}'`))
  return order(path, { kind: 'damage-snapshot', snapshot: node.file, fault: 'lost' })
}

export const rm: TerminalCommand = {
  name: 'rm',
  usage: '[-r] <file>',
  summary: 'deletes a file of checkpoint storage; with -r a savepoint',
  read(words, scene) {
    const read = fileWords('rm', 'rf', words)
    if (isAnswer(read)) return answered(read)
    const [path, ...more] = read.paths
    if (path === undefined) return answered(refused('rm: missing operand'))
    if (more.length > 0) return answered(refused('rm: lab: one file at a time'))
    const node = nodeAt(scene, path, 'rm: cannot remove')
    if ('exit' in node || node.damage === 'lost')
      return answered(refused(`rm: cannot remove '${path}': No such file or directory`))
    return remove(path, node, read.flags.has('r'))
  },
  /** For the very file only; a snapshot by its name is `lab damage`. */
  words(command, scene: Pick<Scene, 'ask'>) {
    if (command.kind !== 'damage-snapshot' || command.fault !== 'lost') return null
    const { snapshot, file } = command
    if (!snapshot.includes('/') || file !== undefined) return null
    const path = allPaths(scene).find((one) => findNode(scene, one)?.file === snapshot)
    return path === undefined ? null : [path]
  },
  complete: storagePaths,
}
