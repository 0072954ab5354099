/**
 * How an operator gets the id its state is filed under. Flink: StreamGraphHasherV2 (CK-189).
 * The id depends on the uid alone or, without one, on the operator's place in the topology.
 */
import { assert, encodeUtf8 } from '../base/index.ts'
import type { OperatorId } from './ids.ts'

/** The id of an operator with a uid: murmur3-128, seed 0, of its UTF-8. */
export function operatorIdOfUid(uid: string): OperatorId {
  return hex(murmur3(encodeUtf8(uid)))
}

/**
 * The id of an operator without uid. `position`: how many operators got their id before it;
 * `chainable`: how many of its outputs are chained to it; `inputs`: ids of its inputs in order.
 */
function generatedOperatorId(
  position: number,
  chainable: number,
  inputs: readonly OperatorId[],
): OperatorId {
  // The position goes in once for the operator and once more for each output chained to it.
  const words = new Uint8Array(4 * (1 + chainable))
  const view = new DataView(words.buffer)
  for (let at = 0; at < words.length; at += 4) view.setInt32(at, position, true)
  const hash = murmur3(words)
  for (const input of inputs) {
    hash.forEach((byte, at) => {
      hash[at] = Math.imul(byte, 37) ^ parseInt(input.slice(2 * at, 2 * at + 2), 16)
    })
  }
  return hex(hash)
}

/** An output of an operator; operators are named by their index. */
export interface StreamEdge {
  readonly from: number
  readonly to: number
  /** Whether the two ends run in one task. */
  readonly chainable: boolean
}

/**
 * The ids of all operators of a program, by index. `uids`: one for each operator in the order in
 * which the program made them, null where it gave none; `edges`: in the order they were made.
 * That no uid occurs twice is the caller's to check.
 */
export function operatorIds(
  uids: readonly (string | null)[],
  edges: readonly StreamEdge[],
): readonly OperatorId[] {
  const ids: (OperatorId | undefined)[] = uids.map(() => undefined)
  const inputs = uids.map((_, at) => edges.filter((edge) => edge.to === at))
  const outputs = uids.map((_, at) => edges.filter((edge) => edge.from === at))
  const remaining = [...uids.keys()].filter((at) => inputs[at]?.length === 0)
  const seen = new Set(remaining)
  let assigned = 0
  // Breadth first from the sources. One whose inputs are not all named waits for its next turn.
  for (let turn = 0; turn < remaining.length; turn++) {
    const at = remaining[turn] as number
    const uid = uids[at] ?? null
    const inputIds = (inputs[at] ?? []).map(({ from }) => ids[from])
    if (uid === null && !inputIds.every((id) => id !== undefined)) {
      seen.delete(at)
      continue
    }
    const chained = (outputs[at] ?? []).filter(({ chainable }) => chainable).length
    ids[at] =
      uid === null
        ? generatedOperatorId(assigned, chained, inputIds as OperatorId[])
        : operatorIdOfUid(uid)
    assigned++
    for (const { to } of outputs[at] ?? []) {
      if (!seen.has(to)) {
        seen.add(to)
        remaining.push(to)
      }
    }
  }
  return ids.map((id) => {
    assert(id !== undefined, 'every operator is reached from a source')
    return id
  })
}

function hex(bytes: Uint8Array): OperatorId {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') as OperatorId
}

const c1 = 0x87c37b91114253d5n
const c2 = 0x4cf5ad432745937fn

/** MurmurHash3 x64 128 with seed 0; 16 bytes, both halves little-endian. */
function murmur3(bytes: Uint8Array): Uint8Array {
  const tail = bytes.length & ~15
  let h1 = 0n
  let h2 = 0n
  for (let at = 0; at < tail; at += 16) {
    h1 ^= mixed(word(bytes, at, 8), c1, 31n, c2)
    h1 = u64(u64(rotated(h1, 27n) + h2) * 5n + 0x52dce729n)
    h2 ^= mixed(word(bytes, at + 8, 8), c2, 33n, c1)
    h2 = u64(u64(rotated(h2, 31n) + h1) * 5n + 0x38495ab5n)
  }
  h1 ^= mixed(word(bytes, tail, 8), c1, 31n, c2)
  h2 ^= mixed(word(bytes, tail + 8, 8), c2, 33n, c1)
  h1 ^= BigInt(bytes.length)
  h2 ^= BigInt(bytes.length)
  h1 = u64(h1 + h2)
  h2 = u64(h2 + h1)
  h1 = finished(h1)
  h2 = finished(h2)
  h1 = u64(h1 + h2)
  h2 = u64(h2 + h1)
  const hash = new Uint8Array(16)
  const view = new DataView(hash.buffer)
  view.setBigUint64(0, h1, true)
  view.setBigUint64(8, h2, true)
  return hash
}

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value)

function rotated(value: bigint, left: bigint): bigint {
  return u64((value << left) | (value >> (64n - left)))
}

function mixed(value: bigint, first: bigint, rotation: bigint, second: bigint): bigint {
  return u64(rotated(u64(value * first), rotation) * second)
}

function finished(value: bigint): bigint {
  let mix = u64((value ^ (value >> 33n)) * 0xff51afd7ed558ccdn)
  mix = u64((mix ^ (mix >> 33n)) * 0xc4ceb9fe1a85ec53n)
  return mix ^ (mix >> 33n)
}

/** Up to `length` bytes, least significant first; what is beyond the end counts as 0. */
function word(bytes: Uint8Array, from: number, length: number): bigint {
  let value = 0n
  for (let at = Math.min(from + length, bytes.length) - 1; at >= from; at--) {
    value = (value << 8n) | BigInt(bytes[at] as number)
  }
  return value
}
