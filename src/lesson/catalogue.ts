/** All lessons, found by their paths; a lesson's texts are loaded when somebody opens it. */
import { assert } from '../base/index.ts'
import type { Lesson, LessonCode } from './lesson.ts'

/** What a bundler's glob over `lessons/` gives: by path, a function that loads. */
export interface LessonGlobs {
  /** Every file of every lesson, as text; asked for when a lesson is opened. */
  texts(): Promise<Readonly<Record<string, () => Promise<string>>>>
  /** Every checks.ts, as a module. */
  readonly codes: Readonly<Record<string, () => Promise<LessonCode>>>
}

/** A lesson that can be opened. */
export interface LessonEntry {
  /** As in links and progress: `barriers-wait-in-line`. */
  readonly id: string
  /** Within `lessons/`: `02-checkpoints/07-barriers-wait-in-line`. */
  readonly folder: string
  load(): Promise<Lesson>
}

/** The lessons of `lessons/`, in order. Paths may begin with anything that ends in `lessons/`. */
export function lessonsFromGlob(globs: LessonGlobs): readonly LessonEntry[] {
  const codes = byOwnPath(globs.codes)
  return [...codes.keys()].sort().map((path) => {
    const [chapter = '', lesson = ''] = path.split('/')
    const folder = `${chapter}/${lesson}`
    return {
      id: lesson.replace(/^\d+-/, ''),
      folder,
      load: async () => {
        // With its reader of YAML: a page without a lesson does not need it.
        const { readChapter, readLesson } = await import('./read.ts')
        const texts = byOwnPath(await globs.texts())
        const chapterText = texts.get(`${chapter}/index.md`)
        const code = codes.get(path)
        assert(chapterText !== undefined && code !== undefined, `${chapter} has an index.md`)
        const own = [...texts].filter(
          ([file]) => file.startsWith(`${folder}/`) && file !== `${folder}/checks.ts`,
        )
        const loaded = own.map(async ([file, load]): Promise<[string, string]> => [
          file.slice(folder.length + 1),
          await load(),
        ])
        return readLesson(lesson, new Map(await Promise.all(loaded)), {
          chapter: readChapter(chapter, await chapterText()),
          code: await code(),
        })
      },
    }
  })
}

function byOwnPath<T>(found: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(found).map(([path, load]) => [path.replace(/^.*lessons\//, ''), load]),
  )
}
