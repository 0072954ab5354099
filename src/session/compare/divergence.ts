/**
 * Where two runs part. Both are deterministic: as long as they do the same they have the same facts in the same order, so
 * the first pair that does not say the same is where they part.
 */
import type { EventSeq, VirtualTime } from '../../model/index.ts'
import { traceNames } from '../../projection/index.ts'
import { narrate, type TraceEvent } from '../../trace/index.ts'
import type { Branch } from '../branch.ts'
import { fieldsOf, isDeed, meaningOf, meanTheSame, treatmentOf } from './meaning.ts'
import { other, type Pair, pairOf, type SideIndex, sides } from './pair.ts'

export interface Divergence {
  /** Virtual ms. */
  readonly at: VirtualTime
  /** The fact that the other run does not have; null where only the other has one. */
  readonly events: Pair<EventSeq | null>
  /** The last barrier before it that the two runs sent with another treatment; null: none. */
  readonly treated: Pair<EventSeq> | null
}

/** Where two runs part, in words. */
export interface Parting {
  /** What each does, as a sentence; null: it does not do what the other does. */
  readonly says: Pair<string | null>
  /** The event without which it would not have happened, or how barriers are treated; null: it is not known. */
  readonly because: string | null
}

/** Follows two growing traces until they part. */
export class DivergenceSearch {
  readonly #branches: Pair<Branch>
  /** Events of each that were looked at: they say the same. */
  readonly #seen: [number, number] = [0, 0]
  #treated: Pair<EventSeq> | null = null
  #found: Divergence | null = null

  constructor(branches: Pair<Branch>) {
    this.#branches = branches
  }

  /** Null while both are known to do the same. Looks at what has come since the last time. */
  get found(): Divergence | null {
    while (this.#found === null) {
      const next = pairOf((side) => this.#next(side))
      const [a, b] = next
      if (a === null && b === null) return null
      if (a === null || b === null) return this.#alone(next)
      if (meanTheSame(a, b)) {
        if (treatmentOf(a) !== treatmentOf(b)) this.#treated = [a.seq, b.seq]
        this.#seen[0]++
        this.#seen[1]++
      } else this.#found = this.#parting([a, b])
    }
    return this.#found
  }

  /** The next deed of a run, as far as its trace is known. */
  #next(side: SideIndex): TraceEvent | null {
    const { trace } = this.#branches[side]
    for (; this.#seen[side] < trace.length; this.#seen[side]++) {
      const event = trace.at(this.#seen[side] as EventSeq)
      if (isDeed(event)) return event
    }
    return null
  }

  /** One run goes on where the other, as far as it is known, has nothing more: it may only not have come so far. */
  #alone(next: Pair<TraceEvent | null>): Divergence | null {
    const event = next[0] ?? next[1]
    const waiting: SideIndex = next[0] === null ? 0 : 1
    if (event === null || !this.#branches[waiting].isWholeAt(event.at)) return null
    this.#found = this.#divergence(event.at, [next[0]?.seq ?? null, next[1]?.seq ?? null])
    return this.#found
  }

  /** Of two facts, one may come in the other run too, only later at the same instant: then the other is the difference. */
  #parting(events: Pair<TraceEvent>): Divergence {
    const [a, b] = events
    const at = Math.min(a.at, b.at) as VirtualTime
    const comes = pairOf((side) => this.#comes(events[side], other(side)))
    if (a.at !== b.at)
      return this.#divergence(at, [a.at === at ? a.seq : null, b.at === at ? b.seq : null])
    if (comes[0] === comes[1]) return this.#divergence(at, [a.seq, b.seq])
    return this.#divergence(at, [comes[0] ? null : a.seq, comes[1] ? null : b.seq])
  }

  /** Whether another run has what an event says too, at the same instant. */
  #comes(event: TraceEvent, to: SideIndex): boolean {
    const { trace } = this.#branches[to]
    const meaning = meaningOf(event)
    for (let at = this.#seen[to]; at < trace.length; at++) {
      const candidate = trace.at(at as EventSeq)
      if (candidate.at > event.at) return false
      if (candidate.kind === event.kind && meaningOf(candidate) === meaning) return true
    }
    return false
  }

  #divergence(at: VirtualTime, events: Pair<EventSeq | null>): Divergence {
    return { at, events, treated: this.#treated }
  }
}

/** Where two runs part, in words: what each does, and why. */
export function tellParting({ events, treated }: Divergence, branches: Pair<Branch>): Parting {
  const [a, b] = pairOf((side) => eventOf(branches[side], events[side]))
  const says = pairOf((side) => sentenceOf(branches[side], events[side]))
  if (a !== null && b !== null && says[0] === says[1])
    return { says: withFields(says, [a, b]), because: becauseOf(treated, events, branches) }
  return { says, because: becauseOf(treated, events, branches) }
}

function eventOf({ trace }: Branch, seq: EventSeq | null): TraceEvent | null {
  return seq === null ? null : trace.at(seq)
}

/** An event as a sentence, in the names of its moment. */
export function sentenceOf(branch: Branch, seq: EventSeq | null): string | null {
  const event = eventOf(branch, seq)
  if (event === null) return null
  return narrate(event, branch.ask(traceNames, event.seq + 1).names).text
}

/** Two sentences that read the same, with what is not the same behind them. */
function withFields(says: Pair<string | null>, events: Pair<TraceEvent>): Pair<string> {
  const fields = pairOf((side) => fieldsOf(events[side]))
  const names = [...new Set([...fields[0].keys(), ...fields[1].keys()])].filter(
    (name) => fields[0].get(name) !== fields[1].get(name),
  )
  return pairOf((side) => {
    const told = names.map((name) => `${wordOf(name)} ${valueOf(name, fields[side].get(name))}`)
    return `${says[side] ?? ''} (${told.join(', ')})`
  })
}

const times: ReadonlySet<string> = new Set(['at', 'until', 'due'])

function wordOf(name: string): string {
  return name === 'bytes' ? 'size' : name
}

function valueOf(name: string, value: string | undefined): string {
  if (value === undefined || value === 'null') return 'not known'
  if (times.has(name)) return `${(Number(value) / 1000).toFixed(3)} s`
  return name === 'bytes' ? `${value} B` : value.slice(0, 60)
}

function becauseOf(
  treated: Pair<EventSeq> | null,
  events: Pair<EventSeq | null>,
  branches: Pair<Branch>,
): string | null {
  if (treated !== null) {
    const [a, b] = pairOf((side) => branches[side].trace.at(treated[side]))
    if (a.kind === 'barrier-emitted')
      return `Barrier ${a.checkpoint} is ${treatmentOf(a)} in A and ${treatmentOf(b)} in B.`
  }
  for (const side of sides) {
    const cause = eventOf(branches[side], events[side])?.cause ?? null
    if (cause !== null) return sentenceOf(branches[side], cause)
  }
  return null
}
