/** Carries out what was typed: gives commands to the session, lets time pass, and tells what came of it. */
import { withConfigEntry } from '../../compile/index.ts'
import {
  type Answer,
  complete,
  type Completion,
  type Follow,
  programFailure,
  read,
  type Reply,
  type Scene,
  type Since,
} from '../../terminal/index.ts'
import { keptName, type KeptSnapshot } from '../dialogs/kept.ts'
import type { ClusterView } from '../../projection/index.ts'
import type { Session } from '../../session/index.ts'
import { laterWords } from '../later-words.ts'
import { type RestoreParts, Restoring } from '../restoring.ts'
import { History } from './history.ts'

/** Where the text goes. */
export interface Screen {
  out(line: string): void
  error(line: string): void
  /** Said by the playground, not by a program. */
  note(line: string): void
  clear(): void
}

/** The lab, as far as a terminal needs it. */
export interface Surroundings {
  readonly parts: RestoreParts & { readonly session: Session }
  readonly view: ClusterView
  readonly canCommand: boolean
  readonly hasRun: boolean
  readonly isAtEnd: boolean
  /** The run waits for an answer in the lesson. */
  readonly held: boolean
  readonly preferences: { readonly motion: boolean }
  readonly playback: { readonly playing: boolean; play(moving: boolean): void; pause(): void }
  readonly work: {
    readonly bench: { readonly files: Readonly<Record<string, string>> }
    readonly opening: { readonly kind: string }
    keepSoon(): void
  }
}

/** Virtual ms and real ms of a step of waiting, where nothing moves on the screen. */
const stride = 250
const strideEvery = 120

type Order = Extract<Reply, { readonly kind: 'order' }>
type Start = Extract<Reply, { readonly kind: 'start' }>
const words = laterWords.terminal

export class Desk {
  readonly history = new History()
  readonly #lab: Surroundings
  readonly #restoring: Restoring
  #kept: readonly KeptSnapshot[] = []
  #stop: (() => void) | null = null

  constructor(lab: Surroundings) {
    this.#lab = lab
    this.#restoring = new Restoring(lab.parts)
  }

  get #scene(): Scene {
    const { session } = this.#lab.parts
    return {
      ask: session.ask.bind(session),
      now: session.cursor.time,
      kept: this.#kept.map((one, at) => ({
        id: String(at),
        path: one.manifest.path ?? keptName(one),
        says: `${keptName(one)}, ${one.about}`,
      })),
    }
  }

  async completes(line: string): Promise<Completion> {
    await this.#look()
    return complete(line, this.#scene)
  }

  /** Answers the exit code, when all is said. */
  async runs(line: string, screen: Screen): Promise<number> {
    this.history.add(line)
    await this.#look()
    const reply = read(line, this.#scene, this.history.lines)
    const exit = await this.#does(reply, screen)
    if (exit !== 0) screen.note(words.exit(exit))
    return exit
  }

  /** Ctrl+C: the client goes, and what it asked for goes on. */
  interrupt(): void {
    this.#stop?.()
  }

  async #look(): Promise<void> {
    this.#kept = await this.#restoring.kept()
  }

  async #does(reply: Reply, screen: Screen): Promise<number> {
    switch (reply.kind) {
      case 'answer':
        return tell(reply.answer, screen) ?? 0
      case 'clear':
        screen.clear()
        return 0
      case 'forget': {
        for (const line of reply.out) screen.out(line)
        const kept = this.#kept[Number(reply.id)]
        if (kept !== undefined) await this.#restoring.forget(kept)
        return tell(reply.done, screen) ?? 0
      }
      case 'order':
        return this.#orders(reply, screen)
      case 'start':
        return this.#starts(reply, screen)
    }
  }

  async #orders({ command, out, waits, follow }: Order, screen: Screen): Promise<number> {
    const lab = this.#lab
    const { session } = lab.parts
    const { status } = lab.view.jobManager
    // Storage is there when the job is over, too.
    const canAsk = lab.canCommand || (lab.hasRun && command.kind === 'dispose-savepoint')
    if (!canAsk) {
      screen.error(lab.hasRun ? words.over(status ?? 'CREATED') : words.nothing)
      return 1
    }
    for (const line of out) screen.out(line)
    const { seq, time } = session.cursor
    session.do(command)
    lab.work.keepSoon()
    return this.#follows(follow, { seq, at: time }, waits, screen)
  }

  async #starts({ request, waits, follow }: Start, screen: Screen): Promise<number> {
    const lab = this.#lab
    const { bench, opening } = lab.work
    if (opening.kind === 'link') {
      screen.error(words.foreign)
      return 1
    }
    const { from, settings, options } = request
    let config = bench.files['config.yaml'] ?? ''
    for (const [key, value] of options) config = withConfigEntry(config, [key], value)
    const files = options.length === 0 ? bench.files : { ...bench.files, 'config.yaml': config }
    const snapshot = from === null ? null : (this.#kept[Number(from)] ?? null)
    if (!(await this.#restoring.run(snapshot, files, settings))) {
      tell(programFailure(words.refused), screen)
      return 1
    }
    if (options.length > 0) screen.note(words.written(options.length))
    const exit = await this.#follows(follow, { seq: 0 as Since['seq'], at: 0 }, waits, screen)
    return exit
  }

  /** Asks until there is an answer; meanwhile time passes, where it has to. */
  async #follows(
    follow: readonly Follow[],
    since: Since,
    waits: boolean,
    screen: Screen,
  ): Promise<number> {
    let isTold = false
    for (const one of follow) {
      const answer = await this.#answerOf(one, since, waits, () => {
        if (!isTold) screen.note(words.waits)
        isTold = true
      })
      if (typeof answer === 'string') {
        if (answer !== '') screen.error(answer)
        return answer === '' ? 130 : 1
      }
      const exit = tell(answer, screen)
      if (exit !== null) return exit
    }
    return 0
  }

  /** A text: there is no answer, and why; '' where somebody stopped waiting. */
  #answerOf(
    follow: Follow,
    since: Since,
    waits: boolean,
    begins: () => void,
  ): Promise<Answer | string> {
    const { session } = this.#lab.parts
    return new Promise((resolve) => {
      let pass: (() => void) | null = null
      const end = (answer: Answer | string): void => {
        stop()
        pass?.()
        this.#stop = null
        resolve(answer)
      }
      const look = (): void => {
        const answer = follow(this.#scene, since)
        if (answer !== null) end(answer)
        else if (this.#isStuck()) end(this.#lab.held ? words.held : words.noMore)
        else if (waits && pass === null && !session.isWaiting) {
          begins()
          pass = this.#letTimePass()
        }
      }
      const stop = session.subscribe(() => queueMicrotask(() => this.#stop !== null && look()))
      this.#stop = () => end('')
      look()
    })
  }

  /** Nothing more will come: the run is at its end, or is held for an answer. */
  #isStuck(): boolean {
    const { session } = this.#lab.parts
    return !session.isWaiting && (this.#lab.isAtEnd || this.#lab.held)
  }

  /** Plays until the answer is called; what was playing before plays on. */
  #letTimePass(): () => void {
    const { playback, preferences, parts } = this.#lab
    if (playback.playing) return () => undefined
    if (preferences.motion) {
      playback.play(true)
      return () => playback.pause()
    }
    const { session } = parts
    const timer = setInterval(() => {
      if (!session.isWaiting)
        session.seek((session.cursor.time + stride) as typeof session.cursor.time)
    }, strideEvery)
    return () => clearInterval(timer)
  }
}

function tell({ out, error, exit }: Answer, screen: Screen): number | null {
  for (const line of out) screen.out(line)
  for (const line of error) screen.error(line)
  return exit
}
