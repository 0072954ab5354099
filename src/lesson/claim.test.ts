import { expect, test } from 'vitest'
import type { CheckpointId, SubtaskId, VirtualTime } from '../model/index.ts'
import { TraceLog, type TraceEvent, type TraceFact } from '../trace/index.ts'
import { check, followChecks } from './check.ts'
import {
  all,
  before,
  count,
  eventually,
  foundInstead,
  never,
  some,
  within,
  type Claim,
  type Match,
  type Verdict,
} from './claim.ts'

/** A trace of checkpoints triggered (`T1`), completed (`C1`), failed (`F1`), and of `kill`s. */
function run(...words: readonly string[]): TraceLog {
  const trace = new TraceLog()
  words.forEach((word, seq) => {
    trace.append([{ ...factOf(word), seq, at: seq as VirtualTime, cause: null } as TraceEvent])
  })
  return trace
}

function factOf(word: string): TraceFact {
  const checkpoint = Number(word.slice(1)) as CheckpointId
  const snapshot = 'checkpoint'
  const label = null
  switch (word[0]) {
    case 'T':
      return {
        kind: 'checkpoint-triggered',
        ...{ checkpoint, snapshot, label, full: false, format: null },
        by: 'command',
        expiresAt: 600_000 as VirtualTime,
      }
    case 'C':
      return {
        kind: 'checkpoint-completed',
        ...{ checkpoint, snapshot, label },
        ...{ path: 'chk', bytes: 1, duration: 1 },
      }
    case 'F':
      return {
        kind: 'checkpoint-failed',
        ...{ checkpoint, snapshot },
        ...{ reason: 'expired', message: '', counted: true, failures: 1 },
      }
    default:
      return { kind: 'barrier-ignored', ...barrier }
  }
}
const barrier = { subtask: 0 as SubtaskId, channel: 0, element: 0, checkpoint: 0 } as Omit<
  Extract<TraceFact, { kind: 'barrier-ignored' }>,
  'kind'
>

const triggered: Match = ({ kind }) => kind === 'checkpoint-triggered'
const completed: Match = ({ kind }) => kind === 'checkpoint-completed'
const failedOne: Match = ({ kind }) => kind === 'checkpoint-failed'
const killed: Match = ({ kind }) => kind === 'barrier-ignored'

function said(claim: Claim, ...words: readonly string[]): Verdict {
  return check({ id: 'it', claim: 'It is so.', scope: 'this-run' }, claim).evaluate(run(...words))
}

test('eventually: passes at the event meant; until then says what came near', () => {
  const claim = eventually(
    (event) =>
      event.kind === 'checkpoint-failed' ? `it failed: ${event.reason}` : completed(event, none),
    'no checkpoint yet',
  )
  expect(said(claim)).toEqual({ verdict: 'pending', found: 'no checkpoint yet' })
  expect(said(claim, 'T1', 'F1')).toEqual({ verdict: 'pending', found: 'it failed: expired' })
  expect(said(claim, 'T1', 'C1', 'T2', 'C2')).toEqual({ verdict: 'passed', evidence: [1] })
})

test('count: says how many there were and how many are needed', () => {
  const claim = count(completed, 2, 'checkpoints')
  expect(foundInstead(said(claim, 'C1'))).toBe('checkpoints: counted 1, needed 2')
  expect(said(claim, 'C1', 'T2', 'C2', 'C3')).toEqual({ verdict: 'passed', evidence: [0, 2] })
})

test('count: of nothing is refused, since it would be true of every run', () => {
  expect(() => count(completed, 0, 'checkpoints')).toThrow('true of every run')
})

test('before: the second without the first decides against it, for good', () => {
  const claim = before(killed, completed, 'nothing was killed before')
  expect(said(claim, 'kill').verdict).toBe('pending')
  expect(said(claim, 'kill', 'T1', 'C1')).toEqual({ verdict: 'passed', evidence: [0, 2] })
  expect(said(claim, 'C1', 'kill', 'C2')).toEqual({
    verdict: 'failed',
    evidence: [0],
    because: 'nothing was killed before',
  })
})

test('never: is not true of an empty run; it needs something that closes it', () => {
  const quiet = never(failedOne, 'a checkpoint failed')
  expect(said(quiet).verdict).toBe('pending')
  expect(said(quiet, 'T1', 'C1').verdict).toBe('pending')
  expect(said(quiet, 'F1').verdict).toBe('failed')
  const closed = within(triggered, completed, quiet, 'no checkpoint completed')
  expect(said(closed, 'T1', 'kill', 'C1')).toEqual({ verdict: 'passed', evidence: [0, 2, 2] })
})

test('within: each stretch is judged alone, and the last says what was found', () => {
  const claim = within(triggered, completed, count(killed, 2, 'kills'), 'no checkpoint completed')
  expect(foundInstead(said(claim))).toBe('no checkpoint completed')
  expect(foundInstead(said(claim, 'T1', 'kill', 'C1', 'kill'))).toBe('kills: counted 1, needed 2')
  expect(said(claim, 'T1', 'kill', 'C1', 'T2', 'kill', 'kill', 'C2').verdict).toBe('passed')
  expect(said(claim, 'T1', 'kill', 'kill').verdict, 'the stretch is still open').toBe('pending')
})

test('all: every part in one run; the first that failed says why', () => {
  const claim = all(count(triggered, 2, 'triggers'), eventually(completed, 'none completed'))
  expect(said(claim, 'T1', 'C1').verdict).toBe('pending')
  expect(said(claim, 'T1', 'C1', 'T2')).toEqual({ verdict: 'passed', evidence: [0, 1, 2] })
})

test('some: one checkpoint must do it all; two halves are not enough', () => {
  const claim = some(
    (event) => (event.kind === 'checkpoint-triggered' ? event : null),
    ({ checkpoint }) =>
      all(
        eventually(
          (event) => event.kind === 'checkpoint-completed' && event.checkpoint === checkpoint,
          `checkpoint ${checkpoint} is not completed`,
        ),
        count(killed, 1, 'kills'),
      ),
    'none was triggered',
  )
  expect(foundInstead(said(claim))).toBe('none was triggered')
  expect(foundInstead(said(claim, 'kill', 'T1', 'C1'))).toBe('kills: counted 0, needed 1')
  expect(foundInstead(said(claim, 'T1', 'T2', 'kill'))).toBe('checkpoint 2 is not completed')
  expect(said(claim, 'T1', 'T2', 'kill', 'C1')).toEqual({ verdict: 'passed', evidence: [2, 3] })
})

test('a run that grows is looked at once, and gives the verdict of the whole', () => {
  const about = { id: 'two', claim: 'Two.', scope: 'this-run' } as const
  const checks = [check(about, count(completed, 2, 'checkpoints'))]
  const trace = run('C1')
  const followed = followChecks(checks)
  expect([...followed.follow(trace).values()].map(foundInstead)).toEqual([
    'checkpoints: counted 1, needed 2',
  ])
  const grown = run('C1', 'kill', 'C2').at(2 as TraceEvent['seq'])
  trace.append([{ ...grown, seq: 1 } as TraceEvent])
  const [verdict] = followed.follow(trace).values()
  expect(verdict).toEqual(checks[0]?.evaluate(trace))
  expect(verdict?.verdict).toBe('passed')
})

const none = undefined as never
