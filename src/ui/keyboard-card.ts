/** What the card of keys says: one row for each thing a key asks for. */
import type { KeyAction } from './keyboard.ts'

interface KeyRow {
  readonly action: KeyAction
  /** As printed on the card. */
  readonly shown: string
  readonly says: string
}

export const keyCard: readonly KeyRow[] = [
  { action: 'play', shown: 'Space', says: 'play, pause' },
  { action: 'step', shown: '→', says: 'step' },
  { action: 'step-back', shown: '←', says: 'step back' },
  { action: 'next-of-kind', shown: 'Shift →', says: 'next of the chosen kind' },
  { action: 'previous-of-kind', shown: 'Shift ←', says: 'previous of the chosen kind' },
  { action: 'next-barrier', shown: 'B', says: 'next barrier' },
  { action: 'next-acknowledgement', shown: 'A', says: 'next acknowledgement' },
  { action: 'next-state-write', shown: 'W', says: 'next state write' },
  { action: 'next-restore', shown: 'R', says: 'next restore step' },
  { action: 'start', shown: 'Home', says: 'start' },
  { action: 'end', shown: 'End', says: 'last step' },
  { action: 'run', shown: 'Ctrl Enter', says: 'run the code' },
  { action: 'share', shown: 'Ctrl S', says: 'copy link' },
  { action: 'tab-1', shown: '1 … 9', says: 'dock tab' },
  { action: 'lesson', shown: '[', says: 'lesson open or closed' },
  { action: 'dock', shown: ']', says: 'dock open or closed' },
  { action: 'gallery', shown: 'G', says: 'gallery' },
  { action: 'reference', shown: 'D', says: 'reference (documentation)' },
  { action: 'checkpoint', shown: 'C', says: 'checkpoint (menu)' },
  { action: 'savepoint', shown: 'S', says: 'savepoint' },
  { action: 'kill', shown: 'K', says: 'kill (menu)' },
  { action: 'faults', shown: 'F', says: 'break something' },
  { action: 'hunt', shown: 'H', says: 'hunt for the killing moment' },
  { action: 'compare', shown: 'V', says: 'compare with another run' },
  { action: 'motion', shown: 'M', says: 'motion on or off' },
  { action: 'theme', shown: 'T', says: 'theme' },
  { action: 'help', shown: '?', says: 'this card' },
  { action: 'close', shown: 'Esc', says: 'close, leave the editor' },
]
