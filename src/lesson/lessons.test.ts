/** Every lesson of `lessons/`: it is unsolved at its start, its solution solves it, its texts keep the rules. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { judge, type Judgement } from '../cli/judge.ts'
import { lessons as entries } from '../cli/lessons.ts'
import type { Trace } from '../trace/index.ts'
import {
  allTicked,
  answerOf,
  FollowedClaims,
  isTicked,
  type Attempt,
  type Lesson,
} from './index.ts'

const lessons = await Promise.all(entries.map(({ load }) => load()))
const seeds = Array.from({ length: 20 }, (_, at) => at + 1)

test('there are lessons, and no two share an id or a number', () => {
  expect(lessons.length).toBeGreaterThan(0)
  expect(new Set(lessons.map(({ id }) => id)).size).toBe(lessons.length)
  expect(new Set(lessons.map(({ number }) => number)).size).toBe(lessons.length)
})

for (const lesson of lessons) {
  const solves = (judgement: Judgement) => allTicked(judgement.progress, lesson.goals)
  const start: Attempt = { name: 'start', runs: [lesson.start] }

  test(`${lesson.id} is not solved before the learner starts`, () => {
    for (const seed of seeds) expect(solves(judge(lesson, start.runs, seed)), `${seed}`).toBe(false)
  })

  for (const attempt of [lesson.solution, ...lesson.others]) {
    test(`${lesson.id} is solved by ${attempt.name}`, () => {
      for (const seed of seeds) {
        const { progress } = judge(lesson, attempt.runs, seed)
        expect(progress.ticked.map(({ goal }) => goal).sort(), `seed ${seed}`).toEqual(
          lesson.goals.map(({ id }) => id).sort(),
        )
      }
    })
  }

  for (const attempt of lesson.wrong) {
    test(`${lesson.id}: ${attempt.name} leaves ${attempt.fails} open`, () => {
      expect(lesson.goals.map(({ id }) => id)).toContain(attempt.fails)
      for (const seed of seeds) {
        const { progress } = judge(lesson, attempt.runs, seed)
        expect(isTicked(progress, attempt.fails), `seed ${seed}`).toBe(false)
      }
    })
  }

  test(`${lesson.id}: an open goal says what was found instead`, () => {
    const [run] = judge(lesson, start.runs, null).runs
    for (const [goal, verdict] of run?.verdicts ?? []) {
      if (verdict.verdict === 'passed') continue
      const found = verdict.verdict === 'pending' ? verdict.found : verdict.because
      expect(found, goal.id).toMatch(/\w/)
    }
  })

  test(`${lesson.id}: evidence points to events of the run that met the goal`, () => {
    const { progress, runs } = judge(lesson, lesson.solution.runs, null)
    for (const { goal, run, evidence } of progress.ticked) {
      const trace = runs[Number(run) - 1]?.trace
      expect(evidence.length, goal).toBeGreaterThan(0)
      expect(
        [...evidence].sort((a, b) => a - b),
        goal,
      ).toEqual(evidence)
      for (const seq of evidence) expect(trace?.at(seq).seq, goal).toBe(seq)
    }
  })

  test(`${lesson.id}: each question is asked before the run answers it, and the solution answers it`, () => {
    const { runs } = judge(lesson, lesson.solution.runs, null)
    for (const prediction of lesson.predictions) {
      const asked = runs.flatMap(({ trace }) => {
        const verdict = new FollowedClaims([['', prediction.pausesAt]]).follow(trace).get('')
        return verdict?.verdict === 'passed' ? [{ trace, at: verdict.evidence.at(-1) ?? 0 }] : []
      })
      expect(asked.length, `${prediction.id} is asked`).toBeGreaterThan(0)
      const { trace, at } = asked[0] ?? expect.fail()
      expect(answerOf(prediction, trace), prediction.id).not.toBeNull()
      const then = answerOf(prediction, upTo(trace, at + 1))
      expect(then, `${prediction.id} when it is asked`).toBeNull()
    }
  })

  for (const { name, text, atMost } of textsOf(lesson)) {
    test(`${lesson.id}, ${name}: ${atMost} words at most, and words anybody can follow`, () => {
      expect(text, 'says something').toMatch(/\w/)
      expect(wordsIn(text), 'words').toBeLessThanOrEqual(atMost)
      expect(text.match(bannedWords) ?? [], 'words to avoid').toEqual([])
      expect(text.match(colourWords) ?? [], 'colours carry no meaning').toEqual([])
    })
  }

  test(`${lesson.id} keeps the shape of a lesson`, () => {
    expect(lesson.title.length).toBeLessThanOrEqual(60)
    expect(lesson.minutes).toBeGreaterThanOrEqual(3)
    expect(lesson.minutes).toBeLessThanOrEqual(10)
    expect(lesson.hook.match(/[.!?](\s|$)/g)?.length ?? 0, 'sentences of the hook').toBeLessThan(3)
    expect(lesson.steps.length).toBeGreaterThan(0)
    expect(lesson.steps.length).toBeLessThanOrEqual(6)
    expect(lesson.goals.length).toBeGreaterThanOrEqual(2)
    expect(lesson.goals.length).toBeLessThanOrEqual(4)
    expect(lesson.wrong.length, 'wrong attempts').toBeGreaterThan(0)
    expect(lesson.wrong.length, 'wrong attempts').toBeLessThanOrEqual(4)
    expect(lesson.start.cluster.taskManagers).toBeLessThanOrEqual(3)
    expect(new Set(lesson.goals.map(({ id }) => id)).size).toBe(lesson.goals.length)
    for (const { id } of lesson.goals) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/)
    for (const { options, id } of lesson.predictions) {
      expect(options.length, id).toBeGreaterThanOrEqual(3)
      expect(options.length, id).toBeLessThanOrEqual(4)
    }
    expect(lesson.simplifications.length, 'sentences that begin with Simplified:').toBeGreaterThan(
      0,
    )
  })

  test(`${lesson.id} cites rules that are in SEMANTICS, and every rule its text names`, () => {
    const file = new URL('../../docs/SEMANTICS.md', import.meta.url)
    const semantics = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const known = new Set([...semantics.matchAll(/^\*\*([A-Z]{3}-\d+)\*\*/gm)].map(([, id]) => id))
    expect(lesson.rules.length).toBeGreaterThan(0)
    expect(
      lesson.rules.filter((rule) => !known.has(rule)),
      'unknown rules',
    ).toEqual([])
    const texts = textsOf(lesson).map(({ text }) => text)
    const named = texts.flatMap((text) => text.match(ruleId) ?? [])
    expect(
      named.filter((rule) => !lesson.rules.includes(rule)),
      'rules that the front matter lacks',
    ).toEqual([])
  })
}

/** The trace as it was when it had `length` events. */
function upTo(trace: Trace, length: number): Trace {
  const { endsAt } = trace
  return {
    length,
    endsAt,
    at: (seq) => trace.at(seq),
    slice: (from, to) => trace.slice(from, to),
    seqAfter: (time) => trace.seqAfter(time),
  }
}

// --- Texts ---------------------------------------------------------------------------------------

const ruleId = /\b[A-Z]{2,4}-\d+\b/g

/** They sound condescending, promise, or name a pointing device. */
const bannedWords =
  /\b(just|simply|obviously|of course|easy|easily|clearly|clicks?|clicking|see above|fastest|best)\b/gi
const colourWords = /\b(red|green|blue|yellow|purple|violet|amber|grey|gray|black|white|pink)\b/gi

interface LessonText {
  readonly name: string
  readonly text: string
  readonly atMost: number
}

function textsOf(lesson: Lesson): readonly LessonText[] {
  return [
    { name: 'title', text: lesson.title, atMost: 12 },
    { name: 'hook', text: lesson.hook, atMost: 45 },
    { name: 'belief', text: lesson.belief, atMost: 25 },
    { name: 'discussion', text: lesson.discussion, atMost: 150 },
    ...lesson.steps.map((text, at) => ({ name: `step ${at + 1}`, text, atMost: 45 })),
    ...lesson.hints.map((text, at) => ({ name: `hint ${at + 1}`, text, atMost: 25 })),
    ...lesson.goals.map(({ id, claim }) => ({ name: id, text: claim, atMost: 25 })),
    ...lesson.predictions.flatMap(({ id, question, options, afterwards }) => [
      { name: id, text: question, atMost: 45 },
      { name: `${id} afterwards`, text: afterwards, atMost: 30 },
      ...options.map((option) => ({ name: `${id} ${option.id}`, text: option.text, atMost: 15 })),
    ]),
    ...lesson.wrong.map(({ name, why }) => ({ name, text: why, atMost: 30 })),
  ]
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => /\w/.test(word)).length
}

test('words are counted as a reader counts them', () => {
  expect(wordsIn('Press `Run` — then look.')).toBe(4)
  expect('It is just red, click here'.match(bannedWords)).toEqual(['just', 'click'])
  expect('Incredibly red'.match(colourWords)).toEqual(['red'])
})
