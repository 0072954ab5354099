/** The directory of a store: files written once and read in pieces. RocksDB: Env, RandomAccessFile. */
import { sound } from './corruption.ts'

export interface TableFiles {
  write(file: number, bytes: Uint8Array): void
  /** So many bytes of a file. Throws where they are not to be had now. */
  read(file: number, offset: number, length: number): Uint8Array
  /** A file in full. Throws where it is not to be had now. */
  whole(file: number): Uint8Array
  delete(file: number): void
}

/** Files in memory. */
export class MemoryFiles implements TableFiles {
  readonly #files = new Map<number, Uint8Array>()

  /** Of all files. */
  get bytes(): number {
    return [...this.#files.values()].reduce((sum, { length }) => sum + length, 0)
  }

  get names(): readonly number[] {
    return [...this.#files.keys()]
  }

  write(file: number, bytes: Uint8Array): void {
    this.#files.set(file, bytes)
  }

  /** Throws a Corruption where there is no such file. */
  read(file: number, offset: number, length: number): Uint8Array {
    return this.whole(file).slice(offset, offset + length)
  }

  /** Throws a Corruption where there is no such file. */
  whole(file: number): Uint8Array {
    const bytes = this.#files.get(file)
    sound(bytes !== undefined, `there is no file ${file}`)
    return bytes
  }

  delete(file: number): void {
    this.#files.delete(file)
  }
}
