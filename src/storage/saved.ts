/** What is kept of a learner's work. */
import type { RunPlan } from '../run/index.ts'
import type { Scenario } from '../scenario/index.ts'

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
