/** What the trace is told of windows. */
import { type Window, windowName } from '../../../datastream/index.ts'
import type { EventTime } from '../../../model/index.ts'
import type { KeyedStates } from '../../state/keyed-states.ts'
import type { InputRecord, OperatorSite } from '../../task/operator.ts'
import { preview } from '../../task/preview.ts'

type Timing = 'early' | 'on-time' | 'late'

export class WindowFacts {
  readonly #site: OperatorSite
  readonly #states: KeyedStates

  constructor(site: OperatorSite, states: KeyedStates) {
    this.#site = site
    this.#states = states
  }

  added(window: Window, { value, timestamp }: InputRecord): void {
    const { sim } = this.#site
    if (!sim.recording) {
      sim.skip()
      return
    }
    const fact = { kind: 'window-element-added', ...this.#where(window), timestamp } as const
    sim.record({ ...fact, value: preview(value) }, this.#cause)
  }

  fired(window: Window, contents: readonly unknown[], timing: Timing): void {
    const { sim } = this.#site
    if (!sim.recording) {
      sim.skip()
      return
    }
    const fact = { kind: 'window-fired', ...this.#where(window), timing } as const
    const shown = contents.length === 1 ? preview(contents[0]) : preview(contents)
    sim.record({ ...fact, elements: contents.length, value: shown }, this.#cause)
  }

  purged(window: Window): void {
    const { sim } = this.#site
    if (!sim.recording) sim.skip()
    else sim.record({ kind: 'window-purged', ...this.#where(window) }, this.#cause)
  }

  cleaned(window: Window): void {
    const { sim } = this.#site
    if (!sim.recording) sim.skip()
    else sim.record({ kind: 'window-cleaned', ...this.#where(window) }, this.#cause)
  }

  merged(windows: readonly Window[], result: Window): void {
    if (!this.#site.sim.recording) {
      this.#site.sim.skip()
      return
    }
    const merged = windows.map(windowName).join('; ')
    this.#site.sim.record({ kind: 'windows-merged', ...this.#where(result), merged }, this.#cause)
  }

  /** `tag`: where it went; null: it was dropped. */
  late({ value, timestamp }: InputRecord, tag: string | null, watermark: EventTime): void {
    const { sim, subtask, position } = this.#site
    const { encoded: key } = this.#states.currentKey
    sim.record(
      {
        kind: 'late-element',
        subtask,
        operator: position,
        key,
        timestamp,
        watermark,
        tag,
        value: sim.recording ? preview(value) : '',
      },
      this.#cause,
    )
  }

  get #cause() {
    return this.#site.current().cause
  }

  #where(window: Window) {
    const { subtask, position } = this.#site
    const key = this.#states.currentKey.encoded
    return { subtask, operator: position, key, window: windowName(window) }
  }
}
