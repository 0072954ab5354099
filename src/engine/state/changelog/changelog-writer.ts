/**
 * The log of one operator of one subtask: appended to with each change, persisted from a sequence number on
 * for each checkpoint, truncated once a materialisation has what is in it.
 * Flink: StateChangelogWriter, in its two kinds.
 */
import type { OwnedFile } from './changelog-part.ts'
import type { LogUpload } from './log-upload.ts'

/** Changes of a snapshot's log: in a file, from a sequence number on; or with the snapshot itself. */
export type LogPart =
  { readonly file: OwnedFile; readonly from: number } | { readonly changes: readonly string[] }

/** The log from some sequence number on, as a snapshot refers to it. */
export interface PersistedLog {
  readonly parts: readonly LogPart[]
  /** What is still under way, and must be over before the snapshot is whole. */
  readonly uploads: readonly LogUpload[]
}

export interface ChangelogWriter {
  append(change: string): void
  /** A number that no change has yet: what is appended from here on is not below it. */
  nextSequenceNumber(): number
  /** Throws a TaskException where changes from there on were lost. */
  persist(from: number): PersistedLog
  /** Changes below `to` will not be asked for again. Answers the files that are deleted for it. */
  truncate(to: number): readonly OwnedFile[]
  /** A checkpoint with these changes completed: their files are the JobManager's from here on. */
  confirm(from: number, to: number): void
  /** The task is gone. */
  close(): void
}

/** One number a change; checkpoints carry the changes themselves. Flink: InMemoryStateChangelogWriter. */
export class InMemoryChangelogWriter implements ChangelogWriter {
  #changes: string[] = []
  /** The number of the first of them. */
  #first = 0

  append(change: string): void {
    this.#changes.push(change)
  }

  nextSequenceNumber(): number {
    return this.#first + this.#changes.length
  }

  persist(from: number): PersistedLog {
    const changes = this.#changes.slice(from - this.#first)
    return { parts: changes.length === 0 ? [] : [{ changes }], uploads: [] }
  }

  truncate(to: number): readonly OwnedFile[] {
    if (to <= this.#first) return []
    this.#changes = this.#changes.slice(to - this.#first)
    this.#first = to
    return []
  }

  confirm(): void {}

  close(): void {
    this.#changes = []
  }
}
