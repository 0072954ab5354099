/** JSON lines on standard output, in pieces a pipe can take. */
import { once } from 'node:events'

const pieceLength = 1 << 16

export class JsonLines {
  #piece = ''

  async write(row: unknown): Promise<void> {
    this.#piece += `${JSON.stringify(row)}\n`
    if (this.#piece.length >= pieceLength) await this.flush()
  }

  async writeAll(rows: Iterable<unknown>): Promise<void> {
    for (const row of rows) await this.write(row)
    await this.flush()
  }

  async flush(): Promise<void> {
    const piece = this.#piece
    this.#piece = ''
    if (piece !== '' && !process.stdout.write(piece)) await once(process.stdout, 'drain')
  }
}
