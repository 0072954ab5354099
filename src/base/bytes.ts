/**
 * UTF-8 without TextEncoder, which the core may not name (it is compiled without DOM types).
 * Lone surrogates become U+FFFD, as TextEncoder does.
 */

/** The UTF-8 bytes of a string. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i)
    if (code < 0x80) {
      bytes[length++] = code
      continue
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0
      const paired = code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff
      if (paired) i++
      code = paired ? 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00) : 0xfffd
    }
    length = appendCodePoint(bytes, length, code)
  }
  return bytes.slice(0, length)
}

function appendCodePoint(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x800) {
    bytes[at++] = 0xc0 | (code >> 6)
  } else {
    if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12)
    } else {
      bytes[at++] = 0xf0 | (code >> 18)
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f)
    }
    bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
  }
  bytes[at++] = 0x80 | (code & 0x3f)
  return at
}

const chunk = 4096

/** The string of well-formed UTF-8 bytes, as {@link encodeUtf8} writes them. */
export function decodeUtf8(bytes: Uint8Array): string {
  const parts: string[] = []
  let units: number[] = []
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i++] as number
    if (first < 0x80) units.push(first)
    else {
      const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3
      let code = first & (0x3f >> more)
      for (let k = 0; k < more; k++) code = (code << 6) | ((bytes[i++] as number) & 0x3f)
      if (code < 0x10000) units.push(code)
      else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff))
    }
    if (units.length >= chunk) {
      parts.push(String.fromCharCode(...units))
      units = []
    }
  }
  parts.push(String.fromCharCode(...units))
  return parts.join('')
}
