/** The learner's work on the shelf of this browser. */
import type { RunPlan } from '../run/index.ts'
import type { Scenario } from '../scenario/index.ts'
import type { SavedWork, WorkShelf } from './ports.ts'
import type { RunNames } from './run-names.ts'

/** What is needed of the shelf. */
interface WorkStore {
  readonly shelf: {
    saveSession(saved: StoredSession): Promise<unknown>
    lastSession(): Promise<StoredSession | null>
    saveScenario(saved: { name: string; savedAt: number; scenario: Scenario }): Promise<unknown>
    scenarios(): Promise<readonly { readonly name: string; readonly scenario: Scenario }[]>
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

export function workShelf({ shelf }: WorkStore, names: RunNames): WorkShelf {
  return {
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
  }
}
