/** Fetches the editor after the first picture, and once. */
import { later } from '../later.ts'
import type { CodeEditor, EditorEvents } from './monaco.ts'

interface Loaded {
  readonly types: string
  readonly make: (container: HTMLElement, types: string, events: EditorEvents) => CodeEditor
}

export class EditorLoader {
  #loaded = $state.raw<Loaded | null>(null)
  #wanted = $state(false)
  /** Where the cursor is to go, once the editor shows that file. */
  line = $state.raw<{ readonly file: string; readonly line: number } | null>(null)

  get ready(): boolean {
    return this.#loaded !== null
  }

  get wanted(): boolean {
    return this.#wanted
  }

  /** Begins to load when the page has nothing better to do. */
  loadWhenIdle(): void {
    if (this.#wanted) return
    this.#wanted = true
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200))
    idle(() => void this.#load(), { timeout: 2_000 })
  }

  create(container: HTMLElement, events: EditorEvents): CodeEditor {
    const loaded = this.#loaded
    if (loaded === null) throw new Error('the editor is shown before it is there')
    return loaded.make(container, loaded.types, events)
  }

  async #load(): Promise<void> {
    const [{ CodeEditor: Editor }, { flinkTypes }] = await later.editor()
    this.#loaded = {
      types: flinkTypes,
      make: (container, types, events) => new Editor(container, types, events),
    }
  }
}
