/** What was swept, as a person reads it: the files of one directory that one event has swept are one line. */
import type { SweptFile } from './storage.ts'

export interface Sweep {
  /** Unique in its list. */
  readonly id: string
  readonly first: SweptFile
  readonly directory: string
  readonly files: number
  readonly bytes: number
}

/** Newest first. */
export function sweepsOf(swept: readonly SweptFile[]): readonly Sweep[] {
  const sweeps = new Map<string, Sweep>()
  for (const one of swept) {
    const directory = one.file.slice(0, one.file.lastIndexOf('/'))
    const id = `${one.seq} ${directory}`
    const known = sweeps.get(id) ?? { id, first: one, directory, files: 0, bytes: 0 }
    sweeps.set(id, { ...known, files: known.files + 1, bytes: known.bytes + one.bytes })
  }
  return [...sweeps.values()].toReversed()
}
