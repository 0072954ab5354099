/** The lessons, their texts, and how far the learner is in each: fetched when a lesson is opened. */
import {
  type LessonCode,
  lessonsFromGlob,
  type LessonProgress,
  newProgress,
} from '../../lesson/index.ts'
import { OpenLesson } from './open-lesson.svelte.ts'

/** What is needed of the shelf. */
export interface ProgressStore {
  saveProgress(lesson: string, progress: Readonly<Record<string, unknown>>): Promise<unknown>
  progress(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>
}

const lessons = lessonsFromGlob({
  texts: async () =>
    import.meta.glob<string>('../../../lessons/**/*.{md,ts,json,yaml}', {
      query: '?raw',
      import: 'default',
    }),
  codes: import.meta.glob<LessonCode>('../../../lessons/*/*/checks.ts'),
})

/** Rejects when its texts cannot be fetched, or when there is no such lesson. */
export async function openLesson(id: string, shelf: ProgressStore): Promise<OpenLesson> {
  const entry = lessons.find((one) => one.id === id)
  if (entry === undefined) throw new Error(`there is no lesson ${id}`)
  const [lesson, kept] = await Promise.all([entry.load(), shelf.progress()])
  const stored = kept.get(id)
  const known = stored?.['version'] === 1 ? (stored as Partial<LessonProgress>) : {}
  return new OpenLesson(lesson, { ...newProgress(id), ...known }, async (progress) => {
    await shelf.saveProgress(progress.lesson, { ...progress })
  })
}
