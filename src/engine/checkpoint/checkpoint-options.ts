/** How the barriers of a snapshot travel, and over which edges. Flink: CheckpointOptions (CK-8 to CK-10, CK-90). */
import type {
  BarrierAlignment,
  CheckpointSettings,
  JobGraph,
  Partitioning,
} from '../../model/index.ts'

/** Which barriers the tasks are asked for. Flink: CheckpointOptions.forConfig. */
export function alignmentFor(settings: CheckpointSettings, savepoint: boolean): BarrierAlignment {
  const { interval, mode, unaligned, alignedTimeout } = settings
  // CK-52: without checkpointing tasks align at-least-once, also for savepoints.
  if (interval === null || mode === 'AT_LEAST_ONCE') return 'at-least-once'
  if (savepoint || !unaligned) return 'aligned'
  return alignedTimeout === 0 ? 'unaligned' : 'timeoutable'
}

/** On an edge that cannot carry data of a snapshot. Flink: withUnalignedUnsupported. */
export function withUnalignedUnsupported(alignment: BarrierAlignment): BarrierAlignment {
  return mayBeUnaligned(alignment) ? 'forced-aligned' : alignment
}

/** Behind such an edge, for the edges after it. Flink: withUnalignedSupported. */
export function withUnalignedSupported(
  alignment: BarrierAlignment,
  alignedTimeout: number,
): BarrierAlignment {
  if (alignment !== 'forced-aligned') return alignment
  return alignedTimeout === 0 ? 'unaligned' : 'timeoutable'
}

/** Whether data in flight may become part of the snapshot. Flink: needsChannelState. */
export function mayBeUnaligned(alignment: BarrierAlignment): boolean {
  return alignment === 'unaligned' || alignment === 'timeoutable'
}

const neverUnaligned: ReadonlySet<Partitioning> = new Set(['forward', 'rescale', 'broadcast'])

/**
 * Whether unaligned barriers go over an edge: not where a channel has its partner, nor where every
 * record goes everywhere; and all inputs of a task are alike. Flink: StreamEdge.supportsUnalignedCheckpoints.
 */
export function supportsUnaligned({ edges }: JobGraph, edge: number): boolean {
  const to = edges[edge]?.to
  return !edges.some((one) => one.to === to && neverUnaligned.has(one.partitioning))
}
