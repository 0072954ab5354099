/** Frames for runs. The first can be on its way before anybody knows what it will run: a browser takes long to make one. */
import { Frame, type FrameSource } from './frame.ts'

export class Frames {
  readonly #source: FrameSource
  #waiting: Frame | null = null

  constructor(source: FrameSource) {
    this.#source = source
  }

  /** The script its frames begin with. */
  get guest(): string {
    return this.#source.guest
  }

  /** Makes a frame for the next run: its worker has the guest, and nothing of a learner's. */
  prepare(): void {
    this.#waiting ??= new Frame(this.#source)
  }

  /** A frame for one run. */
  take(): Frame {
    const frame = this.#waiting ?? new Frame(this.#source)
    this.#waiting = null
    return frame
  }
}
