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
import { PlainList, PlainMap, PlainValues } from './access.ts'
import {
  type KeyContext,
  type KeyedStateBackend,
  type Namespace,
  type StateKind,
  type StateMeta,
  type TableOf,
  voidNamespace,
} from './backend.ts'
import { KeyAtHand } from './key-at-hand.ts'
import {
  KeyedAggregatingState,
  KeyedListState,
  KeyedReducingState,
  KeyedValueState,
} from './kinds.ts'
import { KeyedMapState } from './map-state.ts'
import { StateScope, type StateSite } from './state-scope.ts'
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

  constructor(site: StateSite, backend: KeyedStateBackend) {
    this.#site = site
    this.#backend = backend
    this.#hand = new KeyAtHand(site.node.name)
  }

  /** The key whose state the operator may touch until the next call. Flink: setCurrentKey. */
  setCurrentKey(under: KeyContext | null): void {
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
    return this.#state(metaOf(descriptor, 'value'), namespace, (table, scope) => {
      const check = checkOf(descriptor, descriptor.getTypeInformation())
      return new KeyedValueState(new PlainValues(table, scope), check, defaultOf(descriptor))
    })
  }

  list(
    descriptor: ListStateDescriptor<unknown>,
    namespace: Namespace = voidNamespace,
  ): KeyedListState {
    return this.#state(metaOf(descriptor, 'list'), namespace, (table, scope) => {
      const check = checkOf(descriptor, descriptor.getElementTypeInformation())
      return new KeyedListState(descriptor.getName(), new PlainList(table, scope), check)
    })
  }

  map(
    descriptor: MapStateDescriptor<unknown, unknown>,
    namespace: Namespace = voidNamespace,
  ): KeyedMapState {
    const type = descriptor.getKeyTypeInformation()
    const meta = metaOf(descriptor, 'map', type === null ? null : keyTypeOf(type))
    return this.#state(meta, namespace, (table, scope) => {
      const checks = {
        name: descriptor.getName(),
        key: checkOf(descriptor, type, 'key'),
        value: checkOf(descriptor, descriptor.getValueTypeInformation(), 'value'),
      }
      return new KeyedMapState(new PlainMap(table, scope), checks)
    })
  }

  reducing(
    descriptor: ReducingStateDescriptor<unknown>,
    namespace: Namespace = voidNamespace,
  ): KeyedReducingState {
    return this.#state(metaOf(descriptor, 'reducing'), namespace, (table, scope) => {
      const check = checkOf(descriptor, descriptor.getTypeInformation())
      const fn = descriptor.getReduceFunction()
      return new KeyedReducingState(new PlainValues(table, scope), check, fn)
    })
  }

  aggregating(
    descriptor: AggregatingStateDescriptor<unknown, unknown, unknown>,
    namespace: Namespace = voidNamespace,
  ): KeyedAggregatingState {
    return this.#state(metaOf(descriptor, 'aggregating'), namespace, (table, scope) => {
      const check = checkOf(descriptor, descriptor.getTypeInformation())
      const fn = descriptor.getAggregateFunction()
      return new KeyedAggregatingState(new PlainValues(table, scope), check, fn)
    })
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
    meta: StateMeta<K>,
    namespace: Namespace,
    make: (table: TableOf<K>, scope: StateScope) => S,
  ): S {
    const { state: name, kind } = meta
    const known = this.#known.get(name)
    if (known !== undefined) {
      // Flink hands out the first object, which is no state of the second kind (KS-36, KS-37).
      const first = known.scope.meta.kind
      if (first !== kind)
        throw new MisuseError('state_registered_twice', { state: name, first, second: kind })
      known.scope.namespace = namespace
      return known.state as S
    }
    const scope = new StateScope(this.#site, this.#hand, meta)
    const state = make(this.#backend.table(meta), scope)
    scope.namespace = namespace
    this.#known.set(name, { scope, state })
    this.#tellRegistered(meta)
    return state
  }

  #tellRegistered({ state, kind: stateKind, type }: StateMeta): void {
    const { sim, subtask, position } = this.#site
    sim.record(
      { kind: 'state-registered', subtask, operator: position, state, stateKind, type },
      this.#site.current().cause,
    )
  }
}

function metaOf<K extends StateKind>(
  descriptor: StateDescriptor,
  kind: K,
  userKeyType: KeyType | null = null,
): StateMeta<K> {
  return {
    state: descriptor.getName(),
    kind,
    type: descriptor.describeType(),
    serializer: descriptor.serializer(),
    userKeyType,
    ttl: false,
  }
}
