/**
 * Seeded chance: one independent stream per use, so that a new use changes no other.
 * Integer arithmetic only, so every browser draws the same numbers (sfc32, seeded by FNV-1a).
 */
export interface Random {
  /** An integer in [0, bound). */
  below(bound: number): number
  /** An integer in [low, high], both included. */
  between(low: number, high: number): number
  /** 53 random bits over 2^53: what a learner's Math.random answers. */
  fraction(): number
}

/** FNV-1a over the UTF-16 code units, as an unsigned 32-bit integer. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}

/** The stream for one use of a run: same seed and same use, same numbers. */
export function randomStream(seed: number, ...use: readonly (string | number)[]): Random {
  const name = use.join('/')
  const next = sfc32(seed | 0, hashText(name), hashText(`${name}'`))
  const fraction = () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000
  const below = (bound: number): number => {
    if (bound > 0x100000000) return Math.floor(fraction() * bound)
    // Rejection keeps every value equally likely; the modulo alone would favour small ones.
    const limit = 0x100000000 - (0x100000000 % bound)
    for (;;) {
      const draw = next()
      if (draw < limit) return draw % bound
    }
  }
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    fraction,
  }
}

function sfc32(a: number, b: number, c: number): () => number {
  let counter = 1
  const next = () => {
    const result = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + result) | 0
    return result >>> 0
  }
  for (let i = 0; i < 15; i++) next()
  return next
}
