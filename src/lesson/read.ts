/**
 * A lesson's folder → the lesson. Pure: it is given the texts of the files, wherever they came from,
 * and what the folder's checks.ts exports. A folder that is not complete is a bug of ours.
 *
 *     index.md            the text
 *     checks.ts           goals, and when to ask the questions
 *     start/              a scenario folder: scenario.json, job.ts, config.yaml
 *     solution/           files that differ from the start; 1-…/ 2-…/ for several runs, one after the other
 *     wrong/<name>/       the same, and index.md with the goal it must leave open
 *     other/<name>/       another right answer
 */
import { assert } from '../base/index.ts'
import { emptyScenario, type Scenario } from '../scenario/index.ts'
import type { Attempt, Chapter, Lesson, LessonCode, Prediction, WrongAttempt } from './lesson.ts'
import {
  numberedItems,
  readDocument,
  readQuestion,
  simplificationsIn,
  subsections,
  type Document,
} from './text.ts'

/** Texts by path, relative to the folder in question. */
export type Files = ReadonlyMap<string, string>

/** `folder`: the lesson's own name, as `07-barriers-wait-in-line`. */
export function readLesson(
  folder: string,
  files: Files,
  from: { readonly chapter: Chapter; readonly code: LessonCode },
): Lesson {
  const text = textOf(files, 'index.md', folder)
  const document = readDocument(text, `${folder}/index.md`)
  const { number, id } = numbered(folder)
  const start = scenarioOf(inside(files, 'start'), emptyScenario)
  const hints = numberedItems(section(document, 'Hints', folder))
  const [first, second, third] = hints
  assert(hints.length === 3 && !!first && !!second && !!third, `${folder} has three hints`)
  const discussion = section(document, 'Discussion', folder)
  return {
    id,
    number,
    chapter: from.chapter,
    title: word(document, 'title'),
    belief: word(document, 'belief'),
    minutes: Number(document.matter['minutes']),
    rules: words(document, 'rules'),
    docs: words(document, 'docs'),
    hook: document.opening,
    steps: numberedItems(section(document, 'Steps', folder)),
    predictions: predictionsOf(section(document, 'Predictions', folder), from.code, folder),
    goals: from.code.checks,
    hints: [first, second, third],
    discussion,
    simplifications: simplificationsIn(discussion),
    start,
    solution: attemptOf('solution', inside(files, 'solution'), start),
    wrong: foldersIn(inside(files, 'wrong')).map(([name, own]) => wrongOf(name, own, start)),
    others: foldersIn(inside(files, 'other')).map(([name, own]) => attemptOf(name, own, start)),
  }
}

/** `folder`: the chapter's own name, as `02-checkpoints`; `text`: its index.md. */
export function readChapter(folder: string, text: string): Chapter {
  const document = readDocument(text, `${folder}/index.md`)
  return { ...numbered(folder), title: word(document, 'title'), text: document.opening }
}

function predictionsOf(text: string, code: LessonCode, folder: string): readonly Prediction[] {
  return subsections(text).map(([id, part]) => {
    const logic = code.predictions[id]
    assert(logic !== undefined, `${folder}: checks.ts says when to ask ${id}`)
    const { question, options, afterwards } = readQuestion(part)
    const shown = Object.keys(logic.shows)
    const known = shown.every((name) => options.some((option) => option.id === name))
    assert(known, `${folder}: ${id} offers every option that checks.ts names`)
    return {
      id,
      question,
      afterwards,
      pausesAt: logic.pausesAt,
      options: options.map((option) => ({ ...option, shownBy: logic.shows[option.id] ?? null })),
    }
  })
}

function wrongOf(name: string, files: Files, start: Scenario): WrongAttempt {
  const document = readDocument(
    textOf(files, 'index.md', `wrong/${name}`),
    `wrong/${name}/index.md`,
  )
  const own = new Map([...files].filter(([path]) => path !== 'index.md'))
  return { ...attemptOf(name, own, start), fails: word(document, 'fails'), why: document.opening }
}

/** Each run keeps what the runs before it changed, as a learner's edits stay. */
function attemptOf(name: string, files: Files, start: Scenario): Attempt {
  const folders = foldersIn(files)
  if (folders.length === 0) return { name, runs: [scenarioOf(files, start)] }
  let before = start
  const runs = folders.map(([, own]) => (before = scenarioOf(own, before)))
  return { name, runs }
}

/** What the files of a folder say, over what held before. */
function scenarioOf(files: Files, base: Scenario): Scenario {
  const json = files.get('scenario.json')
  const own = json === undefined ? {} : (JSON.parse(json) as Partial<Scenario>)
  const rest = [...files].filter(([path]) => path !== 'scenario.json')
  return { ...base, ...own, files: { ...base.files, ...Object.fromEntries(rest) } }
}

// --- Folders and front matter ------------------------------------------------------------------

function numbered(folder: string): { readonly number: number; readonly id: string } {
  const found = /^(\d+)-([a-z0-9-]+)$/.exec(folder)
  assert(found !== null, `${folder} is named by its number and id`)
  return { number: Number(found[1]), id: found[2] ?? '' }
}

function inside(files: Files, folder: string): Files {
  const prefix = `${folder}/`
  const own = [...files].filter(([path]) => path.startsWith(prefix))
  return new Map(own.map(([path, text]) => [path.slice(prefix.length), text]))
}

function foldersIn(files: Files): readonly (readonly [string, Files])[] {
  const names = [...files.keys()].filter((path) => path.includes('/'))
  const folders = [...new Set(names.map((path) => path.slice(0, path.indexOf('/'))))].sort()
  return folders.map((name) => [name, inside(files, name)])
}

function textOf(files: Files, path: string, folder: string): string {
  const text = files.get(path)
  assert(text !== undefined, `${folder} has ${path}`)
  return text
}

function section(document: Document, heading: string, folder: string): string {
  const text = document.sections.get(heading)
  assert(text !== undefined, `${folder}/index.md has a section ${heading}`)
  return text
}

function word(document: Document, key: string): string {
  const value = document.matter[key]
  assert(typeof value === 'string', `front matter says ${key}`)
  return value
}

function words(document: Document, key: string): readonly string[] {
  const value = document.matter[key]
  assert(Array.isArray(value), `front matter lists ${key}`)
  return value.map(String)
}
