/**
 * A filter that says of a key that it is certainly not in a file, or that it may be. RocksDB:
 * BloomFilterPolicy (full filter), in LevelDB's layout: the bits, then how often a key is hashed.
 */
import { xxHash32 } from '../../../base/index.ts'

/** ln 2 of the bits are probed; more would be false more often. */
const ln2 = 0.69

/** The filter of some keys, with so many bits a key. */
export function bloomFilterOf(keys: readonly Uint8Array[], bitsPerKey: number): Uint8Array {
  const probes = Math.max(1, Math.min(30, Math.floor(bitsPerKey * ln2)))
  const bytes = Math.ceil(Math.max(64, keys.length * bitsPerKey) / 8)
  const filter = new Uint8Array(bytes + 1)
  filter[bytes] = probes
  for (const key of keys)
    visit(key, probes, bytes * 8, (bit) => {
      filter[bit >>> 3] = (filter[bit >>> 3] as number) | (1 << (bit & 7))
      return true
    })
  return filter
}

/** False: the key is not one of those. */
export function mayContain(filter: Uint8Array, key: Uint8Array): boolean {
  const bytes = filter.length - 1
  const isSet = (bit: number): boolean => ((filter[bit >>> 3] as number) & (1 << (bit & 7))) !== 0
  return visit(key, filter[bytes] as number, bytes * 8, isSet)
}

/** One hash, stepped by itself turned around: as good as so many hashes (Kirsch and Mitzenmacher). */
function visit(
  key: Uint8Array,
  probes: number,
  bits: number,
  at: (bit: number) => boolean,
): boolean {
  let hash = xxHash32(key)
  const step = (hash >>> 17) | (hash << 15)
  for (let probe = 0; probe < probes; probe++) {
    if (!at((hash >>> 0) % bits)) return false
    hash = (hash + step) | 0
  }
  return true
}
