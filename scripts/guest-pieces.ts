/** How the whole guest is made of its core: by pieces of it, and what stands between them. */
import type { Piece } from '../src/sandbox/host/whole-guest.ts'

/** Characters: a shorter piece costs more than what it stands for. */
const shortest = 24

/** What `wholeGuest` needs besides the core: nothing of the whole that is in the core is in it. */
export function piecesOf(core: string, whole: string): readonly Piece[] {
  const places = placesIn(core)
  const pieces: Piece[] = []
  let [skip, kept, text, end] = [0, 0, '', 0]
  for (let at = 0; at < whole.length;) {
    const found = longest(places.get(whole.slice(at, at + shortest)) ?? [], (place) =>
      alike(core, place, whole, at),
    )
    if (found === null) text += whole[at++] ?? ''
    else {
      if (kept > 0 || text !== '') pieces.push([skip, kept, text])
      ;[skip, kept, text, end] = [found.place - end, found.length, '', found.place + found.length]
      at += found.length
    }
  }
  return [...pieces, [skip, kept, text]]
}

function placesIn(core: string): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (let at = 0; at + shortest <= core.length; at++) {
    const start = core.slice(at, at + shortest)
    const known = places.get(start)
    if (known === undefined) places.set(start, [at])
    else known.push(at)
  }
  return places
}

function longest(
  places: readonly number[],
  lengthAt: (place: number) => number,
): { readonly place: number; readonly length: number } | null {
  const found = places.map((place) => ({ place, length: lengthAt(place) }))
  return found.sort((one, other) => other.length - one.length)[0] ?? null
}

/** Characters that are the same from both places on. */
function alike(core: string, from: number, whole: string, at: number): number {
  let length = 0
  while (from + length < core.length && core[from + length] === whole[at + length]) length++
  return length
}
