/** What `ls`, `cat`, `du` and `rm` share. */
import { findNode, allPaths } from '../../paths.ts'
import { type Answer, refused } from '../../reply.ts'
import type { Scene } from '../../scene.ts'
import type { StorageNode } from '../../../projection/index.ts'

export interface FileWords {
  readonly flags: ReadonlySet<string>
  readonly paths: readonly string[]
}

/** Letters behind single dashes, and the rest; a letter nobody knows is answered as GNU's tools do. */
export function fileWords(
  name: string,
  letters: string,
  words: readonly string[],
): FileWords | Answer {
  const isFlag = (word: string): boolean => word.startsWith('-') && word.length > 1
  const flags = new Set(words.filter(isFlag).flatMap((word) => [...word.slice(1)]))
  const unknown = [...flags].find((letter) => !letters.includes(letter))
  if (unknown !== undefined) return refused(`${name}: invalid option -- '${unknown}'`)
  return { flags, paths: words.filter((word) => !isFlag(word)) }
}

export function isAnswer(read: FileWords | Answer): read is Answer {
  return 'exit' in read
}

/** The node, or what the tool says of a path that leads nowhere. */
export function nodeAt(scene: Scene, path: string, trouble: string): StorageNode | Answer {
  return findNode(scene, path) ?? refused(`${trouble} '${path}': No such file or directory`)
}

export const storagePaths = (_: readonly string[], scene: Scene): readonly string[] =>
  allPaths(scene)
