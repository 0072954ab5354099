/** What each key of the map does. */
import type { KeyAction } from './keyboard.ts'
import type { Lab } from './lab.svelte.ts'
import { tabIds } from './panels/tabs.ts'

type Deed = (lab: Lab) => void

const deeds: Partial<Record<KeyAction, Deed>> = {
  play: (lab) => lab.togglePlay(),
  step: (lab) => lab.step(1),
  'step-back': (lab) => lab.step(-1),
  'next-of-kind': (lab) => lab.step(1, lab.kind),
  'previous-of-kind': (lab) => lab.step(-1, lab.kind),
  'next-barrier': (lab) => lab.next('barrier'),
  'next-acknowledgement': (lab) => lab.next('acknowledgement'),
  'next-state-write': (lab) => lab.next('state-write'),
  'next-restore': (lab) => lab.next('restore'),
  start: (lab) => lab.restart(),
  end: (lab) => lab.toEnd(),
  run: (lab) => void lab.work.run(),
  share: (lab) => void lab.work.share(),
  lesson: (lab) => lab.screen.toggleLesson(),
  dock: (lab) => lab.screen.toggleDock(),
  kill: (lab) => (lab.killOpen = true),
  checkpoint: (lab) => (lab.checkpointOpen = true),
  hunt: (lab) => lab.open('hunt'),
  compare: (lab) => lab.hasRun && lab.open('compare'),
  faults: (lab) => lab.open('faults'),
  savepoint: (lab) => lab.triggerSavepoint(),
  motion: (lab) => lab.toggleMotion(),
  theme: (lab) => lab.preferences.nextTheme(),
  gallery: (lab) => lab.open('gallery'),
  reference: (lab) => lab.reference.open(),
  help: (lab) => lab.open('keys'),
}

/** Does it; false when it means nothing here, so that the browser may have the key. */
export function act(lab: Lab, action: KeyAction): boolean {
  const tab = /^tab-(\d)$/.exec(action)?.[1]
  if (tab !== undefined) {
    const id = tabIds[Number(tab) - 1]
    if (id !== undefined) lab.screen.show(id)
    return id !== undefined
  }
  if (action === 'close') return leave(lab)
  const deed = deeds[action]
  deed?.(lab)
  return deed !== undefined
}

/** Esc: out of the editor first, then out of what is chosen. */
function leave(lab: Lab): boolean {
  const { activeElement } = document
  if (activeElement instanceof HTMLElement && activeElement.closest('.monaco-editor, textarea')) {
    activeElement.blur()
    document.querySelector<HTMLElement>(`#tab-${lab.screen.tab}`)?.focus()
    return true
  }
  if (lab.why === null && lab.selection === null) return false
  lab.why = null
  lab.select(null)
  return true
}
