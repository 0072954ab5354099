/** Bytes as text that stands in a link without escapes (RFC 4648 §5, without padding). */

export function encodeBase64Url(bytes: Uint8Array): string {
  const parts: string[] = []
  // In pieces: the arguments of one call are limited.
  for (let from = 0; from < bytes.length; from += 8_192) {
    parts.push(String.fromCharCode(...bytes.subarray(from, from + 8_192)))
  }
  return btoa(parts.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Throws where the text is none. */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const decoded = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0))
}
