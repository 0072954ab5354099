/** `ls`: what lies in checkpoint storage where the cursor stands. */
import { storage, type StorageNode, storageTree } from '../../../projection/index.ts'
import { answered, said } from '../../reply.ts'
import type { TerminalCommand } from '../command.ts'
import { fileWords, isAnswer, nodeAt, storagePaths } from './files.ts'

/** As a time of the run; nothing where no event says when. */
function when({ at }: StorageNode): string {
  return at === null ? '-' : `${(at / 1000).toFixed(2)} s`
}

function name(node: StorageNode): string {
  return node.kind === 'directory' ? `${node.name}/` : node.name
}

function note({ damage }: StorageNode): string {
  return damage === null ? '' : `  (${damage === 'lost' ? 'deleted' : 'corrupt'})`
}

function rows(nodes: readonly StorageNode[], long: boolean): readonly string[] {
  // What was deleted is not there; the tree still shows what needs it.
  const there = nodes.filter(({ damage }) => damage !== 'lost')
  if (!long) return there.map((node) => name(node))
  const sizes = there.map(({ bytes }) => (bytes === null ? '-' : String(bytes)))
  const widest = Math.max(0, ...sizes.map(({ length }) => length))
  const times = there.map((node) => when(node))
  const latest = Math.max(0, ...times.map(({ length }) => length))
  return there.map(
    (node, at) =>
      `${(sizes[at] ?? '').padStart(widest)}  ${(times[at] ?? '').padStart(latest)}  ${name(node)}${note(node)}`,
  )
}

function recursive(node: StorageNode, long: boolean): readonly string[] {
  const inside = node.children.filter(({ kind }) => kind === 'directory')
  return [
    `${node.path}:`,
    ...rows(node.children, long),
    '',
    ...inside.flatMap((child) => recursive(child, long)),
  ]
}

export const ls: TerminalCommand = {
  name: 'ls',
  usage: '[-l] [-R] [path]',
  summary: 'what lies in checkpoint storage; -l with sizes and times, -R with all below',
  read(words, scene) {
    const read = fileWords('ls', 'lR', words)
    if (isAnswer(read)) return answered(read)
    const [path] = read.paths
    const long = read.flags.has('l')
    const roots = storageTree(scene.ask(storage))
    if (path === undefined)
      return answered(
        said(
          ...(read.flags.has('R')
            ? roots.flatMap((root) => recursive(root, long))
            : rows(roots, long)),
        ),
      )
    const node = nodeAt(scene, path, 'ls: cannot access')
    if ('exit' in node) return answered({ ...node, exit: 2 })
    if (read.flags.has('R')) return answered(said(...recursive(node, long)))
    return answered(said(...rows(node.kind === 'file' ? [node] : node.children, long)))
  },
  complete: storagePaths,
}
