/** What has nothing to do with Flink: assertions, brands, seeded chance, bytes. */
export { assert, InvariantViolation, unreachable } from './assert.ts'
export type { Brand } from './brand.ts'
export { decodeUtf8, encodeUtf8 } from './bytes.ts'
export { guestPartsName, isCoreOfGuest } from './core-of-guest.ts'
export { crc32 } from './crc32.ts'
export { Deque } from './deque.ts'
export { Heap } from './heap.ts'
export { hashText, type Random, randomStream } from './rng.ts'
export { xxHash32 } from './xxhash32.ts'
export {
  among,
  type Check,
  type Checked,
  either,
  finite,
  flag,
  listOf,
  optional,
  orNull,
  shapeOf,
  tableOf,
  textOf,
  wholeOf,
} from './shape.ts'
