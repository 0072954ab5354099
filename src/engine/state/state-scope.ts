/** One named state of an operator: under which key and namespace it is used now, and what is told of it. */
import { limits } from '../../model/index.ts'
import type { OperatorSite } from '../task/operator.ts'
import { preview } from '../task/preview.ts'
import type { KeyContext, Namespace, Peeked, StateMeta } from './backend.ts'
import { voidNamespace } from './backend.ts'
import type { KeyAtHand } from './key-at-hand.ts'
import { previewOf } from './previews.ts'
import { shownUserKey } from './user-key.ts'

/** An entry of a map is told of by its user key; what is no map has none. */
const noUserKey = Symbol('no user key')

/** What state asks of where its operator stands. */
export interface StateSite extends Pick<
  OperatorSite,
  'node' | 'subtask' | 'position' | 'keyGroups' | 'current'
> {
  readonly sim: Pick<OperatorSite['sim'], 'now' | 'recording' | 'record' | 'skip'>
  readonly settings: Pick<OperatorSite['settings'], 'backend'>
}

export class StateScope {
  readonly meta: StateMeta
  /** Flink: setCurrentNamespace. Which entry of the key is meant; windows move it. */
  namespace: Namespace = voidNamespace
  readonly #site: StateSite
  readonly #hand: KeyAtHand

  constructor(site: StateSite, hand: KeyAtHand, meta: StateMeta) {
    this.#site = site
    this.#hand = hand
    this.meta = meta
  }

  /** Throws a MisuseError `no_key_set` where none is. */
  get under(): KeyContext {
    return this.#hand.get()
  }

  /** Virtual ms: what TTL counts by. */
  get now(): number {
    return this.#site.sim.now
  }

  /** There is another value, or another element; `stored` is what was stored. */
  updated(stored: unknown, userKey: unknown = noUserKey): void {
    const { sim } = this.#site
    if (!sim.recording) sim.skip()
    else this.#tellUpdate(preview(stored), userKey)
  }

  /** There is another list. `peek` answers it, and is asked only where someone listens. */
  listUpdated(peek: () => Peeked): void {
    const { sim } = this.#site
    if (!sim.recording) sim.skip()
    else this.#tellUpdate(previewOf(this.meta.kind, peek()), noUserKey)
  }

  cleared(userKey: unknown = noUserKey): void {
    const { sim } = this.#site
    if (!sim.recording) sim.skip()
    else sim.record({ kind: 'state-cleared', ...this.#where(userKey) }, this.#site.current().cause)
  }

  #tellUpdate(value: string, userKey: unknown): void {
    this.#site.sim.record(
      { kind: 'state-updated', ...this.#where(userKey), stateKind: this.meta.kind, value },
      this.#site.current().cause,
    )
  }

  #where(userKey: unknown) {
    const { encoded, keyGroup } = this.under
    return {
      subtask: this.#site.subtask,
      operator: this.#site.position,
      state: this.meta.state,
      key: encoded,
      keyGroup,
      namespace: this.namespace,
      userKey:
        userKey === noUserKey
          ? null
          : shownUserKey(userKey, this.meta.userKeyType).slice(0, limits.previewLength),
    }
  }
}
