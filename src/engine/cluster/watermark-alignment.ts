/**
 * The coordinators of sources that wait for each other: each tells its readers, every update
 * interval, how far they may read. Flink: SourceCoordinator.announceCombinedWatermark (WM-30).
 */
import type {
  EventTime,
  JobGraph,
  JobVertex,
  OperatorId,
  SubtaskId,
  WatermarkAlignmentPlan,
  WatermarkPlan,
} from '../../model/index.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { AlignmentGroups } from '../time/watermark-alignment.ts'

/** How the source at the head of a vertex waits for its group; null: it does not, or is no source. */
export function alignmentOf(vertex: JobVertex): WatermarkAlignmentPlan | null {
  return sourcePlanOf(vertex)?.alignment ?? null
}

/** Whether the source at the head of a vertex ever has anything to say about event time. */
export function makesWatermarks(vertex: JobVertex): boolean {
  const plan = sourcePlanOf(vertex)
  return plan !== null && (plan.generator.kind !== 'none' || plan.idleness !== null)
}

function sourcePlanOf({ operators }: JobVertex): WatermarkPlan | null {
  const role = operators[0]?.role
  return role?.kind === 'kafka-source' || role?.kind === 'source' ? role.watermarks : null
}

export interface AlignmentCoordinatorOptions {
  readonly sim: Simulation
  readonly graph: JobGraph
  /** Hands an announcement to a reader, if it runs. */
  readonly announce: (subtask: SubtaskId, maxAllowed: EventTime) => void
  readonly isOver: () => boolean
}

export class AlignmentCoordinator {
  readonly #options: AlignmentCoordinatorOptions
  readonly #groups = new AlignmentGroups<OperatorId, SubtaskId>()

  constructor(options: AlignmentCoordinatorOptions) {
    this.#options = options
  }

  /** The job is submitted: periodic announcements begin. */
  start(): void {
    for (const vertex of this.#options.graph.vertices) {
      const plan = alignmentOf(vertex)
      if (plan !== null) this.#announceEvery(vertex, plan)
    }
  }

  /** A reader tells its watermark; the word takes the time of a message. */
  report(vertex: JobVertex, subtask: SubtaskId, watermark: EventTime): void {
    const plan = alignmentOf(vertex)
    const source = vertex.operators[0]?.id
    if (plan === null || source === undefined) return
    const { sim } = this.#options
    sim.after(sim.costs.rpc, {
      happen: () => {
        this.#groups.report(plan.group, source, subtask, watermark)
      },
    })
  }

  #announceEvery(vertex: JobVertex, plan: WatermarkAlignmentPlan): void {
    const { sim, isOver } = this.#options
    sim.after(plan.updateInterval, {
      happen: () => {
        if (isOver()) return
        this.#announce(vertex, plan)
        this.#announceEvery(vertex, plan)
      },
    })
  }

  #announce(vertex: JobVertex, plan: WatermarkAlignmentPlan): void {
    const { sim, announce } = this.#options
    const { id, name } = vertex.operators[0] as JobVertex['operators'][number]
    const readers = this.#groups.reported(id)
    if (readers.length === 0) return
    const maxAllowed = this.#groups.maxAllowed(plan)
    const { group } = plan
    sim.record({ kind: 'watermark-alignment-announced', source: name, group, maxAllowed }, null)
    sim.after(sim.costs.rpc, {
      happen: () => {
        for (const reader of readers) announce(reader, maxAllowed)
      },
    })
  }
}
