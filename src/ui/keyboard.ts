/** The keyboard map: which key asks for what. */

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

/** By KeyboardEvent.key, lower case; prefixed with `shift+` or `ctrl+`. What the card says is in keyboard-card.ts. */
export const actionOfKey: Readonly<Record<string, KeyAction>> = {
  ' ': 'play',
  arrowright: 'step',
  pagedown: 'step',
  arrowleft: 'step-back',
  pageup: 'step-back',
  'shift+arrowright': 'next-of-kind',
  'shift+arrowleft': 'previous-of-kind',
  b: 'next-barrier',
  a: 'next-acknowledgement',
  w: 'next-state-write',
  r: 'next-restore',
  home: 'start',
  end: 'end',
  'ctrl+enter': 'run',
  'ctrl+s': 'share',
  '1': 'tab-1',
  '2': 'tab-2',
  '3': 'tab-3',
  '4': 'tab-4',
  '5': 'tab-5',
  '6': 'tab-6',
  '7': 'tab-7',
  '8': 'tab-8',
  '9': 'tab-9',
  '[': 'lesson',
  ']': 'dock',
  g: 'gallery',
  d: 'reference',
  c: 'checkpoint',
  s: 'savepoint',
  k: 'kill',
  f: 'faults',
  h: 'hunt',
  v: 'compare',
  m: 'motion',
  t: 'theme',
  '?': 'help',
  'shift+?': 'help',
  escape: 'close',
}

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
  const action = Object.hasOwn(actionOfKey, name) ? actionOfKey[name] : undefined
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
