/** What a store does beside its readers and writers. */
import type { ColumnFamily } from './column-family.ts'
import type { CompactionPlan } from './compaction-picker.ts'
import type { Memtable } from './memtable.ts'
import type { FileMeta } from './version.ts'

/** Begun, and done once {@link complete} is called: until then nobody sees anything of it. */
export interface BackgroundJob {
  readonly kind: 'flush' | 'compaction'
  readonly columnFamily: string
  /** Null: a flush. */
  readonly plan: CompactionPlan | null
  /** Bytes of memory or files that it reads. */
  readonly inputBytes: number
  /** The files it reads once it completes: none where it only moves one. */
  reads(): readonly FileMeta[]
  complete(): void
}

export type Work =
  | {
      readonly kind: 'flush'
      readonly family: ColumnFamily
      readonly memtables: readonly Memtable[]
    }
  | { readonly kind: 'compaction'; readonly family: ColumnFamily; readonly plan: CompactionPlan }

/** Who is told what a filter has dropped looks at all there is. */
export function filesReadBy(work: Work): readonly FileMeta[] {
  if (work.kind === 'flush') return []
  if (work.family.filter !== null) return work.family.version.files
  return work.plan.isTrivialMove ? [] : work.plan.inputs
}

export function inputBytesOf(work: Work): number {
  const inputs: readonly { readonly bytes: number }[] =
    work.kind === 'flush'
      ? work.memtables
      : work.plan.inputs.map(({ size }) => ({ bytes: work.plan.isTrivialMove ? 0 : size }))
  return inputs.reduce((sum, { bytes }) => sum + bytes, 0)
}
