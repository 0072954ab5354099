/** What a command line knows: the answers of projections where the cursor stands, and what the browser keeps. */
import type { EventSeq } from '../model/index.ts'
import { type Projection, storage, storageTree } from '../projection/index.ts'
import { clientView, type JobRow } from './client-view.ts'

/** A snapshot that is kept in this browser, of this or an earlier run: what `flink run -s` finds. */
export interface KeptPath {
  /** For whoever keeps it. */
  readonly id: string
  /** The whole path of its directory. */
  readonly path: string
  readonly says: string
}

export interface Scene {
  /** The projection's answer at the cursor. */
  ask<S>(projection: Projection<S>): S
  /** Virtual ms of the cursor. */
  readonly now: number
  /** Newest first. */
  readonly kept: readonly KeptPath[]
}

/** Where the cursor stood when something was asked for. */
export interface Since {
  readonly seq: EventSeq
  /** Virtual ms. */
  readonly at: number
}

/** The job of the run; null: nothing runs. */
export function jobOf(scene: Pick<Scene, 'ask'>): JobRow | null {
  return scene.ask(clientView).job
}

/** Where savepoints go without being told; null: nobody said (Flink: execution.checkpointing.savepoint-dir). */
export function savepointTarget(scene: Pick<Scene, 'ask'>): string | null {
  return scene.ask(storage).savepoints
}

/** The directory in which the playground keeps savepoints, said or not. */
export function savepointRoot(scene: Pick<Scene, 'ask'>): string {
  return savepointTarget(scene) ?? storageTree(scene.ask(storage))[0]?.path ?? ''
}
