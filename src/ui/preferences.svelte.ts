/** How a person wants to see it: theme and motion. Kept in localStorage, because public/theme.js must read it before the first paint. */

export type Theme = 'system' | 'light' | 'dark'

const themeKey = 'barrier-lab.theme'
const motionKey = 'barrier-lab.motion'
const themes: readonly Theme[] = ['system', 'light', 'dark']

/** Theme and motion, with what the system asks for where nothing was chosen. */
export class Preferences {
  #theme = $state<Theme>('system')
  #motion = $state<boolean | null>(null)
  #systemDark = $state(false)
  #systemStill = $state(false)

  constructor() {
    const theme = read(themeKey)
    if (theme === 'light' || theme === 'dark') this.#theme = theme
    const motion = read(motionKey)
    if (motion === 'on' || motion === 'off') this.#motion = motion === 'on'
    watch('(prefers-color-scheme: dark)', (dark) => (this.#systemDark = dark))
    watch('(prefers-reduced-motion: reduce)', (still) => (this.#systemStill = still))
  }

  get theme(): Theme {
    return this.#theme
  }

  /** What is on the screen: the theme chosen, or the system's. */
  get dark(): boolean {
    return this.#theme === 'system' ? this.#systemDark : this.#theme === 'dark'
  }

  get motion(): boolean {
    return this.#motion ?? !this.#systemStill
  }

  nextTheme(): void {
    const next = themes[(themes.indexOf(this.#theme) + 1) % themes.length] as Theme
    this.#theme = next
    write(themeKey, next === 'system' ? null : next)
  }

  toggleMotion(): void {
    this.#motion = !this.motion
    write(motionKey, this.#motion ? 'on' : 'off')
  }
}

function watch(query: string, changed: (matches: boolean) => void): void {
  const list = matchMedia(query)
  changed(list.matches)
  list.addEventListener('change', (event) => changed(event.matches))
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // Storage may be refused; the choice then lasts as long as the page.
  }
}
