/** The end of a stream. Flink: DataStreamSink. */
import { checkParallelism, checkText } from './checks.ts'
import type { PlannedOperator } from './plan.ts'
import { setName, setUid, setUidHash } from './planned-names.ts'

/** The end of a stream, which can be named and set. Flink: DataStreamSink. */
export class DataStreamSink<T> {
  /** Exists for the compiler alone: what the sink takes. */
  declare protected readonly takesRecords: (record: T) => void
  readonly #operator: PlannedOperator
  /** Commits what the sink has prepared; null: what it writes is outside at once. */
  readonly #committer: PlannedOperator | null

  /** @internal */
  constructor(operator: PlannedOperator, committer: PlannedOperator | null = null) {
    this.#operator = operator
    this.#committer = committer
  }

  /** The name the picture and the web UI show. It has no influence on state. */
  name(name: string): this {
    for (const operator of this.#all) setName(operator, name)
    return this
  }

  /** The sink's identity in snapshots (MAT-1). */
  uid(uid: string): this {
    setUid(this.#operator, uid)
    // Flink: SinkTransformationTranslator.concatUid.
    if (this.#committer !== null) setUid(this.#committer, `Sink Committer: ${uid}`)
    return this
  }

  /** The sink's id itself, 32 hexadecimal digits: for state saved without a uid (MAT-1). */
  setUidHash(uidHash: string): this {
    setUidHash(this.#operator, uidHash)
    return this
  }

  /** How many subtasks the sink has. */
  setParallelism(parallelism: number): this {
    const checked = checkParallelism(parallelism, 'setParallelism')
    for (const operator of this.#all) operator.parallelism = checked
    return this
  }

  /** How many key groups the sink has: the upper bound of its parallelism. */
  setMaxParallelism(maxParallelism: number): this {
    const checked = checkParallelism(maxParallelism, 'setMaxParallelism')
    for (const operator of this.#all) operator.maxParallelism = checked
    return this
  }

  /** Runs the sink in a task of its own. */
  disableChaining(): this {
    this.#operator.chaining = 'NEVER'
    return this
  }

  /** The slots the sink shares: only with operators of the same group (DEP-1). Flink: slotSharingGroup. */
  slotSharingGroup(slotSharingGroup: string): this {
    const group = checkText(slotSharingGroup, 'slotSharingGroup')
    for (const operator of this.#all) operator.slotSharingGroup = group
    return this
  }

  get #all(): readonly PlannedOperator[] {
    return this.#committer === null ? [this.#operator] : [this.#operator, this.#committer]
  }
}
