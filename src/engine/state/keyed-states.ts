/** The states of one keyed operator, as its code sees them. Flink: DefaultKeyedStateStore, HeapValueState. */
import type { ValueState, ValueStateDescriptor } from '../../datastream/index.ts'
import { MisuseError } from '../../model/index.ts'
import type { OperatorSite } from '../task/operator.ts'
import { preview } from '../task/preview.ts'
import type { KeyContext, KeyedStateBackend } from './backend.ts'
import { checkState, typeName } from './values.ts'

export class KeyedStates {
  readonly #site: OperatorSite
  readonly #backend: KeyedStateBackend
  readonly #known = new Map<
    string,
    { readonly type: string; readonly state: ValueState<unknown> }
  >()
  #under: KeyContext | null = null

  constructor(site: OperatorSite, backend: KeyedStateBackend) {
    this.#site = site
    this.#backend = backend
  }

  /** The key whose state the operator may touch until the next call. Flink: setCurrentKey. */
  setCurrentKey(under: KeyContext | null): void {
    this.#under = under
  }

  get currentKey(): KeyContext {
    if (this.#under === null)
      throw new MisuseError('no_key_set', { operator: this.#site.node.name })
    return this.#under
  }

  /** The state of that name; the same object each time, as it is the same state. */
  value<T>(descriptor: ValueStateDescriptor<T>): ValueState<T> {
    const name = descriptor.getName()
    const type = typeName(descriptor)
    const known = this.#known.get(name)
    if (known !== undefined) {
      if (known.type !== type)
        throw new MisuseError('state_registered_twice', {
          state: name,
          first: known.type,
          second: type,
        })
      return known.state as ValueState<T>
    }
    const state = this.#valueState(descriptor, name)
    this.#known.set(name, { type, state })
    this.#backend.register(name, 'value', type)
    const { sim, subtask, position } = this.#site
    sim.record(
      {
        kind: 'state-registered',
        subtask,
        operator: position,
        state: name,
        stateKind: 'value',
        type,
      },
      this.#site.current().cause,
    )
    return state as ValueState<T>
  }

  #valueState(descriptor: ValueStateDescriptor<unknown>, name: string): ValueState<unknown> {
    return {
      value: () => this.#backend.read(name, this.currentKey) ?? null,
      update: (value) => {
        // Flink: HeapValueState.update(null) clears.
        if (value === null || value === undefined) this.#clear(name)
        else this.#update(name, checkState(value, descriptor))
      },
      clear: () => {
        this.#clear(name)
      },
    }
  }

  #update(state: string, value: unknown): void {
    const under = this.currentKey
    this.#backend.write(state, under, value)
    const { sim, subtask, position } = this.#site
    if (!sim.recording) {
      sim.skip()
      return
    }
    sim.record(
      {
        kind: 'state-updated',
        subtask,
        operator: position,
        state,
        key: under.encoded,
        keyGroup: under.keyGroup,
        value: preview(value),
      },
      this.#site.current().cause,
    )
  }

  #clear(state: string): void {
    const under = this.currentKey
    if (!this.#backend.remove(state, under)) return
    const { sim, subtask, position } = this.#site
    sim.record(
      {
        kind: 'state-cleared',
        subtask,
        operator: position,
        state,
        key: under.encoded,
        keyGroup: under.keyGroup,
      },
      this.#site.current().cause,
    )
  }
}
