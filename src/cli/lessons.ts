/** The lessons of this project, for Node. */
import { lessonsFromGlob, type Lesson, type LessonCode } from '../lesson/index.ts'
import { Refused } from './refused.ts'

export const lessons = lessonsFromGlob({
  texts: async () =>
    import.meta.glob<string>('../../lessons/**/*.{md,ts,yaml,json}', {
      query: '?raw',
      import: 'default',
    }),
  codes: import.meta.glob<LessonCode>('../../lessons/*/*/checks.ts'),
})

/** By id, by folder name, or by path. */
export async function lessonNamed(name: string): Promise<Lesson> {
  const wanted = name.replace(/\/+$/, '')
  const found = lessons.find(
    ({ id, folder }) => id === wanted || `/${wanted}`.endsWith(`/${folder}`),
  )
  const byFolder = found ?? lessons.find(({ folder }) => folder.endsWith(`/${wanted}`))
  if (byFolder === undefined)
    throw new Refused(
      `There is no lesson ${name}; there are ${lessons.map(({ id }) => id).join(', ')}`,
    )
  return byFolder.load()
}
