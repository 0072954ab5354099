/**
 * What keyed state is made of under a changelog: materialisations, and the log behind them, applied in turn.
 * Flink: ChangelogStateBackendHandleImpl (CK-161).
 */
import { decodeUtf8 } from '../../../base/index.ts'
import type { KeyGroupRange, StateHandle } from '../../../model/index.ts'
import { canonicalPieces, fileNumberIn } from '../rocksdb/native-snapshot.ts'
import type { KeyedPiece, StatePiece, TimerEntry } from '../piece.ts'
import type { ChangelogLayer, ChangelogPart, RestoredChangelog } from './changelog-part.ts'
import { changesIn } from './fs-changelog-writer.ts'
import { Replay } from './replay.ts'

/** `chk-3/cbc3-0` of `/run/chk-3/cbc3-0`: it stays what it is wherever a snapshot is restored. */
export function nameInLayers(blob: string): string {
  return blob.split('/').slice(-2).join('/')
}

/** The files a layer needs. */
export function filesOfLayer(layer: ChangelogLayer): readonly string[] {
  if (layer.kind === 'changes') return []
  return layer.kind === 'log' ? [layer.file] : [layer.file, ...layer.files]
}

/** Keyed state and timers as every backend has them. `bytesOf`: of a file, by its name in the layers. */
export function replayed(
  { layers }: ChangelogPart,
  bytesOf: (name: string) => Uint8Array,
  decode: (text: string) => StatePiece,
): { readonly keyed: readonly KeyedPiece[]; readonly timers: readonly TimerEntry[] } {
  const replay = new Replay()
  for (const layer of layers) {
    const { range } = layer
    if (layer.kind === 'changes') replay.apply(layer.changes, range)
    else if (layer.kind === 'log')
      replay.apply(changesIn(decodeUtf8(bytesOf(layer.file)), layer.from), range)
    else {
      const { native, keyed, timers } = decode(decodeUtf8(bytesOf(layer.file)))
      const files = new Map(layer.files.map((name) => [fileNumberIn(name), bytesOf(name)]))
      const stored = native === undefined ? [] : canonicalPieces(native, files)
      replay.base([...stored, ...keyed], timers, range)
    }
  }
  return replay
}

/** What a task takes over: of its own key groups alone. */
export function takenOver(
  { layers, materialization }: ChangelogPart,
  handles: readonly StateHandle[],
): RestoredChangelog {
  const named = new Map(handles.map((handle) => [nameInLayers(handle.blob), handle]))
  const names = new Set(layers.flatMap(filesOfLayer))
  const files = [...names].flatMap((name) => {
    const handle = named.get(name)
    if (handle === undefined) return []
    const { blob, bytes, checksum } = handle
    return [{ blob, bytes, checksum }]
  })
  return { layers, files, materialization }
}

/** A layer, for these key groups; null: it has nothing of them. */
export function withinRange(layer: ChangelogLayer, to: KeyGroupRange): ChangelogLayer | null {
  const start = Math.max(layer.range.start, to.start)
  const end = Math.min(layer.range.end, to.end)
  return start > end ? null : { ...layer, range: { start, end } }
}
