/**
 * How wide a text will be, without a browser: layouts are pure and also made in Node.
 * Advance widths are Arial's, in thousandths of the size; 12 % are added, because the face of the
 * reader's system may be that much wider.
 */
import { type Font, fonts } from './shape.ts'

const widths: Readonly<Record<number, string>> = {
  222: "ijl'|",
  278: 'ft ,.:;/\\!I[]·',
  333: 'r-()`"',
  389: '*^',
  500: 'cksvxyzJ',
  556: 'abdeghnopquL0123456789?_$#+<>=~',
  611: 'FTZ',
  667: 'ABEKPSVXY&',
  722: 'CDHNRUw',
  778: 'GOQ',
  833: 'mM',
  889: '%',
  944: 'W',
  1000: '→…@',
}

const widthOf = new Map(
  Object.entries(widths).flatMap(([width, letters]) =>
    [...letters].map((letter) => [letter, Number(width)] as const),
  ),
)
const spare = 1.12

/** The most px a text takes in a font. */
export function textWidth(content: string, font: Font): number {
  const { size, weight, mono } = fonts[font]
  if (mono) return [...content].length * size * 0.602
  let sum = 0
  for (const letter of content) sum += widthOf.get(letter) ?? 700
  const bold = weight >= 600 ? 1.06 : 1
  return (sum / 1000) * size * bold * spare
}

/** The first candidate that fits into `room` px; the last one is cut with an ellipsis when none does. */
export function fitText(candidates: readonly string[], room: number, font: Font): string {
  for (const candidate of candidates) if (textWidth(candidate, font) <= room) return candidate
  const letters = [...(candidates.at(-1) ?? '')]
  while (letters.length > 1) {
    letters.pop()
    const cut = `${letters.join('').trimEnd()}…`
    if (textWidth(cut, font) <= room) return cut
  }
  return letters.join('')
}
