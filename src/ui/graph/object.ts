/** The things of the picture that can be chosen, and the scene they make. */
import type { ChannelId, CheckpointId, SubtaskId, TaskManagerId } from '../../model/index.ts'
import type { Box, Shape } from './shape.ts'

/** What a reader can choose and open in the dock. A checkpoint's number also names a savepoint. */
export type GraphObject =
  | { readonly kind: 'subtask'; readonly id: SubtaskId }
  | { readonly kind: 'channel'; readonly id: ChannelId }
  | { readonly kind: 'checkpoint'; readonly id: CheckpointId }
  | { readonly kind: 'partition'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'task-manager'; readonly id: TaskManagerId }
  | { readonly kind: 'job-manager' }

/** An object as it is drawn, walked to by keyboard and read aloud. */
export interface SceneObject {
  readonly object: GraphObject
  /** Unique in the scene: `subtask 3`. */
  readonly key: string
  /** What it is and how it is, in words. */
  readonly name: string
  /** What is pressed, and what the focus ring surrounds. */
  readonly box: Box
  readonly shapes: readonly Shape[]
}

/** Objects that belong together: an operator's subtasks and channels, a topic, the shelf. */
export interface SceneGroup {
  readonly name: string
  readonly objects: readonly SceneObject[]
}

/** The still part of the picture. */
export interface Scene {
  readonly width: number
  readonly height: number
  /** Bands, heads and wires: behind everything, not chosen. */
  readonly ground: readonly Shape[]
  readonly groups: readonly SceneGroup[]
}

export function objectKey(object: GraphObject): string {
  switch (object.kind) {
    case 'partition':
      return `partition ${object.topic} ${object.partition}`
    case 'job-manager':
      return 'job-manager'
    default:
      return `${object.kind} ${object.id}`
  }
}

export function sameObject(a: GraphObject | null, b: GraphObject | null): boolean {
  return a !== null && b !== null && objectKey(a) === objectKey(b)
}
