/** `barrier-lab check`: an answer to a lesson, judged goal by goal. */
import { readFileSync, statSync } from 'node:fs'
import { allTicked, foundInstead, type Check, type Lesson, type Verdict } from '../lesson/index.ts'
import type { Scenario } from '../scenario/index.ts'
import { wholeNumber } from './duration.ts'
import { judge, type Judgement } from './judge.ts'
import { JsonLines } from './json-lines.ts'
import { lessonNamed } from './lessons.ts'
import { only, wordsOf } from './options.ts'
import { Refused } from './refused.ts'
import { readScenario } from './scenario-files.ts'

const options = {
  with: { type: 'string', multiple: true, default: [] as string[] },
  solution: { type: 'boolean', default: false },
  seed: { type: 'string' },
} as const

export async function checkCommand(args: readonly string[]): Promise<0 | 1> {
  const { values, positionals } = wordsOf(args, options)
  const lesson = await lessonNamed(only(positionals, 'lesson'))
  const seed = values.seed === undefined ? null : wholeNumber(values.seed, '--seed')
  const runs = values.solution ? lesson.solution.runs : answersOf(lesson, values.with)
  const judgement = judge(lesson, runs, seed)
  await new JsonLines().writeAll(lesson.goals.map((goal) => rowOf(goal, judgement)))
  const met = allTicked(judgement.progress, lesson.goals)
  const count = judgement.progress.ticked.length
  process.stderr.write(`${lesson.title}: ${count} of ${lesson.goals.length} goals met\n`)
  return met ? 0 : 1
}

/** Files together are one run over the start; each folder is a run of its own. */
function answersOf(lesson: Lesson, paths: readonly string[]): readonly Scenario[] {
  const folders = paths.filter((path) => isFolder(path))
  const files = paths.filter((path) => !folders.includes(path))
  const edited = Object.fromEntries(
    files.map((path) => [fileFor(path), readFileSync(path, 'utf8')]),
  )
  const inPlace = { ...lesson.start, files: { ...lesson.start.files, ...edited } }
  const runs = folders.map((folder) => readScenario(folder))
  return files.length > 0 || runs.length === 0 ? [inPlace, ...runs] : runs
}

function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new Refused(`--with: there is no ${path}`)
  return found.isDirectory()
}

function fileFor(path: string): string {
  if (path.endsWith('.ts')) return 'job.ts'
  if (/\.ya?ml$/.test(path)) return 'config.yaml'
  throw new Refused(`--with: ${path} is neither a job (.ts) nor a configuration (.yaml)`)
}

function rowOf(goal: Check, { progress, runs }: Judgement) {
  const ticked = progress.ticked.find((tick) => tick.goal === goal.id)
  const verdict = lastOf(runs.map(({ verdicts }) => verdicts.get(goal)))
  return {
    goal: goal.id,
    claim: goal.claim,
    scope: goal.scope,
    verdict: ticked === undefined ? 'open' : 'passed',
    run: ticked === undefined ? null : Number(ticked.run),
    evidence: ticked?.evidence ?? [],
    found: ticked === undefined && verdict !== undefined ? found(verdict) : null,
  }
}

function found(verdict: Verdict): string | null {
  const passedElsewhere = 'it holds, but in a run that met a goal of the other scope'
  return verdict.verdict === 'passed' ? passedElsewhere : foundInstead(verdict)
}

function lastOf<T>(list: readonly T[]): T | undefined {
  return list.at(-1)
}
