import { expect, test } from 'vitest'
import type { EventSeq } from '../model/index.ts'
import { check, type Check } from './check.ts'
import { eventually, passed, pending, type Verdict } from './claim.ts'
import {
  allTicked,
  isTicked,
  newProgress,
  standing,
  withAnswer,
  withHint,
  withSolutionSeen,
  withVerdicts,
} from './progress.ts'

const claim = eventually(() => false, 'not yet')
const here = check({ id: 'here', claim: 'Here.', scope: 'this-run' }, claim)
const there = check({ id: 'there', claim: 'There.', scope: 'another-run' }, claim)
const goals = [here, there]
const met = passed(7 as EventSeq)

function verdicts(first: Verdict, second: Verdict): ReadonlyMap<Check, Verdict> {
  return new Map([
    [here, first],
    [there, second],
  ])
}

test('a goal stays met, whatever later runs say', () => {
  const after = withVerdicts(newProgress('l'), 'run 1', verdicts(met, pending()))
  expect(after.ticked).toEqual([{ goal: 'here', run: 'run 1', evidence: [7] }])
  expect(withVerdicts(after, 'run 2', verdicts(pending(), pending()))).toBe(after)
})

test('the goal of another run is not ticked by the run that ticked the others', () => {
  const one = withVerdicts(newProgress('l'), 'run 1', verdicts(met, met))
  expect(isTicked(one, 'there')).toBe(false)
  const two = withVerdicts(one, 'run 2', verdicts(met, met))
  expect(allTicked(two, goals)).toBe(true)
})

test('the order of the runs does not matter', () => {
  const one = withVerdicts(newProgress('l'), 'run 1', verdicts(pending(), met))
  const two = withVerdicts(one, 'run 2', verdicts(met, pending()))
  expect(allTicked(two, goals)).toBe(true)
})

test('looking at the solution makes a lesson seen, unless it was solved before', () => {
  const solved = withVerdicts(
    withVerdicts(newProgress('l'), 'run 1', verdicts(met, pending())),
    'run 2',
    verdicts(pending(), met),
  )
  expect(standing(newProgress('l'), goals)).toBe('new')
  expect(standing(withHint(newProgress('l'), 1), goals)).toBe('begun')
  expect(standing(withAnswer(newProgress('l'), 'q', 'a'), goals)).toBe('begun')
  expect(standing(withSolutionSeen(newProgress('l'), goals), goals)).toBe('seen')
  expect(standing(withSolutionSeen(solved, goals), goals)).toBe('solved')
})
