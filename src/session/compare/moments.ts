/**
 * Moments in which two runs are not the same, after they have parted: facts that are not compared one by one, because
 * nothing comes at the same time any more, but by what they are about.
 */
import type { EventSeq, VirtualTime } from '../../model/index.ts'
import type { TraceEvent } from '../../trace/index.ts'
import type { Branch } from '../branch.ts'
import { type Pair, pairOf, sides } from './pair.ts'

/** What a person may want to look at. */
export interface Moment {
  /** Virtual ms: of the earlier one, where both runs have it. */
  readonly at: VirtualTime
  readonly events: Pair<EventSeq | null>
}

interface Milestone {
  readonly at: VirtualTime
  readonly seq: EventSeq
}

/** Its name is the same in both runs. */
type NameOf = (event: TraceEvent, count: (name: string) => number) => string | null

/** What is about one checkpoint has its number; what can come again is counted. */
const nameOf: NameOf = (event, count) => {
  switch (event.kind) {
    case 'channel-blocked':
      return `blocked ${event.checkpoint} ${event.channel}`
    case 'in-flight-persisted':
      return event.elements.length === 0 ? null : `persisted ${event.checkpoint} ${event.channel}`
    case 'checkpoint-completed':
    case 'checkpoint-failed':
      return `${event.kind} ${event.checkpoint}`
    case 'task-manager-lost':
    case 'job-manager-lost':
    case 'task-failed':
    case 'restore-started':
      return `${event.kind} ${count(event.kind)}`
    case 'job-status-changed':
      return `${event.status} ${count(event.status)}`
    default:
      return null
  }
}

/** Whether it matters when it comes, where it comes in both runs. */
function isTimed(name: string): boolean {
  return name.startsWith('checkpoint-completed')
}

/** Gathers the moments of two growing traces. */
export class MomentSearch {
  readonly #branches: Pair<Branch>
  readonly #named: Pair<Map<string, Milestone>> = [new Map(), new Map()]
  readonly #counts: Pair<Map<string, number>> = [new Map(), new Map()]
  readonly #seen: [number, number] = [0, 0]
  #moments: readonly Moment[] = []

  constructor(branches: Pair<Branch>) {
    this.#branches = branches
  }

  /** In the order of time, of what both are known to have come to. */
  get moments(): readonly Moment[] {
    const before = this.#seen[0] + this.#seen[1]
    for (const side of sides) this.#look(side)
    if (before !== this.#seen[0] + this.#seen[1]) this.#moments = this.#gathered()
    return this.#moments.filter(({ at }) => this.#branches.every((branch) => branch.isWholeAt(at)))
  }

  #look(side: 0 | 1): void {
    const { trace } = this.#branches[side]
    const named = this.#named[side]
    const counts = this.#counts[side]
    const count = (name: string): number => {
      const times = (counts.get(name) ?? 0) + 1
      counts.set(name, times)
      return times
    }
    for (const event of trace.slice(this.#seen[side] as EventSeq, trace.length as EventSeq)) {
      const name = nameOf(event, count)
      if (name !== null && !named.has(name)) named.set(name, { at: event.at, seq: event.seq })
    }
    this.#seen[side] = trace.length
  }

  #gathered(): readonly Moment[] {
    const names = new Set([...this.#named[0].keys(), ...this.#named[1].keys()])
    const moments = [...names].map((name) =>
      momentOf(
        name,
        pairOf((side) => this.#named[side].get(name)),
      ),
    )
    return moments.filter((moment) => moment !== null).sort((one, two) => one.at - two.at)
  }
}

/** Null: both have it, and it does not matter when. */
function momentOf(name: string, found: Pair<Milestone | undefined>): Moment | null {
  const times = found.flatMap((milestone) => (milestone === undefined ? [] : [milestone.at]))
  const [first, second] = times
  if (second !== undefined && (first === second || !isTimed(name))) return null
  const at = Math.min(...times) as VirtualTime
  return { at, events: pairOf((side) => found[side]?.seq ?? null) }
}
