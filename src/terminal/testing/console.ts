/** A person who types before a real run: what the page does with a reply, without a page. */
import { withConfigEntry } from '../../compile/index.ts'
import type { SnapshotManifest, VirtualTime } from '../../model/index.ts'
import { inlineRunner } from '../../sandbox/inline-runner.ts'
import { MapBlobs } from '../../sandbox/map-blobs.ts'
import { prepareScenario } from '../../sandbox/prepare.ts'
import { defaultScenario, type Scenario } from '../../scenario/index.ts'
import { Session } from '../../session/index.ts'
import {
  type Answer,
  complete,
  type Completion,
  type Follow,
  type KeptPath,
  read,
  type Reply,
  type RunRequest,
  type Since,
} from '../index.ts'

/** Virtual ms between two looks at what is waited for, and after which nobody waits any more. */
const look = 100
const patience = 90_000

export class Console {
  readonly #scenario: Scenario
  readonly #blobs = new MapBlobs(new Map())
  readonly session: Session
  readonly history: string[] = []

  constructor(changes: Partial<Scenario> = {}) {
    this.#scenario = { ...defaultScenario, ...changes }
    this.session = new Session({
      runner: inlineRunner({ blobs: this.#blobs }),
      prepare: (scenario) => prepareScenario(scenario),
    })
  }

  /** The job runs, and the cursor stands there. */
  static async at(time: number, changes: Partial<Scenario> = {}): Promise<Console> {
    const made = new Console(changes)
    made.session.open(made.#scenario)
    await made.goesTo(time)
    return made
  }

  async goesTo(time: number): Promise<void> {
    this.session.seek(time as VirtualTime)
    for (let turn = 0; turn < 2_000 && this.session.isWaiting; turn++)
      await new Promise((resolve) => setImmediate(resolve))
  }

  get #kept(): readonly KeptPath[] {
    return this.#blobs.manifests
      .map(({ path = '' }, at) => ({ id: String(at), path, says: '' }))
      .toReversed()
  }

  get scene() {
    const { session } = this
    return {
      ask: session.ask.bind(session),
      now: session.cursor.time,
      kept: this.#kept,
    }
  }

  completes(line: string): Completion {
    return complete(line, this.scene)
  }

  /** What stands on the screen when the line is done: standard output and error, then the exit code unless 0. */
  async types(line: string): Promise<string> {
    this.history.push(line)
    const reply = read(line, this.scene, this.history)
    const rows = await this.#does(reply)
    return rows.map((row) => row.trimEnd()).join('\n')
  }

  async #does(reply: Reply): Promise<readonly string[]> {
    switch (reply.kind) {
      case 'answer':
        return shown(reply.answer)
      case 'clear':
        return ['(cleared)']
      case 'forget':
        this.#blobs.manifests.splice(Number(reply.id), 1)
        return [...reply.out, ...shown(reply.done)]
      case 'order': {
        const since = { seq: this.session.cursor.seq, at: this.session.cursor.time }
        this.session.do(reply.command)
        await this.#settles()
        return [...reply.out, ...(await this.#follows(reply.follow, since))]
      }
      case 'start':
        this.#starts(reply.request)
        await this.#settles()
        return this.#follows(reply.follow, { seq: 0 as Since['seq'], at: 0 })
    }
  }

  async #settles(): Promise<void> {
    for (let turn = 0; turn < 2_000 && this.session.isWaiting; turn++)
      await new Promise((resolve) => setImmediate(resolve))
  }

  #starts({ from, settings, options }: RunRequest): void {
    let text = this.#scenario.files['config.yaml'] ?? ''
    for (const [key, value] of options) text = withConfigEntry(text, [key], value)
    const files = { ...this.#scenario.files, 'config.yaml': text }
    const scenario = { ...this.#scenario, files, script: [] }
    if (from === null) {
      this.session.open(scenario)
      return
    }
    const manifest = this.#blobs.manifests[Number(from)] as SnapshotManifest
    this.session.restoreFrom(scenario, { manifest, run: 'before', ...settings })
  }

  async #follows(follow: readonly Follow[], since: Since): Promise<readonly string[]> {
    const rows: string[] = []
    const end = this.session.cursor.time + patience
    for (const one of follow) {
      let answer = one(this.scene, since)
      while (answer === null && this.session.cursor.time < end) {
        await this.goesTo(this.session.cursor.time + look)
        if (this.session.branch?.isOver === true) break
        answer = one(this.scene, since)
      }
      answer ??= one(this.scene, since)
      if (answer === null) return [...rows, '(still waiting)']
      rows.push(...shown(answer))
      if (answer.exit !== null) break
    }
    return rows
  }
}

function shown({ out, error, exit }: Answer): readonly string[] {
  const code = exit === null || exit === 0 ? [] : [`[exit code ${exit}]`]
  return [...out, ...error, ...code]
}
