/** Paths of checkpoint storage: a whole one, or the end of one. */
import {
  type StorageNode,
  storage,
  storageTree,
  type StoredSnapshot,
  walkTree,
} from '../projection/index.ts'
import type { KeptPath, Scene } from './scene.ts'

/** What is typed for a path: `file:` and slashes at the end say nothing here. */
function cleaned(path: string): string {
  const bare = path.replace(/^file:(?=[^/]|\/[^/])/, '')
  return bare.length > 1 ? bare.replace(/\/+$/, '') : bare
}

function allNodes(scene: Pick<Scene, 'ask'>): readonly StorageNode[] {
  return [...walkTree(storageTree(scene.ask(storage)))].map(({ node }) => node)
}

/** The node that is meant; null: there is none. */
export function findNode(scene: Pick<Scene, 'ask'>, path: string): StorageNode | null {
  const wanted = cleaned(path)
  const nodes = allNodes(scene)
  return (
    nodes.find((node) => node.path === wanted) ??
    nodes.find((node) => node.path.endsWith(`/${wanted}`)) ??
    null
  )
}

export type FoundSnapshot =
  | { readonly kind: 'here'; readonly snapshot: StoredSnapshot }
  | { readonly kind: 'kept'; readonly kept: KeptPath }

/** A snapshot by the path of its directory or of its `_metadata`, of this run or an earlier one. */
export function findSnapshot(scene: Scene, path: string): FoundSnapshot | null {
  const wanted = cleaned(path.replace(/\/_metadata$/, ''))
  const snapshot = findNode(scene, wanted)?.snapshot ?? null
  if (snapshot !== null && snapshot.completedAt !== null) return { kind: 'here', snapshot }
  const kept = findKept(scene, path)
  return kept === null ? null : { kind: 'kept', kept }
}

/** The newest snapshot in the browser's storage with that path. */
export function findKept({ kept }: Pick<Scene, 'kept'>, path: string): KeptPath | null {
  const wanted = cleaned(path.replace(/\/_metadata$/, ''))
  return (
    kept.find((one) => one.path === wanted) ??
    kept.find((one) => one.path.endsWith(`/${wanted}`)) ??
    null
  )
}

/** Every path there is, for completion. */
export function allPaths(scene: Pick<Scene, 'ask'>): readonly string[] {
  return allNodes(scene).map(({ path }) => path)
}
