import { expect, test } from 'vitest'
import { encodeUtf8 } from './bytes.ts'
import { xxHash32 } from './xxhash32.ts'

/** From the sanity checks of the reference implementation: its generator of bytes, seed 0. */
function sanityBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let generator = 2_654_435_761n
  for (let i = 0; i < length; i++) {
    bytes[i] = Number(generator >> 56n)
    generator = BigInt.asUintN(64, generator * 11_400_714_785_074_694_797n)
  }
  return bytes
}

test.each([
  [0, 0x02cc5d05],
  [1, 0xcf65b03e],
  [14, 0x1208e7e2],
  [222, 0x5bd11dbd],
])('the value of the reference implementation for %i bytes', (length, expected) => {
  expect(xxHash32(sanityBytes(length))).toBe(expected)
})

test.each([
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
])('the published value of "%s"', (text, expected) => {
  expect(xxHash32(encodeUtf8(text))).toBe(expected)
})

test('where the bytes begin in their buffer makes no difference', () => {
  const bytes = sanityBytes(100)
  for (let at = 0; at < 8; at++) {
    const moved = new Uint8Array(120)
    moved.set(bytes, at)
    expect(xxHash32(moved.subarray(at, at + 100))).toBe(xxHash32(bytes))
  }
})

test('one flipped bit is always noticed', () => {
  const bytes = encodeUtf8('chk-3/2 holds eleven keys')
  const whole = xxHash32(bytes)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const damaged = bytes.slice()
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7))
    expect(xxHash32(damaged)).not.toBe(whole)
  }
})
