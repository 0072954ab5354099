/** The learner's work and progress on the shelf of this browser. */
import type { LessonProgress } from '../lesson/index.ts'
import { newProgress } from '../lesson/index.ts'
import type { RunPlan } from '../run/index.ts'
import type { Scenario } from '../scenario/index.ts'
import type { Ports, SavedWork } from './ports.ts'
import type { RunNames } from './run-names.ts'

/** What is needed of the shelf. */
interface WorkStore {
  readonly shelf: {
    saveSession(saved: StoredSession): Promise<unknown>
    lastSession(): Promise<StoredSession | null>
    saveScenario(saved: { name: string; savedAt: number; scenario: Scenario }): Promise<unknown>
    scenarios(): Promise<readonly { readonly name: string; readonly scenario: Scenario }[]>
    saveProgress(lesson: string, progress: Readonly<Record<string, unknown>>): Promise<unknown>
    progress(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>
    setSetting(name: string, value: string): Promise<unknown>
    setting(name: string): Promise<string | number | boolean | null>
  }
}

interface StoredSession {
  readonly version: 1
  readonly savedAt: number
  readonly branches: readonly {
    readonly name: string
    readonly plan: RunPlan
    readonly run: string
  }[]
  readonly current: number
  readonly cursor: number
}

/** As typed; the session beside it has the files as they were run. */
const draft = 'Draft'
const lessonSetting = 'lesson'

export function shelfPorts(
  { shelf }: WorkStore,
  names: RunNames,
): Pick<Ports, 'work' | 'progress'> {
  return {
    work: {
      load: async () => {
        const [session, scenarios, lesson] = await Promise.all([
          shelf.lastSession(),
          shelf.scenarios(),
          shelf.setting(lessonSetting),
        ])
        const scenario = scenarios.find(({ name }) => name === draft)?.scenario
        if (scenario === undefined) return null
        const plan = session?.branches[session.current]?.plan ?? null
        return {
          scenario,
          ran: plan?.scenario.files ?? scenario.files,
          lesson: typeof lesson === 'string' && lesson !== '' ? lesson : null,
          at: session?.cursor ?? null,
          branch: plan,
        } satisfies SavedWork
      },
      save: async ({ scenario, lesson, branch, at }) => {
        const savedAt = Date.now()
        await shelf.saveScenario({ name: draft, savedAt, scenario })
        await shelf.setSetting(lessonSetting, lesson ?? '')
        if (branch === null) return
        await shelf.saveSession({
          version: 1,
          savedAt,
          branches: [{ name: scenario.title, plan: branch, run: names.current }],
          current: 0,
          cursor: Math.floor(at ?? 0),
        })
      },
    },
    progress: {
      load: async (lesson) => {
        const stored = (await shelf.progress()).get(lesson)
        return stored?.['version'] === 1
          ? { ...newProgress(lesson), ...(stored as Partial<LessonProgress>) }
          : null
      },
      save: async (progress) => {
        await shelf.saveProgress(progress.lesson, { ...progress })
      },
    },
  }
}
