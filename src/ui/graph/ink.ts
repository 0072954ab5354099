/** The colours of the picture by the names of tokens.css: a mark names an ink, a theme says what it looks like. */

const inks = [
  'surface-panel',
  'surface-stage',
  'surface-band',
  'surface-raised',
  'surface-sunken',
  'text-1',
  'text-2',
  'text-3',
  'text-on-accent',
  'text-on-mark',
  'line-1',
  'line-2',
  'line-3',
  'accent',
  'accent-ink',
  'accent-soft',
  'accent-line',
  'barrier',
  'barrier-ink',
  'barrier-soft',
  'barrier-line',
  'watermark',
  'watermark-ink',
  'watermark-soft',
  'savepoint',
  'savepoint-ink',
  'savepoint-soft',
  'failure',
  'failure-ink',
  'failure-soft',
  'failure-line',
  'done',
  'done-ink',
  'done-soft',
  'phase-delay',
  'phase-align',
  'phase-sync',
  'phase-async',
  'key-1',
  'key-2',
  'key-3',
  'key-4',
  'key-5',
  'key-6',
  'key-7',
  'key-8',
  'key-1-on',
  'key-2-on',
  'key-3-on',
  'key-4-on',
  'key-5-on',
  'key-6-on',
  'key-7-on',
  'key-8-on',
  'key-edge',
] as const

export type Ink = (typeof inks)[number]

/** A pattern instead of a tint; defined once in the picture. */
export type Hatch = 'hatch-barrier' | 'hatch-phase' | 'hatch-failure'

export const hatches: readonly Hatch[] = ['hatch-barrier', 'hatch-phase', 'hatch-failure']

/** What an ink looks like: `var(--barrier)` in the page, `#e08a00` on a canvas or in a file. */
export type Theme = (ink: Ink) => string

/** The theme of the page itself: its style sheet decides. */
export const pageTheme: Theme = (ink) => `var(--${ink})`

/** The inks of one theme out of the text of tokens.css: for files, which have no style sheet. */
export function themeOf(tokens: string, name: 'light' | 'dark'): Theme {
  const block =
    new RegExp(`\\[data-theme=['"]${name}['"]\\] \\{([\\s\\S]*?)\\n\\}`).exec(tokens)?.[1] ?? ''
  const values = new Map(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, ink, value]) => [ink, value?.trim()]),
  )
  return (ink) => values.get(ink) ?? 'none'
}

/** A theme read once from a style declaration, such as a computed style: for canvases. */
export function themeFrom(valueOf: (property: string) => string): Theme {
  const values = new Map<Ink, string>(inks.map((ink) => [ink, valueOf(`--${ink}`).trim()]))
  return (ink) => values.get(ink) ?? 'none'
}
