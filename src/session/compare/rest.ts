/** Whether two runs have come to rest: nothing is read, written or due any more. */
import type { EventSeq } from '../../model/index.ts'
import type { FactKind } from '../../trace/index.ts'
import type { Branch } from '../branch.ts'
import { type Pair, type SideIndex, sides } from './pair.ts'

/** Virtual ms without movement after which a run has come to rest. */
const silence = 30_000

/** What changes a result, or is on its way to. */
const movement: ReadonlySet<FactKind> = new Set<FactKind>([
  ...(['job-status-changed', 'task-status-changed', 'record-read', 'record-taken'] as const),
  ...(['sink-written', 'state-updated', 'state-cleared', 'timer-fired'] as const),
  'command-submitted',
])

/** Follows two growing traces until both are still. */
export class RestSearch {
  readonly #branches: Pair<Branch>
  /** Virtual ms at which each last moved, or is asked to. */
  readonly #moved: [number, number]
  readonly #looked: [number, number] = [0, 0]

  constructor(branches: Pair<Branch>) {
    this.#branches = branches
    const [a, b] = branches.map(({ plan }) =>
      Math.max(0, ...plan.scenario.script.map(({ at }) => at)),
    )
    this.#moved = [a ?? 0, b ?? 0]
  }

  /** Virtual ms from which on both are at rest; null: one of them is not, as far as it is known. */
  get rests(): number | null {
    for (const side of sides) this.#follow(side)
    const isStill = sides.every((side) => {
      const branch = this.#branches[side]
      return branch.isOver || branch.reachable - this.#moved[side] >= silence
    })
    return isStill ? Math.max(...this.#moved) : null
  }

  #follow(side: SideIndex): void {
    const { trace } = this.#branches[side]
    const from = this.#looked[side] as EventSeq
    for (const event of trace.slice(from, trace.length as EventSeq))
      if (movement.has(event.kind)) this.#moved[side] = Math.max(this.#moved[side], event.at)
    this.#looked[side] = trace.length
  }
}
