/** A backend whose changes are logged; all else is the inner one's. Flink: ChangelogKeyedStateBackend (CK-160). */
import type { BlobId, KeyGroupRange } from '../../../model/index.ts'
import type { TimeDomain, TimerPriorityQueue } from '../../time/timers.ts'
import type {
  CapturedFiles,
  KeyContext,
  KeyedStateBackend,
  Namespace,
  SnapshotForm,
  StateKind,
  StateMeta,
  TableOf,
  TtlDuties,
} from '../backend.ts'
import type { KeyedPiece } from '../piece.ts'
import type { Changelog } from './changelog.ts'

export class ChangelogKeyedStateBackend implements KeyedStateBackend {
  readonly #inner: KeyedStateBackend
  readonly #changelog: Changelog

  constructor(inner: KeyedStateBackend, changelog: Changelog) {
    this.#inner = inner
    this.#changelog = changelog
  }

  get range(): KeyGroupRange {
    return this.#inner.range
  }

  get isEmpty(): boolean {
    return this.#inner.isEmpty
  }

  missingFor(wanted: readonly KeyContext[] | 'everything'): readonly BlobId[] {
    return this.#inner.missingFor(wanted)
  }

  dispose(): void {
    this.#inner.dispose()
  }

  table<K extends StateKind>(meta: StateMeta<K>, now: number): TableOf<K> {
    return this.#changelog.table(meta, now)
  }

  expire(state: string, duties: TtlDuties): (() => void) | null {
    return this.#inner.expire(state, duties)
  }

  keys(state: string, namespace: Namespace): readonly KeyContext[] {
    return this.#inner.keys(state, namespace)
  }

  timerQueue(domain: TimeDomain): TimerPriorityQueue {
    return this.#changelog.timerQueue(domain)
  }

  compact(): void {
    this.#inner.compact()
  }

  capture(form: SnapshotForm): readonly KeyedPiece[] {
    return this.#inner.capture(form)
  }

  captureFiles(): CapturedFiles | null {
    return this.#inner.captureFiles()
  }

  restore(pieces: readonly KeyedPiece[]): number {
    return this.#inner.restore(pieces)
  }
}
