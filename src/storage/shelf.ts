/** What a learner comes back to: the last session, saved scenarios, lesson progress, settings. */
import * as v from 'valibot'
import { limits, type StorageFault } from '../model/index.ts'
import { isSnapshotManifest, type RunPlan } from '../run/index.ts'
import { parseScenario, type Scenario } from '../scenario/index.ts'
import { Cabinet } from './cabinet.ts'
import type { Database } from './database.ts'

/** A branch as it was left: its plan gives its trace again, its run's name its snapshots. */
export interface SavedBranch {
  readonly name: string
  readonly plan: RunPlan
  readonly run: string
}

export interface SavedSession {
  readonly version: 1
  /** Real ms since 1970. */
  readonly savedAt: number
  readonly branches: readonly SavedBranch[]
  /** Index of the branch on screen, and virtual ms of its cursor. */
  readonly current: number
  readonly cursor: number
}

export interface SavedScenario {
  readonly name: string
  readonly savedAt: number
  readonly scenario: Scenario
}

/** How far a learner has come in a lesson; the lesson folder gives the words their meaning. */
export type Progress = Readonly<Record<string, unknown>>

const lastSession = 'last'
const mostBranches = 50
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const text = v.pipe(v.string(), v.maxLength(500))

const plan = v.strictObject({
  scenario: v.unknown(),
  seed: v.pipe(v.number(), v.safeInteger()),
  commands: v.pipe(
    v.array(
      v.strictObject({
        at: count,
        step: v.nullable(count),
        command: v.looseObject({ kind: text }),
      }),
    ),
    v.maxLength(10_000),
  ),
  restoreFrom: v.nullable(
    v.strictObject({
      manifest: v.custom(isSnapshotManifest),
      run: text,
      allowNonRestoredState: v.boolean(),
    }),
  ),
  startAt: count,
})

const session = v.strictObject({
  version: v.literal(1),
  savedAt: v.number(),
  branches: v.pipe(
    v.array(v.strictObject({ name: text, plan, run: text })),
    v.minLength(1),
    v.maxLength(mostBranches),
  ),
  current: count,
  cursor: count,
})

export class Shelf {
  readonly #scenarios: Cabinet
  readonly #sessions: Cabinet
  readonly #progress: Cabinet
  readonly #settings: Cabinet

  constructor(database: Database) {
    this.#scenarios = new Cabinet(database, 'scenarios')
    this.#sessions = new Cabinet(database, 'sessions')
    this.#progress = new Cabinet(database, 'progress')
    this.#settings = new Cabinet(database, 'settings')
  }

  saveSession(saved: SavedSession): Promise<StorageFault | null> {
    return this.#sessions.set(lastSession, saved)
  }

  /** Null where there is none, or none that this version can read. */
  async lastSession(): Promise<SavedSession | null> {
    const result = v.safeParse(session, await this.#sessions.get(lastSession))
    if (!result.success) return null
    const { branches, ...rest } = result.output
    const readable: SavedBranch[] = []
    for (const branch of branches) {
      const parsed = parseScenario(branch.plan.scenario)
      if ('misuses' in parsed) return null
      const read = { ...branch.plan, scenario: parsed.scenario }
      // Ids and times are branded numbers, which the check reads as numbers.
      readable.push({ ...branch, plan: read as unknown as RunPlan })
    }
    return rest.current < readable.length ? { ...rest, branches: readable } : null
  }

  saveScenario(saved: SavedScenario): Promise<StorageFault | null> {
    return this.#scenarios.set(saved.name.slice(0, limits.titleLength), saved)
  }

  removeScenario(name: string): Promise<void> {
    return this.#scenarios.delete(name)
  }

  /** The latest first; what cannot be read any more is left where it is. */
  async scenarios(): Promise<readonly SavedScenario[]> {
    const found: SavedScenario[] = []
    for (const [name, value] of await this.#scenarios.entries()) {
      const { savedAt, scenario } = (value ?? {}) as Partial<SavedScenario>
      const parsed = parseScenario(scenario)
      if ('scenario' in parsed && typeof savedAt === 'number')
        found.push({ name, savedAt, scenario: parsed.scenario })
    }
    return found.sort((a, b) => b.savedAt - a.savedAt)
  }

  saveProgress(lesson: string, progress: Progress): Promise<StorageFault | null> {
    return this.#progress.set(lesson, progress)
  }

  async progress(): Promise<ReadonlyMap<string, Progress>> {
    const entries = [...(await this.#progress.entries())]
    return new Map(
      entries.filter((entry): entry is [string, Progress] => {
        const [, value] = entry
        return typeof value === 'object' && value !== null && !Array.isArray(value)
      }),
    )
  }

  setSetting(name: string, value: string | number | boolean): Promise<StorageFault | null> {
    return this.#settings.set(name, value)
  }

  async setting(name: string): Promise<string | number | boolean | null> {
    const value = await this.#settings.get(name)
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value)
    return isPlain ? (value as string | number | boolean) : null
  }
}
