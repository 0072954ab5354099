/**
 * Claims about a run, put together from small ones. A claim is watched: it sees the events of one run
 * in order, once, and can be asked at any time. So a panel may ask after every batch of a long run.
 *
 * A claim that could be true of nothing is the commonest bug of a goal, so `never` alone passes only
 * when something closes it: put it inside `within`, or beside a claim that something did happen.
 */
import { assert } from '../base/index.ts'
import type { EventSeq } from '../model/index.ts'
import type { TraceEvent } from '../trace/index.ts'
import type { Deployment } from './deployment.ts'

/** What can be said of a claim. `found` and `because`: one sentence on what was there instead. */
export type Verdict =
  | { readonly verdict: 'pending'; readonly found: string | null }
  /** The events that show it, in order; the last one decided. */
  | { readonly verdict: 'passed'; readonly evidence: readonly EventSeq[] }
  /** It cannot become true in this run any more. */
  | { readonly verdict: 'failed'; readonly evidence: readonly EventSeq[]; readonly because: string }

/** A claim while it is watched. Once passed or failed, it stays so. */
export interface Watch {
  see(event: TraceEvent, job: Deployment): void
  verdict(): Verdict
  /** The verdict if nothing more comes that could speak for or against it. `by`: what closed it. */
  close(by: EventSeq): Verdict
}

/** Makes a fresh watch of the claim, for one run. */
export type Claim = () => Watch

/**
 * Whether an event is the one meant: yes, no, or what makes it a near miss ("alignment took 0 ms,
 * needed 500 ms"), which a learner is shown while the claim is open.
 */
export type Match = (event: TraceEvent, job: Deployment) => boolean | string

export const pending = (found: string | null = null): Verdict => ({ verdict: 'pending', found })
export const passed = (...evidence: readonly EventSeq[]): Verdict => ({
  verdict: 'passed',
  evidence,
})
const failed = (because: string, ...evidence: readonly EventSeq[]): Verdict => ({
  verdict: 'failed',
  evidence,
  because,
})

const isPending = (verdict: Verdict) => verdict.verdict === 'pending'

/** The sentence that goes with a claim that has not passed. */
export function foundInstead(verdict: Verdict): string | null {
  if (verdict.verdict === 'pending') return verdict.found
  return verdict.verdict === 'failed' ? verdict.because : null
}

interface Watching {
  /** The verdict after this event; not asked again once it is final. */
  see(event: TraceEvent, job: Deployment): Verdict
  /** Absent: what is open when closed has failed. */
  close?(by: EventSeq): Verdict
}

/** A claim from a function that answers each event with a verdict. */
export function claim(begin: () => Watching, nothingYet: string | null = null): Claim {
  return () => {
    const watching = begin()
    let verdict = pending(nothingYet)
    return {
      see(event, job) {
        if (isPending(verdict)) verdict = watching.see(event, job)
      },
      verdict: () => verdict,
      close(by) {
        if (!isPending(verdict)) return verdict
        return watching.close?.(by) ?? failed(foundInstead(verdict) ?? 'it did not happen', by)
      },
    }
  }
}

/** Some event is the one meant. */
export function eventually(match: Match, nothingYet: string): Claim {
  return claim(() => {
    let found = nothingYet
    return {
      see(event, job) {
        const answer = match(event, job)
        if (typeof answer === 'string') found = answer
        return answer === true ? passed(event.seq) : pending(found)
      },
    }
  }, nothingYet)
}

/** No event is the one meant, up to where the claim is closed. */
export function never(match: Match, because: string): Claim {
  return claim(() => ({
    see: (event, job) => (match(event, job) === true ? failed(because, event.seq) : pending()),
    close: (by) => passed(by),
  }))
}

/** At least `atLeast` events are meant; `what`: in the plural, for "orders read: counted 18, needed 30". */
export function count(match: Match, atLeast: number, what: string): Claim {
  assert(atLeast > 0, 'a count of nothing would be true of every run')
  const found = (counted: number) => `${what}: counted ${counted}, needed ${atLeast}`
  return claim(() => {
    const evidence: EventSeq[] = []
    return {
      see(event, job) {
        if (match(event, job) === true) evidence.push(event.seq)
        return evidence.length < atLeast ? pending(found(evidence.length)) : passed(...evidence)
      },
    }
  }, found(0))
}

/** Both happen, `first` before `second`. A `second` without a `first` before it decides against it. */
export function before(first: Match, second: Match, because: string): Claim {
  return claim(() => {
    let earlier: EventSeq | null = null
    return {
      see(event, job) {
        if (second(event, job) === true) {
          return earlier === null ? failed(because, event.seq) : passed(earlier, event.seq)
        }
        if (earlier === null && first(event, job) === true) earlier = event.seq
        return pending()
      },
    }
  })
}

/**
 * In some stretch from an event that `opens` (not included) to the next that `closes` (not included),
 * the inner claim holds. Stretches do not overlap; each has its own watch.
 */
export function within(opens: Match, closes: Match, inner: Claim, nothingYet: string): Claim {
  return claim(() => {
    let open: { readonly from: EventSeq; readonly watch: Watch } | null = null
    let found = nothingYet
    return {
      see(event, job) {
        if (open === null) {
          if (opens(event, job) === true) open = { from: event.seq, watch: inner() }
          return pending(found)
        }
        if (closes(event, job) !== true) {
          open.watch.see(event, job)
          return pending(foundInstead(open.watch.verdict()) ?? found)
        }
        const verdict = open.watch.close(event.seq)
        if (verdict.verdict === 'passed') return passed(open.from, ...verdict.evidence, event.seq)
        found = foundInstead(verdict) ?? found
        open = null
        return pending(found)
      },
    }
  }, nothingYet)
}

/** All of them hold. */
export function all(...claims: readonly Claim[]): Claim {
  assert(claims.length > 0, 'all of nothing would be true of every run')
  return () => {
    const watches = claims.map((begin) => begin())
    const together = (verdicts: readonly Verdict[]): Verdict => {
      const bad = verdicts.find(({ verdict }) => verdict === 'failed')
      if (bad !== undefined) return bad
      const open = verdicts.find(isPending)
      if (open !== undefined) return open
      const evidence = verdicts.flatMap((one) => (one.verdict === 'passed' ? one.evidence : []))
      return passed(...[...new Set(evidence)].sort((a, b) => a - b))
    }
    return {
      see(event, job) {
        for (const watch of watches) watch.see(event, job)
      },
      verdict: () => together(watches.map((watch) => watch.verdict())),
      close: (by) => together(watches.map((watch) => watch.close(by))),
    }
  }
}

/**
 * For some event that `opens`, the claim made of it holds from that event on: "for some checkpoint,
 * all of this is true of it". What was found instead is told of the last one.
 */
export function some<E extends TraceEvent>(
  opens: (event: TraceEvent, job: Deployment) => E | null,
  inner: (opening: E) => Claim,
  nothingYet: string,
): Claim {
  return claim(() => {
    const watches: Watch[] = []
    return {
      see(event, job) {
        const opening = opens(event, job)
        if (opening !== null) watches.push(inner(opening)())
        for (const watch of watches) watch.see(event, job)
        return bestOf(watches, (watch) => watch.verdict())
      },
      close: (by) => {
        const best = bestOf(watches, (watch) => watch.close(by))
        return isPending(best) ? failed(foundInstead(best) ?? nothingYet, by) : best
      },
    }
  }, nothingYet)

  function bestOf(watches: readonly Watch[], ask: (watch: Watch) => Verdict): Verdict {
    const verdicts = watches.map(ask)
    const good = verdicts.find(({ verdict }) => verdict === 'passed')
    const last = verdicts.at(-1)
    return good ?? pending(last === undefined ? nothingYet : foundInstead(last))
  }
}
