/** What comes of a line: text and an exit code, at once or after something was asked of the cluster. */
import type { Command, RestoreSettings } from '../model/index.ts'
import type { Scene, Since } from './scene.ts'

/** Lines, and how it ended. `exit` null: there is more to come. */
export interface Answer {
  readonly out: readonly string[]
  readonly error: readonly string[]
  readonly exit: number | null
}

/** Asks again until there is an answer; null: not yet. Pure: the same scene gives the same answer. */
export type Follow = (scene: Scene, since: Since) => Answer | null

/** A job to be submitted. Flink: `flink run`. */
export interface RunRequest {
  /** The kept snapshot it starts from, by {@link KeptPath.id}; null: from nothing. */
  readonly from: string | null
  readonly settings: RestoreSettings
  /** Options that win over config.yaml, in the order they were given. */
  readonly options: readonly (readonly [key: string, value: string])[]
}

export type Reply =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** A command for the cluster. `out`: said when it is given. */
  | {
      readonly kind: 'order'
      readonly command: Command
      readonly out: readonly string[]
      /** Whether virtual time has to pass before there is an answer. */
      readonly waits: boolean
      readonly follow: readonly Follow[]
    }
  | {
      readonly kind: 'start'
      readonly request: RunRequest
      readonly waits: boolean
      readonly follow: readonly Follow[]
    }
  /** A snapshot of an earlier run is deleted from this browser. */
  | {
      readonly kind: 'forget'
      readonly id: string
      readonly out: readonly string[]
      readonly done: Answer
    }
  | { readonly kind: 'clear' }

export function said(...out: readonly string[]): Answer {
  return { out, error: [], exit: 0 }
}

export function refused(...error: readonly string[]): Answer {
  return { out: [], error, exit: 1 }
}

export function answered(answer: Answer): Reply {
  return { kind: 'answer', answer }
}
