/** Numbers as Java writes them, the high byte first. Java: DataOutput, DataInput. */
import type { ByteSink, ByteSource } from '../lsm/coding.ts'

const scratch = new DataView(new ArrayBuffer(8))
const scratchBytes = new Uint8Array(scratch.buffer)

function send(to: ByteSink, length: number): void {
  to.raw(scratchBytes.subarray(0, length))
}

function fetch(from: ByteSource, length: number): DataView {
  scratchBytes.set(from.raw(length))
  return scratch
}

export function writeShort(value: number, to: ByteSink): void {
  scratch.setInt16(0, value)
  send(to, 2)
}

export function readShort(from: ByteSource): number {
  return fetch(from, 2).getInt16(0)
}

export function writeInt(value: number, to: ByteSink): void {
  scratch.setInt32(0, value)
  send(to, 4)
}

export function readInt(from: ByteSource): number {
  return fetch(from, 4).getInt32(0)
}

/** A whole number up to 2^53, or a bigint of 64 bits. */
export function writeLong(value: number | bigint, to: ByteSink): void {
  scratch.setBigInt64(0, BigInt(value))
  send(to, 8)
}

export function readLong(from: ByteSource): bigint {
  return fetch(from, 8).getBigInt64(0)
}

export function writeFloat(value: number, to: ByteSink): void {
  scratch.setFloat32(0, value)
  send(to, 4)
}

export function readFloat(from: ByteSource): number {
  return fetch(from, 4).getFloat32(0)
}

export function writeDouble(value: number, to: ByteSink): void {
  scratch.setFloat64(0, value)
  send(to, 8)
}

export function readDouble(from: ByteSource): number {
  return fetch(from, 8).getFloat64(0)
}
