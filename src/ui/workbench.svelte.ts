/** The learner's files: as typed, and as the run on the screen has them. What is typed is kept at once. */

export type Files = Readonly<Record<string, string>>

const saveAfter = 400

export class Workbench {
  #files = $state.raw<Files>({})
  #ran = $state.raw<Files>({})
  readonly #save: () => void
  #timer: ReturnType<typeof setTimeout> | null = null

  /** `save` is called soon after each edit, and at once by {@link flush}. */
  constructor(save: () => void) {
    this.#save = save
  }

  get files(): Files {
    return this.#files
  }

  /** The code differs from that of the run on the screen. */
  get dirty(): boolean {
    const names = [...Object.keys(this.#files), ...Object.keys(this.#ran)]
    return names.some((name) => this.#files[name] !== this.#ran[name])
  }

  get canUndo(): boolean {
    return this.dirty && Object.keys(this.#ran).length > 0
  }

  /** Of `names`, the first that was edited; to be shown when a tab opens. */
  wanted(names: readonly string[]): string | undefined {
    return names.find((name) => this.#files[name] !== this.#ran[name])
  }

  /** Another scenario: nothing is saved by it. */
  open(files: Files): void {
    this.flush()
    this.#files = files
  }

  /** The run on the screen was made from these. */
  ranWith(files: Files): void {
    this.#ran = files
  }

  edit(file: string, text: string): void {
    if (this.#files[file] === text) return
    this.replace({ ...this.#files, [file]: text })
  }

  /** All files at once: a solution, an undo, a reset. */
  replace(files: Files): void {
    this.#files = files
    this.keepSoon()
  }

  keepSoon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), saveAfter)
  }

  /** Back to the code of the run on the screen. */
  backToRun(): void {
    this.replace(this.#ran)
  }

  /** Saves now what waits to be saved. */
  flush(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#save()
  }
}
