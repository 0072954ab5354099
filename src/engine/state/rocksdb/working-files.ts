/**
 * The files of a store on its TaskManager's disk, which is outside the memory of the engine: what is
 * read must be handed over first. A file is kept in pieces, so that a block does not bring all of it.
 * Flink: the instance directory under `state.backend.rocksdb.localdir`; RocksDB: Env.
 */
import { assert } from '../../../base/index.ts'
import { type BlobId, MisuseError } from '../../../model/index.ts'
import { workingFile } from '../../../run/index.ts'
import type { BlobExchange } from '../../kernel/simulation.ts'
import { TaskException } from '../../task/failure.ts'
import type { FilePart } from '../lsm/residence.ts'
import type { TableFiles } from '../lsm/table-files.ts'

/** Bytes: some blocks, as an operating system reads ahead. */
const pieceSize = 65_536

/** Pieces that are asked for at once; there may be more, later. */
const mostAtOnce = 256

export class WorkingFiles implements TableFiles {
  readonly #directory: string
  readonly #blobs: Pick<BlobExchange, 'request' | 'takeWorkingFile'>
  readonly #sizes = new Map<number, number>()
  /** Pieces in memory: for what is being done, until something else is asked for. */
  #atHand = new Map<BlobId, Uint8Array>()
  /** The disk has them no more. */
  readonly #lost = new Set<BlobId>()

  constructor(directory: string, blobs: Pick<BlobExchange, 'request' | 'takeWorkingFile'>) {
    this.#directory = directory
    this.#blobs = blobs
  }

  /** What was just written is at hand. */
  write(file: number, bytes: Uint8Array): void {
    this.#sizes.set(file, bytes.length)
    for (const { piece, from, to } of this.#piecesOf(file, 0, bytes.length)) {
      this.#atHand.set(piece, bytes.subarray(from, to))
      this.#blobs.request({ kind: 'put-blob', blob: piece, bytes: bytes.slice(from, to) })
    }
  }

  /** Throws a TaskException where the disk has lost it, a MisuseError where nobody has asked for it before. */
  read(file: number, offset: number, length: number): Uint8Array {
    const read = new Uint8Array(length)
    for (const { piece, start, from, to } of this.#piecesOf(file, offset, length)) {
      const bytes = this.#atHand.get(piece)
      if (bytes === undefined) throw this.#unreadable(file, piece)
      read.set(bytes.subarray(from - start, to - start), from - offset)
    }
    return read
  }

  /** Throws a TaskException where the disk has lost it. */
  whole(file: number): Uint8Array {
    return this.read(file, 0, this.#sizes.get(file) ?? 0)
  }

  delete(file: number): void {
    for (const { piece } of this.#piecesOf(file, 0, this.#sizes.get(file) ?? 0)) {
      this.#atHand.delete(piece)
      this.#lost.delete(piece)
      this.#blobs.request({ kind: 'delete-blob', blob: piece })
    }
    this.#sizes.delete(file)
  }

  /** The directory goes. */
  deleteAll(): void {
    for (const file of this.#sizes.keys()) this.delete(file)
  }

  /** The parts of files that `find` asks for, and no others, are in memory once this answers nothing. */
  missing(find: (parts: (part: FilePart) => 'yes' | 'no' | 'never') => void): readonly BlobId[] {
    const wanted = new Map<BlobId, Uint8Array>()
    const missing = new Set<BlobId>()
    find((part) => {
      let answer: 'yes' | 'no' | 'never' = 'yes'
      for (const { piece } of this.#piecesOf(part.file, part.offset, part.length)) {
        const bytes = this.#pieceAtHand(piece)
        if (bytes !== null) wanted.set(piece, bytes)
        else if (this.#lost.has(piece)) answer = 'never'
        else {
          missing.add(piece)
          if (answer === 'yes') answer = 'no'
        }
      }
      return answer
    })
    this.#atHand = wanted
    return [...missing].slice(0, mostAtOnce)
  }

  /** The same for whole files. */
  missingOf(files: readonly { readonly number: number }[]): readonly BlobId[] {
    return this.missing((ask) => {
      for (const { number } of files)
        ask({ file: number, offset: 0, length: this.#sizes.get(number) ?? 0 })
    })
  }

  /** Takes what was handed over. */
  #pieceAtHand(piece: BlobId): Uint8Array | null {
    const known = this.#atHand.get(piece)
    if (known !== undefined) return known
    const supplied = this.#blobs.takeWorkingFile(piece)
    if (supplied === null) return null
    if (typeof supplied !== 'string') {
      this.#atHand.set(piece, supplied)
      return supplied
    }
    this.#lost.add(piece)
    return null
  }

  #unreadable(file: number, piece: BlobId): Error {
    if (!this.#lost.has(piece)) return new MisuseError('state_not_at_hand')
    const name = `${String(file).padStart(6, '0')}.sst`
    return new TaskException(
      'local-file-lost',
      `Error while retrieving data from RocksDB: No such file or directory: ${name}`,
    )
  }

  *#piecesOf(file: number, offset: number, length: number): Iterable<Piece> {
    const size = this.#sizes.get(file) ?? 0
    assert(offset + length <= size, 'a part lies within its file')
    for (let at = Math.floor(offset / pieceSize); at * pieceSize < offset + length; at++) {
      const start = at * pieceSize
      const from = Math.max(start, offset)
      const to = Math.min(start + pieceSize, offset + length)
      yield { piece: workingFile(this.#directory, file, at), start, from, to }
    }
  }
}

interface Piece {
  readonly piece: BlobId
  /** Where it begins in the file; of it, what was asked for. */
  readonly start: number
  readonly from: number
  readonly to: number
}
