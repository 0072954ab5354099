/** `du`: how much lies below a path of checkpoint storage, in bytes. */
import { storage, type StorageNode, storageTree } from '../../../projection/index.ts'
import { answered, said } from '../../reply.ts'
import type { TerminalCommand } from '../command.ts'
import { fileWords, isAnswer, nodeAt, storagePaths } from './files.ts'

function size(bytes: number, isHuman: boolean): string {
  if (!isHuman || bytes < 1_000) return String(bytes)
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)}k` : `${(bytes / 1_000_000).toFixed(1)}M`
}

/** What is deleted takes no room. */
function bytesOf(node: StorageNode): number {
  if (node.kind === 'file') return node.damage === 'lost' ? 0 : (node.bytes ?? 0)
  return node.children.reduce((sum, child) => sum + bytesOf(child), 0)
}

function rows(node: StorageNode, isHuman: boolean, isSummary: boolean): readonly string[] {
  const inside = isSummary ? [] : node.children.filter(({ kind }) => kind === 'directory')
  return [
    ...inside.flatMap((child) => rows(child, isHuman, isSummary)),
    `${size(bytesOf(node), isHuman)}\t${node.path}`,
  ]
}

export const du: TerminalCommand = {
  name: 'du',
  usage: '[-s] [-h] [path]',
  summary: 'bytes of each directory of checkpoint storage; -s the sum, -h for people',
  read(words, scene) {
    const read = fileWords('du', 'sh', words)
    if (isAnswer(read)) return answered(read)
    const [path] = read.paths
    const isHuman = read.flags.has('h')
    const isSummary = read.flags.has('s')
    const node = path === undefined ? null : nodeAt(scene, path, 'du: cannot access')
    if (node !== null && 'exit' in node) return answered(node)
    const roots = node === null ? storageTree(scene.ask(storage)) : [node]
    return answered(said(...roots.flatMap((root) => rows(root, isHuman, isSummary))))
  },
  complete: storagePaths,
}
