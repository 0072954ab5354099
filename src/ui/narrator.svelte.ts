/** The line under the picture: each step while standing, what matters while playing. */
import type { EventSeq } from '../model/index.ts'
import { stepCount } from '../projection/index.ts'
import type { Branch, Session } from '../session/index.ts'
import { type Glyph, glyphOf, type NarrationPart, stepOf } from '../trace/index.ts'
import { plural, seconds } from './format.ts'
import type { Notices } from './notices.svelte.ts'
import { isLoud } from './steps.ts'
import type { Tellings } from './tellings.svelte.ts'
import { words } from './words.ts'

export interface NarrationLine {
  readonly glyph: Glyph
  readonly parts: readonly NarrationPart[]
}

/** Real ms between two summaries for those who listen while it plays. */
const summaryEvery = 5_000
const nothingYet = aboutTheJob(words.empty.step)
const starting = aboutTheJob(words.empty.starting)

function aboutTheJob(text: string): NarrationLine {
  return { glyph: 'job', parts: [{ text, strong: false }] }
}

export class Narrator {
  readonly #session: Session
  readonly #notices: Notices
  readonly #tellings: Tellings
  #loud: { readonly branch: Branch; readonly seq: number; readonly line: NarrationLine } | null =
    null
  #timer: ReturnType<typeof setInterval> | null = null
  #before: Partial<Record<string, number>> = {}

  constructor(session: Session, notices: Notices, tellings: Tellings) {
    this.#tellings = tellings
    this.#session = session
    this.#notices = notices
    session.subscribe(() => {
      if (session.isPlaying === (this.#timer !== null)) return
      if (this.#timer !== null) {
        clearInterval(this.#timer)
        this.#timer = null
        return
      }
      this.#before = session.ask(stepCount).byClass
      this.#timer = setInterval(() => this.#sumUp(), summaryEvery)
    })
  }

  /** While playing, records would flicker by: the last event that matters stands. */
  line(session: Session, playing: boolean): NarrationLine {
    const { told, branch } = session
    if (told === null || branch === null) return session.isWaiting ? starting : nothingYet
    const { event } = told
    const parts = this.#tellings.words?.partsOf(branch, event) ?? []
    const line = { glyph: glyphOf(event), parts }
    const known = this.#loud
    if (isLoud(stepOf(event))) this.#loud = { branch, seq: event.seq, line }
    else if (playing && known !== null && known.branch === branch && known.seq <= event.seq)
      return known.line
    return line
  }

  /** How many events there were before the step that ends with `seq`. */
  stepBefore(branch: Branch, seq: EventSeq): number {
    for (let at = seq - 1; at >= 0; at--)
      if (stepOf(branch.trace.at(at as EventSeq)) !== null) return at + 1
    return 0
  }

  #sumUp(): void {
    const { byClass } = this.#session.ask(stepCount)
    const more = (name: keyof typeof byClass): number =>
      (byClass[name] ?? 0) - (this.#before[name] ?? 0)
    const parts = [
      more('output') > 0 ? `${plural(more('output'), 'row')} written` : '',
      more('acknowledgement') > 0 ? plural(more('acknowledgement'), 'acknowledgement') : '',
      more('failure') > 0 ? plural(more('failure'), 'failure') : '',
      more('restore') > 0 ? 'state is being restored' : '',
    ].filter((part) => part !== '')
    this.#before = byClass
    const now = seconds(this.#session.cursor.time)
    this.#notices.say(`${now}: ${parts.length === 0 ? 'records flow' : parts.join(', ')}.`)
  }
}
