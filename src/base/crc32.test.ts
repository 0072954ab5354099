import fc from 'fast-check'
import { crc32 as zlibCrc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { crc32 } from './crc32.ts'
import { encodeUtf8 } from './bytes.ts'

test('the check value of CRC-32/ISO-HDLC', () => {
  expect(crc32(encodeUtf8('123456789'))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array())).toBe(0)
})

test('any bytes: the same as zlib', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(crc32(bytes)).toBe(zlibCrc32(bytes))
    }),
  )
})

test('one flipped bit is always noticed', () => {
  const bytes = encodeUtf8('chk-3/2 holds eleven keys')
  const whole = crc32(bytes)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const damaged = bytes.slice()
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7))
    expect(crc32(damaged)).not.toBe(whole)
  }
})
