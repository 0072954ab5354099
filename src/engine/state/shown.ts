/** Captured state as the trace shows it. */
import { encodeUtf8 } from '../../base/index.ts'
import { limits } from '../../model/index.ts'
import type { RestoredEntries, SnapshotContent } from '../../trace/index.ts'
import { cut } from '../task/preview.ts'
import { encodePiece, type KeyedEntry, type KeyedPiece, type StatePiece } from './piece.ts'
import { peekOf, previewOf } from './previews.ts'
import { shownUserKey } from './user-key.ts'

const shownEntries = 40

/** The first entries of captured state. */
export function shownContent(
  operator: number,
  pieces: readonly KeyedPiece[],
): SnapshotContent['states'] {
  return pieces.map(({ state, kind, entries }) => ({
    operator,
    state,
    kind,
    entries: entries.slice(0, shownEntries).map(({ encoded, keyGroup, namespace, value }) => ({
      key: encoded,
      keyGroup,
      namespace,
      value: previewOf(kind, peekOf(kind, value)),
    })),
    total: entries.length,
  }))
}

/** What an operator took over, told entry by entry; of a map, by user key. */
export function shownEntry(piece: KeyedPiece, entry: KeyedEntry): RestoredEntries {
  const { encoded: key, keyGroup, namespace, value } = entry
  const common = { key, keyGroup, namespace }
  if (piece.kind !== 'map')
    return [{ ...common, userKey: null, value: previewOf(piece.kind, peekOf(piece.kind, value)) }]
  const pairs = value as readonly (readonly [key: unknown, value: unknown])[]
  return pairs.map(([userKey, element]) => ({
    ...common,
    userKey: cut(shownUserKey(userKey, piece.userKeyType), limits.previewLength),
    value: previewOf('value', { first: [element], total: 1 }),
  }))
}

/** The bytes of a snapshot piece. */
export function bytesOf(piece: StatePiece): Uint8Array {
  return encodeUtf8(encodePiece(piece))
}
