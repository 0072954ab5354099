/** What state is known by: its name, its kind, and what keeps its entries apart. */
import type { KeyType, SerializerSnapshot } from '../../model/index.ts'

/**
 * What state of one key is kept apart by: '' for user functions (VoidNamespace), the window's text
 * for the state of windows.
 */
export type Namespace = string

/** Flink's VoidNamespace. */
export const voidNamespace: Namespace = ''

export type StateKind = 'value' | 'list' | 'map' | 'reducing' | 'aggregating'

/** What a backend knows of a named state. Flink: RegisteredKeyValueStateBackendMetaInfo. */
export interface StateMeta<K extends StateKind = StateKind> {
  readonly state: string
  readonly kind: K
  /** The declared type as people read it. */
  readonly type: string
  /** What its values are written with; null in a snapshot that did not say so yet. */
  readonly serializer: SerializerSnapshot | null
  /** Of a map: the declared type of its keys; null where each key has the type its value shows. */
  readonly userKeyType: KeyType | null
  /** Whether each element is stored with the time of its last access. Flink: TtlSerializer. */
  readonly ttl: boolean
}
