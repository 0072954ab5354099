/** The states of one keyed operator, as its code sees them. Flink: DefaultKeyedStateStore. */
import {
  type AggregatingStateDescriptor,
  keyTypeOf,
  type ListStateDescriptor,
  type MapStateDescriptor,
  type ReducingStateDescriptor,
  type StateDescriptor,
  type ValueStateDescriptor,
} from '../../datastream/index.ts'
import { type KeyType, MisuseError } from '../../model/index.ts'
import type { BlobId } from '../../model/index.ts'
import {
  type KeyContext,
  type KeyedStateBackend,
  type Namespace,
  type StateKind,
  type StateMeta,
  type TableOf,
  voidNamespace,
} from './backend.ts'
import type { TimeDomain, TimerPriorityQueue } from '../time/timers.ts'
import { KeyAtHand } from './key-at-hand.ts'
import {
  KeyedAggregatingState,
  KeyedListState,
  KeyedReducingState,
  KeyedValueState,
} from './kinds.ts'
import { KeyedMapState } from './map-state.ts'
import { StateScope, type StateSite } from './state-scope.ts'
import { listOf, mapOf, ttlOf, valuesOf } from './ttl/access-of.ts'
import type { Ttl } from './ttl/ttl.ts'
import { checkOf, defaultOf } from './values.ts'

interface Known {
  readonly scope: StateScope
  readonly state: unknown
}

export class KeyedStates {
  readonly #site: StateSite
  readonly #backend: KeyedStateBackend
  readonly #hand: KeyAtHand
  readonly #known = new Map<string, Known>()
  /** Flink: key selection listeners (KS-3). */
  readonly #onKeySelected: (() => void)[] = []

  readonly #hashOf: (under: KeyContext) => number

  /** `hashOf`: Java's hash code of a key of the stream. */
  constructor(site: StateSite, backend: KeyedStateBackend, hashOf: (under: KeyContext) => number) {
    this.#hashOf = hashOf
    this.#site = site
    this.#backend = backend
    this.#hand = new KeyAtHand(site.node.name)
  }

  /** The key whose state the operator may touch until the next call. Flink: setCurrentKey. */
  setCurrentKey(under: KeyContext | null): void {
    if (under !== null) for (const selected of this.#onKeySelected) selected()
    this.#hand.set(under)
  }

  /** Throws a MisuseError `no_key_set` where there is none. */
  get currentKey(): KeyContext {
    return this.#hand.get()
  }

  // Each of these answers the state of that name; the same object each time, as it is the same state.
  // It is in `namespace` from then on. Flink: getPartitionedState.

  value(
    descriptor: ValueStateDescriptor<unknown>,
    namespace: Namespace = voidNamespace,
  ): KeyedValueState {
    return this.#state(descriptor, { kind: 'value', namespace }, (table, scope, ttl) => {
      const check = checkOf(descriptor, descriptor.getTypeInformation())
      // With time-to-live Flink ignores the default value (KS-9).
      const defaultValue = ttl === null ? defaultOf(descriptor) : () => null
      return new KeyedValueState(valuesOf(table, scope, ttl), check, defaultValue)
    })
  }

  list(
    descriptor: ListStateDescriptor<unknown>,
    namespace: Namespace = voidNamespace,
  ): KeyedListState {
    return this.#state(descriptor, { kind: 'list', namespace }, (table, scope, ttl) => {
      const check = checkOf(descriptor, descriptor.getElementTypeInformation())
      return new KeyedListState(descriptor.getName(), listOf(table, scope, ttl), check)
    })
  }

  map(
    descriptor: MapStateDescriptor<unknown, unknown>,
    namespace: Namespace = voidNamespace,
  ): KeyedMapState {
    const type = descriptor.getKeyTypeInformation()
    const userKeyType = type === null ? null : keyTypeOf(type)
    return this.#state(descriptor, { kind: 'map', namespace, userKeyType }, (table, scope, ttl) => {
      const checks = {
        name: descriptor.getName(),
        key: checkOf(descriptor, type, 'key'),
        value: checkOf(descriptor, descriptor.getValueTypeInformation(), 'value'),
      }
      return new KeyedMapState(mapOf(table, scope, ttl), checks)
    })
  }

  reducing(
    descriptor: ReducingStateDescriptor<unknown>,
    namespace: Namespace = voidNamespace,
  ): KeyedReducingState {
    return this.#state(descriptor, { kind: 'reducing', namespace }, (table, scope, ttl) => {
      const check = checkOf(descriptor, descriptor.getTypeInformation())
      const fn = descriptor.getReduceFunction()
      return new KeyedReducingState(valuesOf(table, scope, ttl), check, fn)
    })
  }

  aggregating(
    descriptor: AggregatingStateDescriptor<unknown, unknown, unknown>,
    namespace: Namespace = voidNamespace,
  ): KeyedAggregatingState {
    return this.#state(descriptor, { kind: 'aggregating', namespace }, (table, scope, ttl) => {
      const check = checkOf(descriptor, descriptor.getTypeInformation())
      const fn = descriptor.getAggregateFunction()
      return new KeyedAggregatingState(valuesOf(table, scope, ttl), check, fn)
    })
  }

  timerQueue(domain: TimeDomain): TimerPriorityQueue | null {
    return this.#backend.timerQueue(domain)
  }

  /** What must be supplied before the state under these keys can be read. */
  missingFor(keys: readonly KeyContext[]): readonly BlobId[] {
    return this.#backend.missingFor(keys)
  }

  /** Runs `fn` under each key that has an entry of the state, one after the other (KS-43). */
  applyToAllKeys(state: string, namespace: Namespace, fn: (key: unknown) => void): void {
    const before = this.#hand.isSet ? this.#hand.get() : null
    for (const under of this.#backend.keys(state, namespace)) {
      this.#hand.set(under)
      fn(under.key)
    }
    this.#hand.set(before)
  }

  #state<K extends StateKind, S>(
    descriptor: StateDescriptor,
    asked: Asked<K>,
    make: (table: TableOf<K>, scope: StateScope, ttl: Ttl | null) => S,
  ): S {
    const name = descriptor.getName()
    const { kind, namespace } = asked
    const known = this.#known.get(name)
    if (known !== undefined) {
      // Flink hands out the first object, which is no state of the second kind (KS-36, KS-37).
      const first = known.scope.meta.kind
      if (first !== kind)
        throw new MisuseError('state_registered_twice', { state: name, first, second: kind })
      known.scope.namespace = namespace
      return known.state as S
    }
    const meta = metaOf(descriptor, asked)
    const scope = new StateScope(this.#site, this.#hand, meta)
    const table = this.#backend.table(meta, scope.now)
    const state = make(table, scope, this.#ttlOf(descriptor, scope))
    scope.namespace = namespace
    this.#known.set(name, { scope, state })
    this.#tellRegistered(meta)
    return state
  }

  #ttlOf(descriptor: StateDescriptor, scope: StateScope): Ttl | null {
    const config = descriptor.getTtlConfig()
    if (config === null) return null
    const { ttl, everyRecord } = ttlOf(config, scope, {
      backend: this.#backend,
      hashOf: this.#hashOf,
    })
    if (everyRecord) this.#onKeySelected.push(ttl.accessed)
    return ttl
  }

  #tellRegistered({ state, kind: stateKind, type }: StateMeta): void {
    const { sim, subtask, position } = this.#site
    sim.record(
      { kind: 'state-registered', subtask, operator: position, state, stateKind, type },
      this.#site.current().cause,
    )
  }
}

interface Asked<K extends StateKind> {
  readonly kind: K
  readonly namespace: Namespace
  readonly userKeyType?: KeyType | null
}

function metaOf<K extends StateKind>(
  descriptor: StateDescriptor,
  { kind, userKeyType = null }: Asked<K>,
): StateMeta<K> {
  return {
    state: descriptor.getName(),
    kind,
    type: descriptor.describeType(),
    serializer: descriptor.serializer(),
    userKeyType,
    ttl: descriptor.getTtlConfig() !== null,
  }
}
