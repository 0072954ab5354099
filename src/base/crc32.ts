/**
 * CRC-32 (ISO-HDLC, as in zip and gzip): whether the bytes read are the bytes written. Eight tables,
 * so that eight bytes cost one step; a checksum must not be slower than the storage it guards.
 */
const tables: readonly Uint32Array[] = makeTables()

function makeTables(): Uint32Array[] {
  const first = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    first[byte] = value
  }
  const made = [first]
  for (let i = 1; i < 8; i++) {
    const before = made[i - 1] as Uint32Array
    made.push(before.map((value) => (value >>> 8) ^ (first[value & 0xff] as number)))
  }
  return made
}

/** The checksum as an unsigned 32-bit integer. */
export function crc32(bytes: Uint8Array): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
    ...[Uint32Array, Uint32Array, Uint32Array, Uint32Array],
    ...[Uint32Array, Uint32Array, Uint32Array, Uint32Array],
  ]
  const b = bytes as unknown as Record<number, number> & { readonly length: number }
  const t = (table: Uint32Array, index: number): number => table[index] as number
  const at = (i: number): number => b[i] as number
  let crc = -1
  let i = 0
  for (const end = b.length - 7; i < end; i += 8) {
    crc ^= at(i) | (at(i + 1) << 8) | (at(i + 2) << 16) | (at(i + 3) << 24)
    crc =
      t(t7, crc & 0xff) ^
      t(t6, (crc >>> 8) & 0xff) ^
      t(t5, (crc >>> 16) & 0xff) ^
      t(t4, crc >>> 24) ^
      t(t3, at(i + 4)) ^
      t(t2, at(i + 5)) ^
      t(t1, at(i + 6)) ^
      t(t0, at(i + 7))
  }
  for (; i < b.length; i++) crc = (crc >>> 8) ^ t(t0, (crc ^ at(i)) & 0xff)
  return (crc ^ -1) >>> 0
}
