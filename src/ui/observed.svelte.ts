/** A plain session as a reactive value: reading it in a component follows it. */
import { createSubscriber } from 'svelte/reactivity'
import type { Session } from '../session/index.ts'

/** Real ms between two looks of a panel while the run plays: faster could not be read. */
const calmEvery = 125

export class Observed {
  readonly #session: Session
  readonly #live: () => void
  readonly #calm: () => void

  constructor(session: Session) {
    this.#session = session
    this.#live = createSubscriber((update) => session.subscribe(update))
    this.#calm = createSubscriber((update) => follow(session, update))
  }

  /** Followed frame by frame: for the picture, the clock and the play head. */
  get live(): Session {
    this.#live()
    return this.#session
  }

  /** Followed a few times a second while playing, and at once otherwise: for what is read. */
  get calm(): Session {
    this.#calm()
    return this.#session
  }
}

function follow(session: Session, update: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  const look = (): void => {
    timer = null
    update()
  }
  const unsubscribe = session.subscribe(() => {
    if (session.isPlaying) {
      timer ??= setTimeout(look, calmEvery)
      return
    }
    if (timer !== null) clearTimeout(timer)
    look()
  })
  return () => {
    unsubscribe()
    if (timer !== null) clearTimeout(timer)
  }
}
