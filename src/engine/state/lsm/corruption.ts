/** Bytes that are not what was written. RocksDB: Status::Corruption. */
export class Corruption extends Error {
  override readonly name = 'Corruption'
}

/** Throws a {@link Corruption} unless the condition holds. */
export function sound(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Corruption(what)
}
