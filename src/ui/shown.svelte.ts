/** What of the learner's work is on the screen, and where it came from. */
import type { Misuse } from '../model/index.ts'
import { defaultScenario, type GalleryProgram, type Scenario } from '../scenario/index.ts'

/** How the page was opened. */
export type Opening =
  | { readonly kind: 'loading' }
  | { readonly kind: 'own' }
  /** Somebody else's code: shown, not run. */
  | { readonly kind: 'link' }
  | {
      readonly kind: 'broken'
      readonly title: string
      readonly detail: string
      readonly hash: string
    }

export class Shown {
  /** As it was opened; its files may have been edited since. */
  scenario = $state.raw<Scenario>(defaultScenario)
  opening = $state.raw<Opening>({ kind: 'loading' })
  refused = $state.raw<readonly Misuse[]>([])
  /** What is worth saying of the files that run: unknown keys, old names. */
  noticed = $state.raw<readonly Misuse[]>([])
  /** The program of the gallery. */
  program = $state.raw<GalleryProgram | null>(null)
  /** The learner has changed or done nothing in it: what they had before is still what is kept. */
  untouched = $state(false)
}
