/** What a learner comes back to: the last session, saved scenarios, lesson progress, settings. */
import { limits, type StorageFault } from '../model/index.ts'
import { Cabinet } from './cabinet.ts'
import type { Database } from './database.ts'
import type * as Reading from './reading.ts'
import type { SavedScenario, SavedSession } from './saved.ts'

/** How far a learner has come in a lesson; the lesson folder gives the words their meaning. */
export type Progress = Readonly<Record<string, unknown>>

/** Imports what reads kept things (reading.ts), which a first visit has none of; does not reject. */
export type LoadReading = () => Promise<typeof Reading>

const lastSession = 'last'
export class Shelf {
  readonly #reading: LoadReading
  readonly #scenarios: Cabinet
  readonly #sessions: Cabinet
  readonly #progress: Cabinet
  readonly #settings: Cabinet

  constructor(database: Database, reading: LoadReading) {
    this.#reading = reading
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
    const kept = await this.#sessions.get(lastSession)
    return kept === undefined || kept === null ? null : (await this.#reading()).readSession(kept)
  }

  saveScenario(saved: SavedScenario): Promise<StorageFault | null> {
    return this.#scenarios.set(saved.name.slice(0, limits.titleLength), saved)
  }

  removeScenario(name: string): Promise<void> {
    return this.#scenarios.delete(name)
  }

  /** The latest first; what cannot be read any more is left where it is. */
  async scenarios(): Promise<readonly SavedScenario[]> {
    const entries = [...(await this.#scenarios.entries())]
    return entries.length === 0 ? [] : (await this.#reading()).readScenarios(entries)
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
