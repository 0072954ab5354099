/**
 * A reader that reads one source after the other, sent on by the JobManager when all readers have read
 * theirs to the end. Flink: HybridSourceReader (SRC-15).
 */
import type { SourceReader, SourceSuccession } from './source-reader.ts'

export interface HybridReader extends SourceReader {
  readonly succession: SourceSuccession
}

/** `readers`: what makes the reader of each source, when its turn comes. */
export function hybridReader(readers: readonly (() => SourceReader)[]): HybridReader {
  let current = -1
  let reader: SourceReader | null = null
  const some = (): SourceReader => reader ?? nothingToRead
  return {
    succession: {
      get current() {
        return current
      },
      get isLast() {
        return current === readers.length - 1
      },
      switchTo: (index) => {
        current = index
        reader = readers[index]?.() ?? null
      },
    },
    rewinds: true,
    get splitsHaveWatermarks() {
      return some().splitsHaveWatermarks
    },
    get pausesSplits() {
      return some().pausesSplits
    },
    get bounded() {
      return some().bounded
    },
    get oneSplitAtATime() {
      return some().oneSplitAtATime === true
    },
    discover: () => [],
    availableAt: (split) => some().availableAt(split),
    preview: (split) => some().preview(split),
    begin: () => some().begin?.(),
    read: (split, emit) => {
      some().read(split, emit)
    },
    checkpointCompleted: (checkpoint, splits, cause) => {
      some().checkpointCompleted?.(checkpoint, splits, cause)
    },
  }
}

/** Before the JobManager has said where to begin. */
const nothingToRead: SourceReader = {
  splitsHaveWatermarks: false,
  pausesSplits: false,
  bounded: false,
  rewinds: true,
  discover: () => [],
  availableAt: () => null,
  preview: () => ({ key: null, value: '' }),
  read: () => undefined,
}
