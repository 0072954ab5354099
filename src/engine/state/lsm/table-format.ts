/**
 * A sorted string table: data blocks, the bloom filter, the index of the data blocks, the footer.
 * Each part is followed by the checksum of its bytes. In the manner of RocksDB's BlockBasedTable, of
 * which the metaindex, the properties and compression are left out.
 */
import { xxHash32 } from '../../../base/index.ts'
import { ByteSink, ByteSource, fixed32At } from './coding.ts'
import { sound } from './corruption.ts'

/** Where a part stands, its checksum not counted. RocksDB: BlockHandle. */
export interface BlockHandle {
  readonly offset: number
  readonly size: number
}

export interface Footer {
  readonly index: BlockHandle
  /** Null: there is no filter. */
  readonly filter: BlockHandle | null
}

const checksumLength = 4
const footerLength = 6 * 4
const magic = 0x42_4c_53_54
const none = 0xffffffff

export function encodeHandle({ offset, size }: BlockHandle): Uint8Array {
  const sink = new ByteSink(8)
  sink.varint(offset)
  sink.varint(size)
  return sink.finish()
}

export function decodeHandle(bytes: Uint8Array): BlockHandle {
  const source = new ByteSource(bytes)
  return { offset: source.varint(), size: source.varint() }
}

export function encodeFooter({ index, filter }: Footer): Uint8Array {
  const sink = new ByteSink(footerLength)
  sink.fixed32(index.offset)
  sink.fixed32(index.size)
  sink.fixed32(filter?.offset ?? none)
  sink.fixed32(filter?.size ?? 0)
  sink.fixed32(xxHash32(sink.finish()))
  sink.fixed32(magic)
  return sink.finish()
}

/** Throws a Corruption where the bytes end with no footer. */
export function decodeFooter(file: Uint8Array): Footer {
  const start = file.length - footerLength
  sound(start >= 0, 'a table is too short')
  sound(fixed32At(file, file.length - 4) === magic, 'this is no table')
  const isWhole = xxHash32(file.slice(start, start + 16)) === fixed32At(file, start + 16)
  sound(isWhole, 'the checksum of the footer is another')
  const source = new ByteSource(file, start)
  const index = { offset: source.fixed32(), size: source.fixed32() }
  const filter = { offset: source.fixed32(), size: source.fixed32() }
  return { index, filter: filter.offset === none ? null : filter }
}

/** A part of a file, its checksum compared. Throws a Corruption. */
export function readPart(file: Uint8Array, { offset, size }: BlockHandle): Uint8Array {
  sound(offset + size + checksumLength <= file.length, 'a block lies outside its file')
  const bytes = file.slice(offset, offset + size)
  const isWhole = xxHash32(bytes) === fixed32At(file, offset + size)
  sound(isWhole, 'the checksum of a block is another')
  return bytes
}

/** Bytes of a part together with its checksum. */
export function storedSize({ size }: BlockHandle): number {
  return size + checksumLength
}
