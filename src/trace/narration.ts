/** An event as one sentence: who did what, because of what. In the words of the picture. */
import type { TraceEvent } from './event.ts'
import { cut, type TraceNames } from './names.ts'
import { type Glyph, glyphOf, type StepClass, stepOf } from './steps.ts'
import { tellingOf } from './telling/tellings.ts'

/** Characters of a narration, at most: one line beside the transport. */
export const longestNarration = 96

export interface NarrationPart {
  readonly text: string
  /** A name: shown bold. */
  readonly strong: boolean
}

export interface Narration {
  readonly glyph: Glyph
  readonly parts: readonly NarrationPart[]
  /** The same as plain text: for screen readers and captions. */
  readonly text: string
  /** The class of step this event is, or null: then it is not worth stopping at. */
  readonly step: StepClass | null
}

/** `names` must have been told of everything up to and including the event. */
export function narrate(event: TraceEvent, names: TraceNames): Narration {
  const parts = partsOf(tellingOf(event).say(event, names))
  return {
    glyph: glyphOf(event),
    parts,
    text: parts.map(({ text }) => text).join(''),
    step: stepOf(event),
  }
}

function partsOf(marked: string): readonly NarrationPart[] {
  const parts: NarrationPart[] = []
  let room = longestNarration
  for (const [at, text] of marked.replaceAll('\n', ' ').split('**').entries()) {
    if (text === '' || room <= 0) continue
    const shown = cut(text, room)
    room -= shown.length
    parts.push({ text: shown, strong: at % 2 === 1 })
  }
  return parts
}
