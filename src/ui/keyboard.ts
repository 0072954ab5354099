/** The keyboard map: one table for the handler, the help card and the titles of buttons. */

/** What a key asks for. The screen decides what it means where it stands. */
export type KeyAction =
  | 'play'
  | 'step'
  | 'step-back'
  | 'next-of-kind'
  | 'previous-of-kind'
  | 'next-barrier'
  | 'next-acknowledgement'
  | 'next-state-write'
  | 'next-restore'
  | 'start'
  | 'end'
  | 'run'
  | 'share'
  | 'tab-1'
  | 'tab-2'
  | 'tab-3'
  | 'tab-4'
  | 'tab-5'
  | 'tab-6'
  | 'tab-7'
  | 'tab-8'
  | 'tab-9'
  | 'lesson'
  | 'gallery'
  | 'reference'
  | 'dock'
  | 'kill'
  | 'checkpoint'
  | 'hunt'
  | 'compare'
  | 'faults'
  | 'savepoint'
  | 'motion'
  | 'theme'
  | 'help'
  | 'close'

interface KeyRow {
  /** KeyboardEvent.key, lower case; prefixed with `shift+` or `ctrl+`. */
  readonly keys: readonly string[]
  readonly action: KeyAction
  /** As printed on the card; rows without one are covered by another. */
  readonly shown: string | null
  readonly says: string
}

export const keyMap: readonly KeyRow[] = [
  { keys: [' '], action: 'play', shown: 'Space', says: 'play, pause' },
  { keys: ['arrowright', 'pagedown'], action: 'step', shown: '→', says: 'step' },
  { keys: ['arrowleft', 'pageup'], action: 'step-back', shown: '←', says: 'step back' },
  {
    keys: ['shift+arrowright'],
    action: 'next-of-kind',
    shown: 'Shift →',
    says: 'next of the chosen kind',
  },
  {
    keys: ['shift+arrowleft'],
    action: 'previous-of-kind',
    shown: 'Shift ←',
    says: 'previous of the chosen kind',
  },
  { keys: ['b'], action: 'next-barrier', shown: 'B', says: 'next barrier' },
  { keys: ['a'], action: 'next-acknowledgement', shown: 'A', says: 'next acknowledgement' },
  { keys: ['w'], action: 'next-state-write', shown: 'W', says: 'next state write' },
  { keys: ['r'], action: 'next-restore', shown: 'R', says: 'next restore step' },
  { keys: ['home'], action: 'start', shown: 'Home', says: 'start' },
  { keys: ['end'], action: 'end', shown: 'End', says: 'last step' },
  { keys: ['ctrl+enter'], action: 'run', shown: 'Ctrl Enter', says: 'run the code' },
  { keys: ['ctrl+s'], action: 'share', shown: 'Ctrl S', says: 'copy link' },
  { keys: ['1'], action: 'tab-1', shown: '1 … 9', says: 'dock tab' },
  { keys: ['2'], action: 'tab-2', shown: null, says: '' },
  { keys: ['3'], action: 'tab-3', shown: null, says: '' },
  { keys: ['4'], action: 'tab-4', shown: null, says: '' },
  { keys: ['5'], action: 'tab-5', shown: null, says: '' },
  { keys: ['6'], action: 'tab-6', shown: null, says: '' },
  { keys: ['7'], action: 'tab-7', shown: null, says: '' },
  { keys: ['8'], action: 'tab-8', shown: null, says: '' },
  { keys: ['9'], action: 'tab-9', shown: null, says: '' },
  { keys: ['['], action: 'lesson', shown: '[', says: 'lesson open or closed' },
  { keys: [']'], action: 'dock', shown: ']', says: 'dock open or closed' },
  { keys: ['g'], action: 'gallery', shown: 'G', says: 'gallery' },
  { keys: ['d'], action: 'reference', shown: 'D', says: 'reference (documentation)' },
  { keys: ['c'], action: 'checkpoint', shown: 'C', says: 'checkpoint (menu)' },
  { keys: ['s'], action: 'savepoint', shown: 'S', says: 'savepoint' },
  { keys: ['k'], action: 'kill', shown: 'K', says: 'kill (menu)' },
  { keys: ['f'], action: 'faults', shown: 'F', says: 'break something' },
  { keys: ['h'], action: 'hunt', shown: 'H', says: 'hunt for the killing moment' },
  { keys: ['v'], action: 'compare', shown: 'V', says: 'compare with another run' },
  { keys: ['m'], action: 'motion', shown: 'M', says: 'motion on or off' },
  { keys: ['t'], action: 'theme', shown: 'T', says: 'theme' },
  { keys: ['?', 'shift+?'], action: 'help', shown: '?', says: 'this card' },
  { keys: ['escape'], action: 'close', shown: 'Esc', says: 'close, leave the editor' },
]

const actionOf = new Map(keyMap.flatMap(({ keys, action }) => keys.map((key) => [key, action])))

/** A key event as far as the map needs it. */
export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** Where the focus is: what it claims for itself. */
export interface KeyFocus {
  /** A text field or the code editor: it owns every key without Ctrl. */
  readonly types: boolean
  /** A button or link: it owns Space and Enter. */
  readonly presses: boolean
  /** A slider, list, tab list, menu or the picture's walk: it owns arrows, Home and End. */
  readonly walks: boolean
}

/** What a key press asks for where the focus is; null: nothing of ours. */
export function actionFor(press: KeyPress, focus: KeyFocus): KeyAction | null {
  if (press.altKey) return null
  const key = press.key.toLowerCase()
  const control = press.ctrlKey || press.metaKey
  const name = control ? `ctrl+${key}` : press.shiftKey ? `shift+${key}` : key
  const action = actionOf.get(name)
  if (action === undefined) return null
  return control || action === 'close' || !isClaimed(key, focus) ? action : null
}

function isClaimed(key: string, { types, presses, walks }: KeyFocus): boolean {
  if (types || (presses && key === ' ')) return true
  return walks && (key.startsWith('arrow') || key === 'home' || key === 'end')
}

/** What the focused element claims. */
export function focusOf(element: Element | null): KeyFocus {
  if (!(element instanceof HTMLElement || element instanceof SVGElement))
    return { types: false, presses: false, walks: false }
  const types = element.matches(
    'input:not([type=range],[type=checkbox],[type=radio]), textarea, [contenteditable=true]',
  )
  return {
    types: types || element.closest('.monaco-editor') !== null,
    presses: element.matches('button, a[href], summary, [role=button], input, select'),
    walks:
      element.matches('input[type=range], select, [role=slider], [role=tab], input[type=radio]') ||
      element.closest('[role=menu], [role=listbox], [role=tree], [data-walks]') !== null,
  }
}
