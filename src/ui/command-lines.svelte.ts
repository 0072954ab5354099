/** What to type for what a button does; null while the words are not here, or nothing runs. */
import type { Command, RestoreSettings } from '../model/index.ts'
import type { Session } from '../session/index.ts'
import { later } from './later.ts'
import type * as CommandLine from './terminal/command-line.ts'

type Words = typeof CommandLine

export class CommandLines {
  readonly #session: () => Session
  #words = $state.raw<Words | null>(null)

  constructor(session: () => Session) {
    this.#session = session
    void later.inTime('commandLine').then((words) => (this.#words = words))
  }

  of(command: Command): string | null {
    const session = this.#session()
    if (session.branch === null) return null
    return this.#words?.lineFor(command, { ask: session.ask.bind(session) }) ?? null
  }

  /** `flink run -s …`, of a snapshot that is kept. */
  ofRun(path: string, settings: RestoreSettings): string | null {
    return this.#words?.runLine(path, settings) ?? null
  }
}
