/** The words for events: the picture begins without them, and they are fetched before anything else when it stands. */
import { later } from './later.ts'
import type * as Telling from './telling.ts'

export class Tellings {
  #words = $state.raw<typeof Telling | null>(null)

  constructor() {
    void later.inTime('telling').then((words) => (this.#words = words))
  }

  /** Null until they are here. */
  get words(): typeof Telling | null {
    return this.#words
  }
}
