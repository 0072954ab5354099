/** One named state of an operator: under which key and namespace it is used now, and what is told of it. */
import { limits, type VirtualTime } from '../../model/index.ts'
import type { OperatorSite } from '../task/operator.ts'
import { preview } from '../task/preview.ts'
import type { KeyContext, Namespace, Peeked, StateMeta } from './backend.ts'
import { voidNamespace } from './backend.ts'
import type { KeyAtHand } from './key-at-hand.ts'
import { previewOf } from './previews.ts'
import { userValueOf } from './ttl/ttl-value.ts'
import { shownUserKey } from './user-key.ts'

/** An entry of a map is told of by its user key; what is no map has none. */
const noUserKey = Symbol('no user key')

/** What state asks of where its operator stands. */
export interface StateSite extends Pick<
  OperatorSite,
  | 'node'
  | 'subtask'
  | 'position'
  | 'index'
  | 'execution'
  | 'keyGroups'
  | 'maxParallelism'
  | 'current'
> {
  readonly sim: Pick<
    OperatorSite['sim'],
    'now' | 'recording' | 'record' | 'skip' | 'blobs' | 'costs' | 'trouble'
  >
  /** Absent where state stands alone. */
  readonly beside?: OperatorSite['beside']
  readonly elsewhere?: OperatorSite['elsewhere']
  readonly wakeAt?: OperatorSite['wakeAt']
  readonly mail?: OperatorSite['mail']
  readonly storeMemory?: OperatorSite['storeMemory']
  readonly settings: Pick<
    OperatorSite['settings'],
    'backend' | 'rocksDb' | 'changelog' | 'checkpoints'
  >
}

/** What found it: a read, the heap's incremental cleanup, a compaction, or a snapshot that left it out. */
type ExpiredHow = 'read' | 'incremental-cleanup' | 'compaction' | 'full-snapshot'

/** Under which key and namespace an entry stands. */
interface EntryPlace {
  readonly under: KeyContext
  readonly namespace: Namespace
}

export class StateScope {
  readonly meta: StateMeta
  /** Flink: setCurrentNamespace. Which entry of the key is meant; windows move it. */
  namespace: Namespace = voidNamespace
  /** Virtual ms at which what is written now expires; null: never. */
  expiry: (() => number) | null = null
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
    else this.#tell(preview(userValueOf(stored)), userKey)
  }

  /** There is another list. `peek` answers it, and is asked only where someone listens. */
  listUpdated(peek: () => Peeked): void {
    const { sim } = this.#site
    if (!sim.recording) sim.skip()
    else this.#tell(previewOf(this.meta.kind, peek()), noUserKey)
  }

  cleared(userKey: unknown = noUserKey): void {
    this.#tellCleared(userKey)
  }

  /** Something was found expired at the key at hand; what becomes of it is told by what follows. */
  expired(how: ExpiredHow, userKey: unknown = noUserKey): void {
    this.expiredAt(this, how, userKey)
  }

  /** Something was found expired under any key: cleanup meets them all. */
  expiredAt(place: EntryPlace, how: ExpiredHow, userKey: unknown = noUserKey): void {
    const { sim } = this.#site
    if (!sim.recording) sim.skip()
    else
      sim.record(
        { kind: 'state-expired', ...this.#where(userKey, place), how },
        this.#site.current().cause,
      )
  }

  /** Cleanup removed what is under a key, or left some of it. */
  cleanedUp(place: EntryPlace, left: Peeked | null, how: ExpiredHow): void {
    this.expiredAt(place, how)
    if (left !== null) this.#tell(previewOf(this.meta.kind, left), noUserKey, place)
    else this.#tellCleared(noUserKey, place)
  }

  #tell(value: string, userKey: unknown, place: EntryPlace = this): void {
    const { sim } = this.#site
    if (!sim.recording) {
      sim.skip()
      return
    }
    const { kind: stateKind } = this.meta
    const expires = (this.expiry?.() ?? null) as VirtualTime | null
    sim.record(
      { kind: 'state-updated', ...this.#where(userKey, place), stateKind, value, expires },
      this.#site.current().cause,
    )
  }

  #tellCleared(userKey: unknown, place: EntryPlace = this): void {
    const { sim } = this.#site
    if (!sim.recording) sim.skip()
    else
      sim.record(
        { kind: 'state-cleared', ...this.#where(userKey, place) },
        this.#site.current().cause,
      )
  }

  #where(userKey: unknown, { under, namespace }: EntryPlace) {
    return {
      subtask: this.#site.subtask,
      operator: this.#site.position,
      state: this.meta.state,
      key: under.encoded,
      keyGroup: under.keyGroup,
      namespace,
      userKey:
        userKey === noUserKey
          ? null
          : shownUserKey(userKey, this.meta.userKeyType).slice(0, limits.previewLength),
    }
  }
}
