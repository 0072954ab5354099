/** Which lesson is on the screen, if one is; all that a lesson can do comes with the first that is opened. */
import type { Lesson } from '../../lesson/index.ts'
import type { EventSeq } from '../../model/index.ts'
import type { Trace } from '../../trace/index.ts'
import type { OpenLesson, Question } from './open-lesson.svelte.ts'

/** The lessons there are, in order, and how one is opened. */
export interface Lessons {
  readonly ids: readonly string[]
  open(id: string): Promise<OpenLesson>
}

export class LessonDesk {
  readonly #lessons: Lessons
  #opened = $state.raw<OpenLesson | null>(null)

  constructor(lessons: Lessons) {
    this.#lessons = lessons
  }

  get ids(): readonly string[] {
    return this.#lessons.ids
  }

  get opened(): OpenLesson | null {
    return this.#opened
  }

  get lesson(): Lesson | null {
    return this.#opened?.lesson ?? null
  }

  /** Questions whose moment has come in this run and which are open, in its order. */
  get questions(): readonly Question[] {
    const opened = this.#opened
    return opened?.questions.filter(({ prediction }) => opened.answerTo(prediction) === null) ?? []
  }

  async open(id: string): Promise<Lesson | null> {
    if (!this.ids.includes(id)) return null
    this.#opened = await this.#lessons.open(id)
    return this.lesson
  }

  close(): void {
    this.#opened = null
  }

  /** Looks at the first `end` events of a run; `run` names it among those of the lesson. */
  follow(trace: Trace, end: EventSeq, run: string): void {
    this.#opened?.follow(trace, end, run)
  }
}
